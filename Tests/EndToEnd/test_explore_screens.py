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
    # The first row is the model as it is, on v5.11: nothing to show.
    assert "every property holds" in terminal.text
    terminal.press("\r")
    terminal.wait(lambda t: "Nothing is violated" in t.text, "that nothing is violated")
    terminal.press("F")
    terminal.wait(lambda t: "without each switch" in t.text, "the table again")
    terminal.press("j")
    terminal.press("\r")
    terminal.wait(lambda t: "shortest without early_copy" in t.text, "the run without the early copy")
    terminal.press("G")
    terminal.wait(lambda t: "VIOLATED" in t.text, "the violation")


@pytest.mark.parametrize("columns, rows", SIZES)
def test_all_schedules(play, columns, rows):
    terminal = play("lost-pin", size=(columns, rows))
    terminal.press("X")
    terminal.wait(lambda t: "All schedules" in t.text and "44,067 schedules" in t.text, "the map")
    depth = 0
    # Dive until a cell is one schedule, which is then played.
    while "All schedules" in terminal.text or "begin with" in terminal.text:
        before = terminal.text
        terminal.press("\r")
        terminal.wait(lambda t: t.text != before, "another map, or the run")
        depth += 1
        assert depth < 20
    assert step(terminal) == 0
    terminal.press("G")
    terminal.wait(lambda t: re.search("GOES WRONG|VIOLATED|HOLDS", t.text), "what the run proves")
    terminal.press("X")
    terminal.wait(lambda t: "All schedules" in t.text, "the map")
    terminal.press("u")
    terminal.wait(lambda t: "These are all" in t.text or "All schedules" in t.text, "the top")
    terminal.press("\x1b")
    terminal.wait(lambda t: "All schedules" not in t.text, "the lanes")


def test_a_recording_has_neither(play):
    terminal = play("hit-as-in-the-commit")
    for key in "FX":
        terminal.press(key)
        terminal.wait(lambda t: "A recording is one schedule" in t.text, "why not")
        terminal.press("l")


@pytest.mark.parametrize("columns, rows", SIZES)
def test_quiz(play, columns, rows):
    terminal = play("lost-pin", size=(columns, rows))
    terminal.press("Q")
    right = 0
    terminal.wait(lambda t: "question 1 of" in t.text, "the first question")
    count = int(re.search(r"question 1 of (\d+)", terminal.text)[1])
    assert count > 4
    for number in range(1, count + 1):
        terminal.wait(lambda t: f"question {number} of" in t.text, f"question {number}")
        assert "Right." not in terminal.text and "Wrong." not in terminal.text
        terminal.press("1")
        terminal.wait(lambda t: "Right." in t.text or "Wrong." in t.text, "the answer")
        right += "Right." in terminal.text
        assert f"{right} right" in terminal.text
        terminal.press("\r")
    terminal.wait(lambda t: f"{right} of {count} right" in t.text, "the score")
    assert 0 < right < count, "1 is neither always right nor always wrong"
    terminal.press("\r")
    terminal.wait(lambda t: "Quiz" not in t.text, "the lanes")
