"""Scenarios in the player: every one from end to end, chapters, switches, the page map, jumps."""

import re

import pytest
from conftest import RECORDING, run_program
from reading import assert_clean
from terminal import CTRL_L, ENTER, ESCAPE, LEFT, PAGE_DOWN, PAGE_UP, SCENARIOS

FLAGSHIP = "lost-pin"
CTRL_O = "\x0f"

LISTED = [line.split()[0] for line in run_program("list").text.splitlines()]
# What is listed and no recording.
NAMES = [name for name in LISTED if not (SCENARIOS / f"{name}.ftrace.txt").exists()]


def told(player, words):
    """Whether words are on the screen, however their lines are broken."""
    width = player.size[0]
    start = (width - 1 - min(64, width // 3) + 3) if width >= 150 else 0
    text = " ".join(row[start:].strip() for row in player.rows)
    return " ".join(words.split()) in " ".join(text.split())


def test_the_flagship_is_played_without_a_source(play, timeline):
    player = play()
    assert timeline(FLAGSHIP)["title"] in player.row(0)
    assert player.step == 0
    assert NAMES[0] == FLAGSHIP


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("name", NAMES)
def test_there_and_back(play, timeline, name, size):
    whole = timeline(name)
    player = play("play", name, size=size)
    assert player.last_step == len(whole["steps"])
    starts = {chapter["step"]: chapter for chapter in whole["chapters"]}
    said = {}
    for note in whole["notes"] + whole["chapters"]:
        said.setdefault(note["step"], []).append(note["words"])
    said.setdefault(0, []).append(whole["objective"])
    said.setdefault(player.last_step, []).append(whole["moral"])
    pictures = {}

    def look(step):
        assert_clean(player.text)
        for words in said.get(step, []):
            assert told(player, words), (step, words, player.text)
        if step in starts:
            title = f"{whole['chapters'].index(starts[step]) + 1}/{len(starts)} "
            assert title + starts[step]["title"] in player.text

    look(0)
    for step in range(1, player.last_step + 1):
        player.press("l", step)
        look(step)
        if step in said:
            picture = player.picture()
            player.press(CTRL_L)
            assert player.picture() == picture
        pictures[step] = player.rows[-10:-1] if size[0] < 150 else player.rows[-5:-1]
    for finding in whole["findings"]:
        if finding["tone"] == "bad":
            break
    else:
        assert "✗" not in player.text
    for step in range(player.last_step - 1, -1, -1):
        player.press("h", step)
        if step:
            rows = player.rows[-10:-1] if size[0] < 150 else player.rows[-5:-1]
            assert rows == pictures[step]


@pytest.mark.parametrize("name", NAMES)
def test_text_has_chapters_and_notes(run, timeline, name):
    result = run("print", name)
    assert (result.status, result.complaint) == (0, "")
    assert_clean(result.text)
    whole = timeline(name)
    flat = " ".join(re.sub(r"(?m)^ +\| ", "", result.text).split())
    for index, chapter in enumerate(whole["chapters"]):
        assert f"## {index + 1}. {chapter['title']}" in result.text
        assert " ".join(chapter["words"].split()) in flat
    for words in [note["words"] for note in whole["notes"]] + [whole["objective"], whole["moral"]]:
        assert " ".join(words.split()) in flat
    schedule = re.search(r"Schedule: ([01 ]+)", flat)[1].replace(" ", "")
    assert schedule == whole["schedule"]


@pytest.mark.parametrize("name", NAMES)
def test_the_schedule_of_the_json_replays_the_run(run, timeline, name):
    import json
    whole = timeline(name)
    again = run("print", "--json", name, "--schedule", whole["schedule"])
    assert again.status == 0, again.complaint
    replayed = json.loads(again.out)
    assert replayed["steps"] == whole["steps"]
    assert replayed["findings"] == whole["findings"]
    assert replayed["chapters"] == []


def test_json_of_the_flagship(timeline):
    whole = timeline(FLAGSHIP)
    assert [chapter["step"] for chapter in whole["chapters"]] == [0, 11, 25, 35, 66]
    bad = {one["title"]: one["step"] for one in whole["findings"] if one["tone"] == "bad"}
    assert bad == {"pin_keeps_its_page violated": 34, "nothing_lost violated": 80}
    parted = [one["step"] for one in whole["page_map"] if one["parted"]]
    assert parted[0] == 59
    variations = {one["name"]: one for one in whole["variations"]}
    assert variations["kernel"]["value"] == "v5.10" and "v5.11" in variations["kernel"]["among"]
    assert variations["seqcount"]["value"] is False
    assert whole["settings"] == {}
    assert all(one["lane"] in (0, 1) and one["words"] for one in whole["waiting"])


def test_settings_of_the_command_line_are_told(run, play):
    import json
    words = (FLAGSHIP, "--kernel", "v5.11", "--set", "recheck=off", "--pages", "2")
    whole = json.loads(run("print", "--json", *words).out)
    assert whole["settings"] == {"kernel": "v5.11", "pages": "2", "recheck": False}
    text = run("print", *words).text
    assert "v5.11 (as written: v5.10), but pages 2, recheck off" in text
    assert "As written: See how" in text
    player = play("play", *words, size=(120, 40))
    assert "but kernel v5.11, pages 2, recheck off" in player.row(0)


def test_play_pauses_at_every_chapter(play, timeline):
    starts = [chapter["step"] for chapter in timeline(FLAGSHIP)["chapters"]][1:]
    player = play(size=(120, 40))
    player.type("++++++")
    for start in starts + [player.last_step]:
        player.type("p")
        player.wait(lambda t, s=start: t.step == s and "paused" in t.row(0), f"step {start}")
    player.assert_quiet(0.1)


def test_chapters_by_key_and_by_list(play, timeline):
    starts = [chapter["step"] for chapter in timeline(FLAGSHIP)["chapters"]]
    player = play(size=(120, 40))
    for start in starts[1:]:
        player.press("]", start)
    player.press("]").wait_text("This is the last chapter")
    for start in starts[-2::-1]:
        player.press("[", start)
    player.press("c").wait_text("Chapters")
    player.press("jjj").press(ENTER, starts[3])
    player.press(CTRL_O, 0)
    player = play(RECORDING)
    player.press("]").wait_text("no chapters")


def test_clicker(play):
    player = play()
    player.press(PAGE_DOWN, 1)
    player.press(PAGE_DOWN, 2)
    player.press(PAGE_UP, 1)
    for key in ("b", "."):
        before = player.picture()
        player.type(key)
        player.wait(lambda t: not t.text.strip(), "a blank screen")
        player.assert_quiet(0.1)
        player.press(PAGE_DOWN)
        assert player.picture() == before
    for start in (11, 25):
        player.press("\x1b[15~", start)
    player.press(PAGE_UP, 24)
    player.press(ESCAPE, 25)
    player.press("2gg", 2)
    player.press("h", 1)
    player.press("b")
    player.resize(120, 40)
    player.wait(lambda t: not t.text.strip(), "a blank screen of another size")
    player.press("q").wait_text("step 1/")
    player.type("b\x03")
    assert player.wait_end() == ("exit", 130)
    assert player.modes() == player.modes_before


def test_switches_keep_the_place(play):
    player = play("play", FLAGSHIP, "--at", "29", size=(120, 40))
    assert "▶29     ptep_set_wrprotect" in player.text
    player.press("f").wait_text("Run the same schedule with")
    row = next(y for y, text in enumerate(player.rows) if re.search(r"│ +seqcount +off", text))
    first = next(y for y, text in enumerate(player.rows) if re.search(r"▶ +kernel", text))
    player.press("j" * (row - first))
    player.press(ENTER).wait_text("but seqcount on")
    assert re.search(r"▶ ◆ seqcount +on", player.text)
    assert "NOTHING GOES WRONG" in player.text
    player.press(ESCAPE).wait_no_text("Run the same schedule")
    assert re.search(r"▶ *\d+ +ptep_set_wrprotect", player.text)
    assert "raw_write_seqcount_begin" not in player.row(3)
    assert player.last_step > 80
    player.press("f").press("0").wait_no_text("but seqcount")
    player.press("q").wait_step(29)
    assert player.last_step == 80


def test_the_kernel_is_changed_at_once(play):
    player = play(size=(120, 40))
    player.press("Gf").wait_text("Run the same schedule with")
    assert "NOTHING_LOST VIOLATED" in player.text
    player.press(ENTER).wait_text("but kernel v5.11")
    assert player.step == player.last_step and "NOTHING GOES WRONG" in player.text
    player.press(LEFT).wait_no_text("but kernel")
    player.press(LEFT).wait_text("but kernel v5.9-rc8")
    player.press("q")
    player.press("i").wait_text("kernel v5.9-rc8")


@pytest.mark.parametrize("name", NAMES)
def test_every_switch_of_every_scenario_can_be_flipped(play, timeline, name):
    count = len(timeline(name)["variations"])
    if not count:
        pytest.skip("its model has no switches")
    player = play("play", name, size=(120, 50))
    player.press("]]") if timeline(name)["chapters"] else None
    player.press("f").wait_text("Run the same schedule with")
    for _ in range(count):
        player.type(ENTER)
        player.wait(lambda t: t.footer.strip(), "the outcome")
        assert "cannot" not in player.footer
        assert_clean(player.text)
        player.type("0j")
    player.press("q").wait_no_text("Run the same schedule")


def test_reading_the_files_again_keeps_switches_and_place(play, tmp_path):
    for path in (SCENARIOS.parent / "gup-fork").glob("*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    scenario = tmp_path / "lost-pin.yaml"
    player = play(str(scenario), "--at", "51", size=(120, 40))
    player.press("f").press(ENTER).wait_text("but kernel v5.11")
    player.press(ESCAPE)
    step = player.step
    text = scenario.read_text()
    scenario.write_text(text.replace("The race: fork() takes", "Another title: fork() takes"))
    player.press("r").wait_text("Another title")
    assert player.step == step and "but kernel v5.11" in player.row(0)
    scenario.write_text("racelanes: scenario\nversion: 9\n")
    player.press("r").wait_text("lost-pin.yaml:2:10:")
    assert player.step == step


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_page_map(play, size):
    player = play("play", FLAGSHIP, "--at", "23", size=size)
    player.press("M").wait_text("Page map")
    assert re.search(r"device pin +─+→ A", player.text)
    assert told(player, "Parent and device use the same page A.") or size[0] < 150
    player.press("59G", 59)
    assert re.search(r"parent P W A D +─+→ C", player.text)
    assert "Here they part" in player.text
    player.press("l", 60)
    assert "They have parted" in player.text
    picture = player.picture()
    player.press(CTRL_L)
    assert player.picture() == picture
    player.press("M").wait_no_text("Page map")


def test_who_set_this(play):
    player = play("play", FLAGSHIP, "--at", "37", size=(120, 40))
    player.press("e", 29)
    assert "pte was set here" in player.footer
    player.press("E", 37)
    player.press("E", 41)
    player.press(CTRL_O, 37)
    player.press(CTRL_O, 29)
    player.press(CTRL_O, 37)
    player.press(CTRL_O).wait_text("No jump was made yet")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_a_frame_is_what_the_player_shows(play, run, size):
    for step in (0, 29, 80):
        player = play("play", FLAGSHIP, "--at", str(step), size=size)
        frame = run("print", FLAGSHIP, "--at", step, "--size", "x".join(map(str, size)))
        assert [row.rstrip() for row in frame.text.splitlines()] == player.rows


def test_a_bare_model_and_a_schedule(play, run):
    model = str(SCENARIOS.parent / "gup-fork" / "gup-fork.race")
    player = play(model, "--kernel", "v5.10", "--schedule", "1111111000", size=(120, 40))
    player.press("G").wait_text("NOT KNOWN")
    player.press("f").wait_text("Run the same schedule with")
    player.press(ENTER).wait_text("but kernel v5.11")
    assert "kernel" in player.text
    result = run("print", model)
    assert result.status == 0 and "NOTHING_LOST HOLDS" in result.text


@pytest.mark.parametrize("command", ["play", "print", "explore", "check"])
def test_errors_of_models_keep_their_lines(run, tmp_path, command):
    model = tmp_path / "t.race"
    model.write_text('model t "t";\nshared word a = 0;\nlane "one" {\n  b = 1;\n\tc = 2;\n}\n')
    result = run(command, model)
    assert (result.status, result.out) == (2, b"")
    assert result.complaint.removeprefix("racelanes: ") == (
        f'{model}:4:3: "b" is not declared\n    b = 1;\n    ^\n'
        f'{model}:5:2: "c" is not declared\n  \tc = 2;\n  \t^\n')


@pytest.mark.parametrize("command", ["play", "print", "explore", "check"])
def test_errors_of_scenarios_have_their_lines(run, tmp_path, command):
    for path in (SCENARIOS.parent / "gup-fork").glob("*.race"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (SCENARIOS.parent / "gup-fork/lost-pin.yaml").read_text()
    scenario = tmp_path / "lost-pin.yaml"
    scenario.write_text(text.replace("order: 1", "ordre: 1").replace("cpu0 until join", "cpu0 til"))
    result = run(command, scenario)
    assert (result.status, result.out) == (2, b"")
    lines = result.complaint.removeprefix("racelanes: ").split("\n")
    assert len(lines) == 7
    assert lines[0].startswith(f'{scenario}:3:1: a scenario has no key "ordre"; it may have: ')
    assert lines[1:3] == ["  ordre: 1", "  ^"]
    assert lines[3].startswith(f'{scenario}:12:5: "cpu0 til" is no piece of a schedule: ')
    assert lines[4:] == ["    - cpu0 til", "      ^", ""]
    scenario.write_text("")
    assert run(command, scenario).complaint.endswith(f"{scenario}:1:1: the document is empty\n")
