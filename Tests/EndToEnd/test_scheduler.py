"""The user chooses who moves next, takes it back, saves it and plays it again."""

import json
import re

import pytest
from terminal import ENTER, SCENARIOS, TAB

FLAGSHIP = "lost-pin"
CTRL_U, CTRL_R = "\x15", "\x12"


def schedule(player):
    """The schedule as `y` tells it."""
    player.press("y").wait_text("To play it again")
    found = re.search(r"--schedule ([01]+)", player.text)
    player.press("q").wait_no_text("To play it again")
    return found[1] if found else ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_choosing(play, size):
    player = play("play", FLAGSHIP, "--at", "10", size=size)
    player.press("x").wait_text("your schedule from step 11")
    assert "[1] atomic_set(&mm->has_pinned, 1)" in player.text and "[2] get_page" in player.text
    player.press("1", 12)
    player.press("2", 13)
    player.press(" ", 15)
    player.press(TAB).wait_text("Space moves CPU 0")
    player.press(" ")
    assert schedule(player) == "11111" + "0110"
    player.press("uu").wait_step(13)
    player.press(CTRL_R, 15)
    assert schedule(player) == "11111" + "011"
    player.press("x").wait_text("Yours is kept")
    assert player.last_step == 70 and "your schedule" not in player.text
    # It is there again as it was left, until somebody throws it away.
    player.press("x").wait_text("your schedule from step 11")
    assert schedule(player) == "11111" + "011"
    player.press("R").wait_text("Throw your own schedule away?")
    player.press("n").wait_text("Your schedule is kept")
    player.press("Ry").wait_text("Thrown away")
    assert player.last_step == 70 and "your schedule" not in player.text


def test_a_lane_that_waits_is_refused(play):
    player = play("play", FLAGSHIP, size=(120, 40))
    player.press("x").wait_text("[1]")
    player.press(">").wait_text("waits for CPU 1 to end")
    before = player.step
    player.press("1").wait_text("CPU 0 cannot move: it waits for CPU 1 to end")
    assert player.step == before
    player.press(TAB + ">").wait_text("has ended")
    player.press("2").wait_text("CPU 1 has ended and cannot move")


def test_saved_checked_and_played_again(play, run, tmp_path):
    player = play("play", FLAGSHIP, "--at", "10", size=(120, 40), env={"PWD": str(tmp_path)})
    player.press("x").wait_text("[1]")
    # The pin lies before fork()'s write-protect, and behind its question.
    player.press("1>" + TAB + ">" + TAB + ">").wait_text("have ended")
    lanes = schedule(player)
    target = tmp_path / "own.yaml"
    player.press("S" + CTRL_U + str(target.with_suffix("")) + ENTER).wait_text("Saved with its model, gup-fork.race: ")
    assert (tmp_path / "gup-fork.race").read_bytes() == (
        SCENARIOS.parent / "gup-fork" / "gup-fork.race").read_bytes()
    checked = run("check", target, tmp_path / "gup-fork.race")
    assert checked.status == 0, checked.complaint
    mine = json.loads(run("print", "--json", target).out)
    assert mine["schedule"] == lanes
    assert [(one["title"], one["step"]) for one in mine["chapters"]] == [("yours", 10)]
    again = json.loads(run("print", "--json", FLAGSHIP, "--schedule", lanes).out)
    assert again["steps"] == mine["steps"]
    text = target.read_text()
    assert "kernel: \"v5.10\"" in text and f'schedule: "{lanes}"' in text
    # A file is replaced only by somebody who says so.
    target.write_text("precious")
    player.press("S" + CTRL_U + str(target) + ENTER).wait_text("replace it?")
    player.press("n").wait_text("Not saved")
    assert target.read_text() == "precious"
    player.press("S" + CTRL_U + str(target) + ENTER).wait_text("replace it?")
    player.press("y").wait_text("Saved: ")
    assert target.read_text() == text


def test_what_is_not_known_is_not_saved_as_proven(play, run, tmp_path):
    player = play("play", FLAGSHIP, size=(120, 40))
    player.press("x").wait_text("[1]")
    target = tmp_path / "cut.yaml"
    player.press("22").wait_text("your schedule from step 1")
    player.press("S" + CTRL_U + str(target) + ENTER).wait_text("Saved with its model")
    assert run("check", target).status == 0
    text = target.read_text()
    assert "no property is violated" not in text
    assert "what must hold at the end is not known" in text and "end: stopped" in text


def test_the_start_shows_what_there_is_to_choose_by(play):
    player = play("play", FLAGSHIP, size=(80, 24))
    player.press("x").wait_text("[1]")
    assert "not touched" not in player.text and "0 clear" in player.text
    assert "P W A D" in player.text and "fork() asks" not in player.text


def test_what_cannot_be_saved_says_why(play, tmp_path):
    player = play("play", FLAGSHIP, size=(120, 40))
    player.press("x").wait_text("[1]")
    player.press("S").wait_text("no step yet")
    player.press("1S" + CTRL_U + str(tmp_path / "none" / "a") + ENTER).wait_text("No such file")
    (tmp_path / "gup-fork.race").write_text("model other;")
    player.press("S" + CTRL_U + str(tmp_path / "a") + ENTER).wait_text("is another model")
    assert not (tmp_path / "a.yaml").exists()
