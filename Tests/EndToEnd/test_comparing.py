"""Two runs on one screen: the fix turned round, another kernel, two sources of any kind."""

import re

import pytest
from conftest import RECORDING
from reading import assert_clean
from terminal import CTRL_L, ENTER

FLAGSHIP = "lost-pin"


def steps(player):
    """Where both runs stand."""
    return [int(found) for found in re.findall(r"step (\d+)/\d+", "\n".join(player.rows[1:]))]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_fix_turned_round(play, size):
    player = play(size=size)
    player.press("d").wait_text("They part at step 22 of B: with seqcount CPU 0 reads")
    assert "22≠" in player.text and "21+" in player.text
    assert steps(player) == [13, 22]
    assert "A ✗ NOTHING_LOST VIOLATED" in player.text and "B ✓ NOTHING GOES WRONG" in player.text
    picture = player.press("l").picture()
    player.press(CTRL_L)
    assert player.picture() == picture
    player.press("G", 80)
    assert steps(player)[0] == 80 and steps(player)[1] > 80
    player.press("gg", 0)
    assert steps(player) == [0, 0]
    player.press("t").wait(lambda t: steps(t) == [13, 22], "where they part")
    assert_clean(player.text)
    player.press("d").wait_no_text("seqcount on")


def test_above_and_beside(play):
    player = play(size=(200, 60))
    player.press("d").wait_text("seqcount on")
    assert re.search(r"A  as written.*B  seqcount on", player.text)
    player.press("D").wait(
        lambda t: not re.search(r"A  as written.*B  seqcount on", t.text), "one above the other")
    player.press("D").wait(
        lambda t: re.search(r"A  as written.*B  seqcount on", t.text), "beside each other")


def test_a_kernel_from_the_list(play):
    player = play(size=(120, 40))
    player.press("D").wait_text("Compare with")
    player.press("jj" + ENTER).wait_text("They part at step")
    assert re.search(r"B  kernel v5\.\d+", player.text)


def test_in_place(play):
    player = play("play", FLAGSHIP, "--at", "29", size=(120, 40))
    player.press("~").wait_text("but seqcount on")
    player.press("~").wait_no_text("but seqcount")
    assert player.step == 29
    player.press("~").wait_text("They part at step 22 (t)")
    player.press("ggt", 22).wait_text("Here it parts from the run before")


def test_a_fix_that_helps(play):
    player = play("play", "v5-8-no-race-needed", "--at", "20", size=(120, 40))
    player.press("~").wait_text("but kernel v5.11")
    player.press("~", 20).wait_no_text("but kernel")


@pytest.mark.parametrize("pair", [
    (FLAGSHIP, "the-fix"), (RECORDING, "seq-retry-saves"), (RECORDING, FLAGSHIP),
    (FLAGSHIP, RECORDING)])
def test_two_sources(play, run, pair):
    player = play("compare", *pair, size=(120, 40))
    assert f" A  {pair[0]}" in player.text and f" B  {pair[1]}" in player.text
    for key in "lllttTGh":
        player.type(key)
    player.press("gg", 0)
    assert_clean(player.text)
    result = run("compare", *pair)
    assert result.status == 1
    assert re.search(r"^\d+ differences\.$", result.text, re.M)
    assert_clean(result.text)


def test_text(run):
    same = run("compare", FLAGSHIP, FLAGSHIP)
    assert same.status == 0 and same.text.endswith("There is no difference.\n")
    lines = run("compare", FLAGSHIP, FLAGSHIP, "--set", "seqcount=on").text.splitlines()
    first = next(line for line in lines if line[0] in "<>!")
    assert first.startswith("<") and "raw_write_seqcount_begin" in first
    assert lines[-2].startswith("They part at step 22 of A: with seqcount CPU 0 reads")
    assert run("compare", FLAGSHIP).status == 2
    assert run("compare", "-", FLAGSHIP).status == 2
