"""Terminals without colours, without Unicode, without anything; and no terminal at all."""

import re

import pytest
from conftest import RECORDING
from reading import assert_clean

# Reset, bold, dim, italics, underline, reverse, and their ends.
COLORLESS = {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27"}


def colors(output):
    """The parameters of colours in a stream."""
    found = set()
    for parameters in re.findall(rb"\x1b\[([\d;]*)m", bytes(output)):
        found |= set(parameters.decode().split(";")) - COLORLESS
    return found


def walk(player):
    player.press("64G", 64)
    assert "ptep_set_wr" in player.text
    player.press("i").wait_text("Esc: back")
    player.press("q").wait_no_text("Esc: back")
    player.press("l", 65)
    assert_clean(player.text)
    return player


def test_colors_are_used_by_default(play):
    assert "38" in colors(walk(play(RECORDING)).output)


@pytest.mark.parametrize(
    "words, env",
    [([], {"NO_COLOR": "1"}), (["--color", "never"], {}), (["--theme", "mono"], {}),
     (["--color=never"], {"CLICOLOR_FORCE": "1"}), ([], {"TERM": "vt100"})])
def test_no_colors(play, words, env):
    player = walk(play(RECORDING, *words, env=env))
    assert colors(player.output) <= {"39", "49"}
    assert b"m" in player.output and re.search(rb"\x1b\[(0;)?1[;m]", bytes(player.output))


def test_color_beats_no_color(play):
    assert "38" in colors(walk(play(RECORDING, "--color", "always", env={"NO_COLOR": "1"})).output)


@pytest.mark.parametrize("term", ["xterm", "linux"])
def test_eight_colors(play, term):
    player = walk(play(RECORDING, env={"TERM": term}))
    used = colors(player.output)
    assert used & {"31", "33", "36"}
    assert "38" not in used and "48" not in used
    # Black on black is nothing at all.
    for row in player.picture():
        assert not any(cell.fg == "black" and cell.bg in ("default", "black") for cell in row)


@pytest.mark.parametrize("term", ["screen-256color", "tmux-256color", "vt220"])
def test_other_terminals(play, term):
    player = walk(play(RECORDING, env={"TERM": term}))
    player.type("q")
    assert player.wait_end() == ("exit", 0)
    assert player.modes() == player.modes_before


@pytest.mark.parametrize(
    "words, env",
    [([], {"LANG": "C"}), ([], {"LANG": None}), ([], {"LC_ALL": "POSIX"}), (["--ascii"], {})])
def test_ascii(play, words, env):
    player = walk(play(RECORDING, *words, env=env, size=(200, 60)))
    assert max(player.output) < 0x80
    assert "?" not in player.row(2), "rules are drawn with ASCII, not replaced"


def test_unicode_is_used_by_default(play):
    assert max(walk(play(RECORDING)).output) >= 0x80


def test_dumb_terminal_gets_text(play):
    player = play(RECORDING, until=None, size=(120, 40), env={"TERM": "dumb"})
    assert player.wait_end() == ("exit", 0)
    assert b"\x1b" not in player.output
    text = bytes(player.output).decode()
    assert "ptep_set_wr" in text and "LOST" in text


@pytest.mark.parametrize("words", [[], ["play"], ["play", "hit-as-in-the-commit"]])
def test_pipe_gets_text(run, words):
    result = run(*words)
    assert (result.status, result.complaint) == (0, "")
    assert b"\x1b" not in result.out
    assert "ptep_set_wrprotec" in result.text and "LOST" in result.text


@pytest.mark.parametrize("term", ["nonsense", "\x1b[31mred"])
def test_unknown_terminal(play, tmp_path, term):
    with open(tmp_path / "stderr", "w") as stderr:
        player = play(RECORDING, until=None, env={"TERM": term}, stderr=stderr)
        assert player.wait_end() == ("exit", 2)
    assert player.output == b""
    complaint = (tmp_path / "stderr").read_bytes()
    assert complaint.startswith(b"racelanes: ") and complaint.count(b"\n") == 1
    assert b"\x1b" not in complaint
    assert player.modes() == player.modes_before


def test_no_terminal_to_take_keys_from(run):
    # A session of its own has no /dev/tty, and the output is no terminal: text.
    result = run("play", start_new_session=True)
    assert (result.status, result.complaint) == (0, "")
    assert "LOST" in result.text
