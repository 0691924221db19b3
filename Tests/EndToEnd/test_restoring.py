"""Whatever ends or stops the player, the terminal is as it was."""

import os
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import RECORDING
from terminal import CTRL_C, CTRL_Z, PATIENCE, PROGRAM, environment

# The player at work: cursor hidden, keypad and mouse on, on the alternate screen.
AT_WORK = {"1049", "hidden", "keypad", "1000", "1002", "1006"}


def start(play, **options):
    player = play(RECORDING, "--mouse", "--at", "64", **options)
    assert AT_WORK <= player.switched()
    assert player.modes() != player.modes_before
    return player


def assert_restored(player):
    assert player.switched() == set()
    assert player.modes() == player.modes_before


@pytest.mark.parametrize("keys, status", [("q", 0), ("ZZ", 0), (CTRL_C, 130)])
def test_keys_that_end(play, keys, status):
    player = start(play)
    player.type(keys)
    assert player.wait_end() == ("exit", status)
    assert_restored(player)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT], ids=lambda n: n.name)
def test_signals_that_end(play, number):
    player = start(play)
    player.signal(number)
    assert player.wait_end() == ("exit", 128 + number)
    assert_restored(player)


@pytest.mark.parametrize(
    "number",
    [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGTRAP],
    ids=lambda n: n.name)
def test_crashes(play, number):
    player = start(play)
    player.signal(number)
    assert player.wait_end() == ("signal", number)
    assert_restored(player)


def test_crash_with_a_report(play):
    report = "enable=yes,interactive=no,color=no,symbolicate=off"
    player = start(play, env={"SWIFT_BACKTRACE": report})
    player.signal(signal.SIGABRT)
    assert player.wait_end() == ("signal", signal.SIGABRT)
    assert_restored(player)


@pytest.mark.parametrize("terminal", ["linux", "vt100"])
def test_a_terminal_with_one_screen_goes_on_in_an_empty_row(play, terminal):
    player = play(size=(80, 24), env={"TERM": terminal})
    assert player.row(23)
    player.type("q")
    assert player.wait_end() == ("exit", 0)
    assert player.row(23) == "" and player.row(22) != ""


@pytest.mark.parametrize("hangup", ["default", "ignore"])
@pytest.mark.parametrize("busy", [False, True])
def test_terminal_goes_away(play, hangup, busy):
    player = start(play, hangup=hangup)
    if busy:
        player.type("++++p")
        player.wait(lambda t: "playing" in t.row(0), "playing")
    player.hang_up()
    assert player.wait_end() == ("exit", 128 + signal.SIGHUP)


@pytest.mark.parametrize("how", ["key", "signal"])
def test_stop_and_go_on(play, how):
    player = start(play)
    before = player.picture()
    for _ in range(2):
        if how == "key":
            player.type(CTRL_Z)
        else:
            player.signal(signal.SIGTSTP)
        player.wait_stop()
        assert_restored(player)
        player.foreground()
        player.wait(lambda t: AT_WORK <= t.switched() and t.step == 64, "the screen again")
        assert player.picture() == before
    player.press("l", 65)
    player.type("q")
    assert player.wait_end() == ("exit", 0)
    assert_restored(player)


def test_resized_while_stopped(play):
    player = start(play, size=(120, 40))
    player.type(CTRL_Z)
    player.wait_stop()
    player.resize(80, 24)
    player.foreground()
    player.wait(lambda t: AT_WORK <= t.switched() and "q quit" in t.footer, "the smaller screen")
    assert player.picture() == start(play, size=(80, 24)).picture()


class Tmux:
    """A shell in a terminal emulator that was not written for these tests."""

    def __init__(self, name):
        self.name = name
        shell = "exec env 'PS1=$ ' bash --norc --noprofile"
        self("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", shell)

    def __call__(self, *words):
        done = subprocess.run(
            ["tmux", "-L", self.name, *words], capture_output=True, text=True, timeout=PATIENCE,
            env=environment(RACELANES_PROGRAM=PROGRAM))
        return done.stdout

    def type(self, text):
        self("send-keys", "-t", "0", "-l", text)

    @property
    def text(self):
        return self("capture-pane", "-p", "-t", "0").rstrip()

    @property
    def flags(self):
        return self(
            "display-message", "-p", "-t", "0",
            "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag} #{keypad_flag}"
            " #{keypad_cursor_flag}").strip()

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain for {what}:\n{self.text}"
            time.sleep(0.02)

    def modes(self, path):
        """What `stty -a` says in this shell."""
        path.unlink(missing_ok=True)
        done = path.with_suffix(".done")
        done.unlink(missing_ok=True)
        self.type(f"stty -a > {path}; touch {done}\r")
        self.wait(done.exists, "stty")
        return path.read_text()


@pytest.mark.skipif(not shutil.which("tmux"), reason="no tmux")
def test_job_control_in_a_real_shell(tmp_path):
    tmux = Tmux(f"racelanes-{os.getpid()}")
    try:
        tmux.wait(lambda: tmux.text.endswith("$"), "the shell")
        modes, flags = tmux.modes(tmp_path / "stty"), tmux.flags
        tmux.type("clear; $RACELANES_PROGRAM --mouse --at 64\r")
        tmux.wait(lambda: "step 64/" in tmux.text and "q quit" in tmux.text, "the player")
        screen = tmux.text
        for _ in range(2):
            assert tmux.flags != flags
            tmux("send-keys", "-t", "0", "C-z")
            tmux.wait(lambda: "Stopped" in tmux.text, "the stop")
            assert tmux.flags == flags
            assert tmux.modes(tmp_path / "stty") == modes
            tmux.type("clear; fg\r")
            tmux.wait(lambda: tmux.text == screen, "the same screen again")
        tmux.type("q")
        tmux.wait(lambda: tmux.text.endswith("$") and "step 64/" not in tmux.text, "the shell")
        assert tmux.flags == flags
        tmux.type("echo status $?\r")
        tmux.wait(lambda: re.search(r"^status 0$", tmux.text, re.M), "the status")
        assert tmux.modes(tmp_path / "stty") == modes
    finally:
        tmux("kill-server")
