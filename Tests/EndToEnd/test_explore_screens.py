"""The explorer's screens: what each switch is for, all schedules, the quiz."""

import re

import pytest

SIZES = [(80, 24), (120, 40), (200, 60)]


def step(terminal):
    return int(re.search(r"step (\d+)/", terminal.text)[1])


@pytest.mark.parametrize("columns, rows", SIZES)
def test_what_each_switch_is_for(play, columns, rows):
    terminal = play("lost-pin", "--kernel", "v5.11", size=(columns, rows))
    terminal.press("F")
    terminal.wait(lambda t: "without each switch" in t.text and "odd_check" in t.text, "the table")
    # The first row is the model as it is, on v5.11: nothing to play, and nothing offers it.
    assert "Every property holds, in all 1,209,255 schedules" in " ".join(terminal.text.split())
    assert "Enter: play" not in terminal.text
    terminal.press("\r")
    terminal.wait(lambda t: "nothing to play here" in t.text, "that there is nothing to play")
    terminal.press("F")
    terminal.wait(lambda t: "without each switch" in t.text, "the table again")
    terminal.press("j")
    terminal.wait(lambda t: "Enter: play" in t.text, "a row that can be played")
    assert re.search(r"\bit [\d,]+ of [\d,]+\b", terminal.text)
    terminal.press("\r")
    terminal.wait(lambda t: "shortest without early_copy" in t.text, "the run without the early copy")
    terminal.press("G")
    terminal.wait(lambda t: "VIOLATED" in t.text, "the violation")


@pytest.mark.parametrize("columns, rows", SIZES)
def test_all_schedules(play, columns, rows):
    terminal = play("lost-pin", size=(columns, rows))
    terminal.press("X")
    terminal.wait(lambda t: "All 44,067 schedules: 4,113 violate" in t.text, "the map")
    # A row for how far a CPU gets first; letters as in explore's table, with what they mean.
    assert re.search(r"CPU 0  atomic_set\(&mm->has_pin\S* .*a1 ?a1", terminal.text)
    assert re.search(r"CPU 1  get_page\(page\) .*C! ?C!", terminal.text)
    assert "A: fine" in terminal.text and "C: nothing_lost violated" in terminal.text
    assert "3,265 end as A, 665" in " ".join(terminal.text.replace("│", " ").split())
    depth = 0
    # Dive until a cell is one schedule, which is then played.
    while "Esc: back" in terminal.text:
        before = terminal.text
        terminal.press("\r")
        terminal.wait(lambda t: t.text != before, "another map, or the run")
        depth += 1
        assert depth < 20
    assert step(terminal) == 0
    terminal.press("G")
    terminal.wait(lambda t: re.search("GOES WRONG|VIOLATED|HOLDS", t.text), "what the run proves")
    terminal.press("X")
    terminal.wait(lambda t: "All 44,067" in t.text, "the map")
    terminal.press("\x1b")
    terminal.wait(lambda t: "All 44,067" not in t.text, "the lanes")


def test_a_class_of_the_map_plays_one_that_violates(play):
    terminal = play("lost-pin")
    terminal.press("X")
    terminal.wait(lambda t: "All 44,067" in t.text, "the map")
    # 265 of the first class do, and one of them is played to its end.
    terminal.press(" ")
    terminal.wait(lambda t: "All 44,067" not in t.text, "the run")
    terminal.press("G")
    terminal.wait(lambda t: "VIOLATED" in t.text, "the violation")
    assert "NOT KNOWN" not in terminal.text


def test_a_recording_has_neither(play):
    terminal = play("hit-as-in-the-commit")
    for key in "FX":
        terminal.press(key)
        terminal.wait(lambda t: "A recording is one schedule" in t.text, "why not")
        terminal.press("l")


@pytest.mark.parametrize("columns, rows", SIZES)
@pytest.mark.parametrize("source", ["lost-pin", "seqlock-torn", "hit-as-in-the-commit"])
def test_quiz(play, source, columns, rows):
    terminal = play(source, size=(columns, rows))
    title = terminal.rows[0][:40]
    terminal.press("Q")
    terminal.wait(lambda t: "question 1 of" in t.text, "the first question")
    count = int(re.search(r"question 1 of (\d+)", terminal.text)[1])
    assert count > 4
    right = answered = shown = 0
    for number in range(1, count + 1):
        terminal.wait(lambda t: f"question {number} of" in t.text, f"question {number}")
        assert "Right." not in terminal.text and "Wrong." not in terminal.text
        # Nothing of the scenario's own words, and nothing of what is to come.
        assert "Quiz" in terminal.rows[0] and title not in terminal.rows[0]
        assert not re.search("VIOLATED|LOST|go wrong|POINT OF NO RETURN|▷", terminal.text)
        if number == 2:
            # The answer without a guess: it does not count.
            terminal.press(" ")
            terminal.wait(lambda t: "Shown, and not counted" in t.text, "the answer")
            shown += 1
        else:
            terminal.press("1")
            terminal.wait(lambda t: "Right." in t.text or "Wrong." in t.text, "the answer")
            answered += 1
            right += "Right." in terminal.text
        assert f"{right} of {answered} answer" in terminal.text
        terminal.press("\r")
    score = f"{right} of {answered} answers right, {shown} shown without an answer"
    terminal.wait(lambda t: score in t.text, "the score")
    assert right < answered, "1 is not always right"
    terminal.press("\r")
    terminal.wait(lambda t: "Quiz" not in t.text, "the lanes")


def test_a_quiz_is_left_with_its_score(play):
    terminal = play("lost-pin")
    terminal.press("Q")
    terminal.wait(lambda t: "question 1 of" in t.text, "the first question")
    terminal.press("1")
    terminal.wait(lambda t: "Right." in t.text or "Wrong." in t.text, "the answer")
    terminal.press("\x1b")
    terminal.wait(lambda t: re.search("The quiz is over: [01] of 1 answer right", t.text), "the score")


def test_no_quiz_about_two_runs(play):
    terminal = play("lost-pin", size=(120, 40))
    terminal.press("d")
    terminal.wait(lambda t: "They part at step" in t.text, "both runs")
    terminal.press("Q")
    terminal.wait(lambda t: "A quiz is about one run" in t.text, "why not")
    terminal.press("d")
    terminal.press("Q")
    terminal.wait(lambda t: "question 1 of" in t.text, "the first question")
