"""What is on the screen: first sight, stepping, and the same picture again by another way."""

import random
import re

import pytest
from conftest import RECORDING
from reading import assert_band, assert_clean
from terminal import CTRL_L, DOWN, END, HOME, LEFT, PAGE_DOWN, PAGE_UP, RIGHT, UP



def rows_of(player):
    """Goes through all rows from the start; the step of each."""
    steps = [player.step]
    while steps[-1] < player.last_step:
        player.press("l")
        assert player.step > steps[-1]
        steps.append(player.step)
    return steps


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (250, 70), (60, 14)])
def test_first_screen(play, size):
    player = play(RECORDING, size=size)
    # A narrow screen has the title alone.
    assert player.row(0).startswith(" racelanes  ") == (size[0] >= 100)
    assert player.step == 0
    left, right = player.row(1).split("│")[:2]
    assert left.split() == ["CPU", "0", "pin_user_pages_fast()"]
    assert right.split()[:3] == ["CPU", "1", "fork()"]
    assert "has_pinned" in player.text and "pte" in player.text
    assert "write_protect_seq" in player.text
    for hint in ("h l step", "p play"):
        assert hint in player.footer
    if size[0] >= 80:
        assert "? help" in player.footer and "q quit" in player.footer
    assert_clean(player.text)


@pytest.mark.parametrize("size", [(59, 13), (59, 40), (120, 13), (20, 5), (1, 1)])
def test_too_small(play, size):
    player = play(RECORDING, size=size, until=None)
    if size[0] >= 20:
        player.wait_text("60x14")
    else:
        player.wait(lambda t: t.text.strip(), "some words")
    player.type("q")
    assert player.wait_end() == ("exit", 0)


def test_too_small_for_a_menu(play):
    player = play("lost-pin", "--at", "32", size=(80, 24))
    player.press("f").wait_text("Run the same schedule with")
    player.resize(40, 10)
    player.wait_text("60x14")
    player.type("l]j\x1b")
    player.assert_quiet(0.1)
    player.resize(80, 24)
    player.wait_text("Run the same schedule with")
    assert player.step == 32
    player.resize(40, 10)
    player.wait_text("60x14")
    player.type("q")
    assert player.wait_end() == ("exit", 0)


def test_first_screen_can_begin_anywhere(play):
    assert play(RECORDING, "--at", "64").step == 64
    assert play("play", RECORDING, "--at", "9999").step == 133


def test_keys_that_step(play):
    player = play(RECORDING, size=(120, 40))
    for key in ("l", RIGHT, "\x1b[C", " ", "j", DOWN, "."):
        player.press("gg", 0) if player.step else None
        player.press(key, 1)
        player.press(key, 2)
    for key in ("h", LEFT, "\x1b[D", "k", UP, ",", "\x7f"):
        player.press("2G", 2)
        player.press(key, 1)
        player.press(key, 0)


def test_jumps(play):
    player = play(RECORDING, size=(120, 40))
    last = player.last_step
    player.press("64G", 64)
    assert "ptep_set_wrprotect" in player.text
    player.press("gg", 0)
    player.press("G", last)
    player.press("1gg", 1)
    player.press("50%")
    player.wait(lambda t: t.step in (last // 2, last // 2 + 1), "the middle")
    player.press(":64\r", 64)
    player.press(":25%\r")
    player.wait(lambda t: abs(t.step - last / 4) <= 1, "a quarter")
    player.press(END, last)
    player.press(HOME, 0)
    player.press("99999G", last)
    player.press(":nonsense\r").wait_text("Not a step")
    assert player.step == last


def test_counts(play):
    player = play(RECORDING, size=(120, 40))
    steps = rows_of(player)
    player.press("gg", 0)
    player.press("5l", steps[5])
    player.press("12l", steps[17])
    player.press("10h", steps[7])
    player.press("7k", 0)


def test_pages(play):
    player = play(RECORDING)
    steps = rows_of(player)
    player.press("gg", 0)
    player.press(PAGE_DOWN)
    there = player.step
    assert steps.index(there) > 3
    player.press("\x04")
    player.wait(lambda t: t.step > there, "a page more")
    player.press(PAGE_UP, there)
    player.press("\x15", 0)


def test_stepping_back_gives_the_same_screens(play):
    player = play(RECORDING, size=(120, 40))
    pictures = [player.picture()]
    for _ in range(15):
        player.press("l")
        assert player.picture() != pictures[-1]
        pictures.append(player.picture())
    for picture in reversed(pictures[:-1]):
        player.press("h")
        assert player.picture() == picture


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("name", [RECORDING, "seq-retry-saves"])
def test_all_rows_there_and_back(play, timeline, name, size):
    player = play("play", name, size=size)
    assert player.last_step == len(timeline(name)["steps"])
    first = player.picture()
    steps = [0]
    while player.step < player.last_step:
        player.press("l")
        assert player.step > steps[-1]
        steps.append(player.step)
        assert_clean(player.text)
        assert_band(player.rows, timeline(name), player.step)
        if len(steps) % 6 == 0:
            # What was changed piece by piece is what a whole new screen shows.
            picture = player.picture()
            player.press(CTRL_L)
            assert player.picture() == picture
    for step in reversed(steps[:-1]):
        player.press("h", step)
        assert_band(player.rows, timeline(name), step)
    assert player.picture() == first


def test_resize_storm(play):
    sizes = random.Random(57)
    player = play(RECORDING, "--at", "64", size=(120, 40))
    for _ in range(60):
        player.resize(sizes.randint(20, 250), sizes.randint(5, 70))
    player.resize(120, 40)
    player.wait(lambda t: t.step == 64 and "q quit" in t.footer, "the whole screen")
    player.press("gg", 0)
    player.press(":64\r", 64)
    assert player.picture() == play(RECORDING, "--at", "64", size=(120, 40)).picture()


def test_resized_there_and_back_at_once(play):
    player = play(RECORDING, "--at", "64", size=(120, 40))
    before = player.picture()
    for _ in range(20):
        # The program may see only the last of these, which is what it had; the terminal has cut
        # off what it showed all the same.
        player.resize(30, 10)
        player.resize(120, 40)
        player.wait(lambda t: t.picture() == before, "the same screen")


def test_resize_keeps_the_current_row_in_view(play):
    player = play(RECORDING, "--at", "64", size=(200, 60))
    for size in ((80, 24), (60, 14), (250, 70), (100, 18), (80, 24)):
        player.resize(*size)
        player.wait_step(64)
        assert "▶ 64" in player.text


def test_enlarging_shows_more(play):
    player = play(RECORDING, size=(80, 24))
    player.press("100G", 100)
    shown = len(re.findall(r"(?m)^ +\d+", player.text))
    player.resize(200, 60)
    player.wait(lambda t: len(re.findall(r"(?m)^ +\d+", t.text)) > shown, "more rows")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_no_row_is_moved(play, size):
    """What plays recordings of a terminal often cannot scroll rows (SU, SD), insert or delete them.

    So rows are drawn anew, and what is on the screen is what a whole new screen shows; but for the
    footer, where the next key takes a message away.
    """
    player = play("lost-pin", size=size)
    for keys in (
        "14G", "d", "d", "22G", "d", "l", "d", "M", "]", "]", "M", "[", *"lllll", "hh", "G", "gg",
    ):
        picture = player.press(keys).picture()
        player.press(CTRL_L)
        assert player.picture()[:-1] == picture[:-1], keys
    for changed in ((100, 30), size):
        player.resize(*changed)
        player.press("l")
        player.press("d").wait_text("seqcount on")
        player.press("d").wait_no_text("seqcount on")
    assert not re.findall(rb"\x1b\[\d*[LMST]", bytes(player.output))


def test_few_bytes_for_a_step(play):
    player = play(RECORDING, size=(200, 60))
    counts = []
    while len(counts) < 40 and player.step < player.last_step:
        before = len(player.output)
        player.press("l")
        counts.append(len(player.output) - before)
    assert len(counts) >= 30
    assert sorted(counts)[len(counts) // 2] < 2048, counts
