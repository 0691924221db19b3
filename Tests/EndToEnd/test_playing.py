"""Playing by itself, finding things, popups, the mouse."""

import re

import pytest
from conftest import RECORDING
from reading import assert_clean, state_after
from terminal import BACK_TAB, ENTER, ESCAPE, ROOT, TAB

FIXED = "seq-retry-saves"


def stops(player, key, until):
    """Presses a key until a message comes; the steps where it stopped."""
    steps = []
    while True:
        player.press(key)
        if re.search(until, player.footer):
            return steps
        steps.append(player.step)
        assert len(steps) < 200


def test_play_and_pause(play):
    player = play(RECORDING, size=(120, 40))
    assert "paused" in player.row(0)
    for _ in range(4):
        player.press("+")
    player.wait(lambda t: "16×" in t.row(0), "16×")
    player.press("p")
    player.wait(lambda t: "playing" in t.row(0) and t.step > 54, "a few rows")
    player.press("p")
    player.wait(lambda t: "paused" in t.row(0), "the pause")
    assert 54 < player.step < player.last_step
    step = player.step
    # Sixteen times as fast as normal, ten rows would pass meanwhile.
    player.assert_quiet(0.5)
    assert player.step == step


def test_playing_ends_at_the_end(play):
    player = play(RECORDING)
    player.type("++++++p")
    player.wait(lambda t: t.step == t.last_step and "playing" not in t.row(0), "the end")
    player.assert_quiet(0.1)
    player.press("p")
    player.wait(lambda t: t.step < t.last_step, "the beginning again")


def test_a_step_pauses(play):
    player = play(RECORDING)
    player.type("++++p")
    player.wait(lambda t: "playing" in t.row(0), "playing")
    player.press("h")
    player.wait(lambda t: "playing" not in t.row(0), "the pause")


def test_speeds(play):
    player = play(RECORDING, size=(120, 40))
    told = [("-", "0.5×"), ("--", "0.25×"), ("=", "1×"), ("+", "2×"), ("+" * 9, "64×"), ("-", "32×")]
    for keys, speed in told:
        player.type(keys)
        player.wait(lambda t, s=speed: t.row(0).endswith(" " + s), speed)


@pytest.mark.parametrize("place, tabs", [("write_protect_seq", 0), ("has_pinned", 1), ("pte", 2)])
def test_changes_of_a_place(play, timeline, place, tabs):
    player = play("play", FIXED, size=(120, 40))
    for _ in range(tabs):
        player.press(TAB)
    if tabs:
        assert place in player.footer
        player.press(BACK_TAB)
        assert place not in player.footer
        player.press(TAB)
    values = [state_after(timeline(FIXED), step).get(place) for step in range(player.last_step + 1)]
    changes = [
        step for step in range(1, len(values))
        if values[step - 1] is not None and values[step] != values[step - 1]]
    found = stops(player, "w", "does not change any more")
    first = next(step for step, value in enumerate(values) if value is not None)
    assert [step for step in found if step != first] == changes
    back = stops(player, "W", "has not changed before")
    assert back == found[-2::-1]


@pytest.mark.parametrize("lane, forward, back", [(0, ")", "("), (1, "}", "{")])
def test_events_of_one_lane(play, timeline, lane, forward, back):
    player = play(RECORDING, size=(120, 40))
    wanted = [
        step["step"] for step in timeline()["steps"]
        if step["lane"] == lane and not step.get("folded")]
    found = stops(player, forward, "No event of CPU")
    assert found == wanted
    assert stops(player, back, "No event of CPU") == wanted[-2::-1]


def test_remarks(play, timeline):
    player = play(RECORDING, size=(120, 40))
    wanted = [
        step["step"] for step in timeline()["steps"]
        if step.get("order") and not step.get("folded")]
    assert len(wanted) >= 2
    found = stops(player, "t", "No remark")
    assert found == wanted
    player.press("G", player.last_step)
    assert stops(player, "T", "No remark") == wanted[::-1]


def test_lost_events_are_remarks(play):
    player = play("play", "lost-events", size=(120, 40))
    for _ in range(40):
        player.press("t")
        if re.search(r"(?i)lost", "\n".join(player.rows[3:20])):
            return
    pytest.fail("no remark was about lost events")


def test_search(play):
    player = play(RECORDING, "--at", "57", size=(120, 40))
    player.press("/wrprotect")
    assert player.footer.startswith(" /wrprotect")
    assert player.step == 57
    player.press(ENTER, 64)
    player.press("n").wait_text("went round")
    first = player.step
    player.press("/harness:\r")
    one = player.wait(lambda t: t.step != first, "the match").step
    player.press("n")
    two = player.wait(lambda t: t.step != one, "the next match").step
    assert two > one
    player.press("N", one)
    player.press("n", two)
    player.press("\\harness:\r", one)
    player.press("/no such words\r").wait_text("Not found: no such words")
    player.press("/abc").wait_text("/abc")
    player.press(ESCAPE)
    player.wait(lambda t: "? help" in t.footer, "the hints again")


def test_marks(play):
    player = play(RECORDING, size=(120, 40))
    player.press("59G", 59)
    player.press("ma").wait_text("Mark a is at step 59")
    player.press("64G", 64)
    player.press("'a", 59)
    assert "5 events" in player.footer
    assert re.search(r"\d+ (ns|µs)", player.footer)
    player.press("'z").wait_text("There is no mark z")
    player.press("64G", 64)
    player.press(":'a\r", 59)


def test_folds(play):
    player = play(RECORDING, size=(120, 60))
    player.press("3l", 53)
    assert "11 other pages copied" in player.text
    closed = player.picture()
    player.press(ENTER).wait_no_text("11 other pages copied")
    assert " 52 " in player.text
    player.press(ENTER).wait_text("11 other pages copied")
    assert player.picture() == closed
    player.press("O").wait_no_text("other pages copied")
    player.press("l", 54)
    player.press("h", 53)
    player.press("h", 52)
    player.press("O").wait_text("other pages copied")
    player.press("1G", 1)
    player.press(ENTER).wait_text("Nothing is folded here")


def test_another_page_and_back(play):
    player = play(RECORDING, "--at", "64", size=(120, 40))
    before = player.text
    assert "ptep_set_wrprotect" in before
    player.press("a").wait_text("0x10000000")
    player.press("j").press(ENTER).wait_no_text("Esc: back")
    assert player.step == 64
    other = player.text
    assert other != before
    player.press("a").wait_text("Esc: back")
    player.press("k")
    player.press("k") if "▶ 0x10000000" not in player.text else None
    player.press(ENTER).wait_no_text("Esc: back")
    player.press("gg", 0)
    player.press(":64\r", 64)
    assert player.text == before
    player.press("a").wait_text("Esc: back")
    player.press(ESCAPE).wait_no_text("Esc: back")
    assert player.text == before


def test_information(play):
    player = play(RECORDING, size=(120, 60))
    player.press("i").wait_text("Esc: back")
    for words in ("Linux 5.10", "qemu", "No event was unknown"):
        assert words in player.text
    assert_clean(player.text)
    player.press("q").wait_no_text("Esc: back")
    assert player.step == 0


def test_verdicts(play):
    player = play(RECORDING, size=(120, 40))
    player.press("s").wait_text("Esc: back")
    assert "LOST" in player.text
    player.press(ENTER, 64)
    player.press("gg", 0)
    player.press("v", 64)
    player = play("play", FIXED, size=(120, 40))
    player.press("v").wait_text("No episode of this recording loses data")
    player.press("s").wait_text("SAVED")


def help_pages(player):
    """All that the help says."""
    player.press("?").wait_text("Esc: back")
    pages = [player.text]
    while not re.search(r"-(\d+) of \1\)", player.text):
        player.press("j")
        pages.append(player.text)
    player.press("?").wait_no_text("Esc: back")
    return "\n".join(pages)


def test_help_tells_every_command(play):
    source = (ROOT / "Sources/Screens/App/Command.swift").read_text()
    texts = re.findall(r'case \.(\w+): "(.*)"', source.split("var help:")[1].split("var ")[0])
    commands = re.search(r"CaseIterable.*?\{\n(.*?)\n\n", source, re.S)[1]
    names = re.findall(r"\w+", commands.replace("case", ""))
    assert sorted(name for name, _ in texts) == sorted(names)
    everything = help_pages(play(RECORDING))
    assert "Next chapter" not in everything
    player = play("lost-pin")
    everything += help_pages(player)
    player.press("x").wait_text("x to and fro")
    everything += help_pages(player)
    missing = [text for _, text in texts if text not in everything]
    assert not missing


def test_unknown_keys_are_told(play):
    player = play(RECORDING)
    player.press("Y").wait_text("No such key")
    player.press("\x1b[999;9~l", 1)
    player.press("gg", 0)


def test_mouse(play):
    player = play(RECORDING, "--mouse", size=(120, 40))
    assert {"1000", "1006"} <= player.switched()
    player.press("\x1b[<65;10;10M", 1)
    player.press("\x1b[<65;10;10M", 2)
    player.press("\x1b[<64;10;10M", 1)
    player.press("64G", 64)
    row = next(y for y, text in enumerate(player.rows) if " 59 " in text[:6])
    player.press(f"\x1b[<0;20;{row + 1}M\x1b[<0;20;{row + 1}m", 59)
    # Far outside, and broken: nothing happens.
    player.type("\x1b[<0;99999;99999M\x1b[<0;1M\x1b[<M")
    player.press("l", 60)


def test_no_mouse_unless_asked(play):
    player = play(RECORDING)
    assert not player.switched() & {"9", "1000", "1002", "1003", "1005", "1006", "1015"}
    player.type("q")
    player.wait_end()
    assert b"[?100" not in player.output
