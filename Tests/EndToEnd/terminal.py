"""The real program in a real pseudo-terminal, with a screen that can be looked at."""

import fcntl
import json
import os
import re
import select
import signal
import socket
import struct
import sys
import termios
import time
from pathlib import Path

import pyte
from ptyprocess import PtyProcess

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = os.path.abspath(os.environ.get("RACELANES") or ROOT / ".build/debug/racelanes")
SCENARIOS = Path(os.environ.get("RACELANES_SCENARIOS") or ROOT / "Scenarios") / "recorded"

# How long anything may take. Nothing waits that long unless it is about to fail.
PATIENCE = float(os.environ.get("RACELANES_PATIENCE") or 15)

UP, DOWN, RIGHT, LEFT = "\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD"
HOME, END, PAGE_UP, PAGE_DOWN = "\x1bOH", "\x1bOF", "\x1b[5~", "\x1b[6~"
ENTER, ESCAPE, TAB, BACK_TAB = "\r", "\x1b", "\t", "\x1b[Z"
CTRL_C, CTRL_L, CTRL_Z = "\x03", "\x0c", "\x1a"


def environment(**changes):
    """A clean environment for the program; a value of None takes a variable away."""
    base = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        # The end of a crash, not Swift's long report of it, is what the tests wait for.
        "SWIFT_BACKTRACE": "enable=no",
    }
    if "RACELANES_SCENARIOS" in os.environ:
        base["RACELANES_SCENARIOS"] = os.path.abspath(os.environ["RACELANES_SCENARIOS"])
    base.update(changes)
    return {name: value for name, value in base.items() if value is not None}


class Emulator(pyte.Screen):
    """pyte's screen with what ncurses uses under TERM=xterm-256color and pyte lacks.

    Not SU and SD, which scroll rows: the program never sends them, see test_no_row_is_moved.
    """

    last_drawn = " "

    def draw(self, data):
        super().draw(data)
        self.last_drawn = data[-1:] or self.last_drawn

    def repeat_last(self, count=None, **_):
        """REP: the last character again."""
        self.draw(self.last_drawn * (count or 1))

    def cursor_back_tab(self, count=None, **_):
        """CBT: back to a tab stop."""
        for _ in range(count or 1):
            self.cursor.x = max((stop for stop in self.tabstops if stop < self.cursor.x), default=0)


class Interpreter(pyte.ByteStream):
    """Bytes to calls of the emulator."""

    added = {"b": "repeat_last", "Z": "cursor_back_tab"}
    csi = pyte.ByteStream.csi | added
    events = pyte.ByteStream.events | set(added.values())


class Terminal:
    """A program in a terminal. Sizes are (columns, rows)."""

    # poll and ppoll, on x86-64 and on arm64.
    WAITING = {"x86_64": {7, 271}, "aarch64": {73}}.get(os.uname().machine, set())

    def __init__(
        self, *arguments, size=(80, 24), env=None, stdin=None, stderr=None, hangup="default",
        program=PROGRAM,
    ):
        """stdin: bytes to be given through a pipe; stderr: a file; both else the terminal."""
        self.size = size
        self.output = bytearray()
        self.status = None
        self.stopped = False
        self._screen = Emulator(*size)
        self._stream = Interpreter(self._screen)
        self._channel, theirs = socket.socketpair()
        given = [theirs.fileno()]
        words = [str(theirs.fileno())]
        for descriptor in (self._pipe_of(stdin), stderr.fileno() if stderr else -1):
            words.append(str(descriptor))
            given += [descriptor] if descriptor >= 0 else []
        for descriptor in given:
            os.set_inheritable(descriptor, True)
        self._process = PtyProcess.spawn(
            [sys.executable, "-I", "-S", str(HERE / "leader.py"), *words, hangup,
             json.dumps(environment(**(env or {}))), program, *arguments],
            dimensions=(size[1], size[0]), pass_fds=given)
        theirs.close()
        if stdin is not None:
            os.close(int(words[1]))
        self._tty = self._process.fd
        number = struct.unpack("I", fcntl.ioctl(self._tty, 0x80045430, b"\0" * 4))[0]  # TIOCGPTN
        self._inside = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.modes_before = self.modes()
        self._channel.sendall(b"!")
        self._news = b""
        self.pid = None
        self._until(lambda: self.pid, "the program to start")

    @staticmethod
    def _pipe_of(content):
        if content is None:
            return -1
        reading, writing = os.pipe()
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 1 << 20)
        assert os.write(writing, content) == len(content)
        os.close(writing)
        return reading

    # What is on the screen.

    def row(self, y):
        line = self._screen.buffer[y]
        return "".join(line[x].data for x in range(self._screen.columns)).rstrip()

    @property
    def rows(self):
        return [self.row(y) for y in range(self._screen.lines)]

    @property
    def text(self):
        return "\n".join(self.rows)

    def picture(self):
        """All of the screen: characters, colours and attributes."""
        columns = range(self._screen.columns)
        return [[self._screen.buffer[y][x] for x in columns] for y in range(self._screen.lines)]

    @property
    def footer(self):
        return self.row(self._screen.lines - 1)

    @property
    def step(self):
        """The number of the current step in the first line; None if there is none."""
        found = re.search(r"step (\d+)/\d+", self.row(0))
        return int(found[1]) if found else None

    @property
    def last_step(self):
        return int(re.search(r"step \d+/(\d+)", self.row(0))[1])

    # What the program did to the terminal.

    def switched(self):
        """The private modes that are on, by number; 'keypad', and 'hidden' for a hidden cursor.

        Wrapping lines (7), which every terminal begins with, is left out.
        """
        on = set()
        for found in re.finditer(rb"\x1b\[\?([\d;]+)([hl])|\x1b([=>])", bytes(self.output)):
            names = ["keypad"] if found[3] else found[1].decode().split(";")
            for name in set(names) - {"7"}:
                is_on = found[3] == b"=" or found[2] == b"h"
                if name == "25":
                    name, is_on = "hidden", not is_on
                (on.add if is_on else on.discard)(name)
        return on

    def modes(self):
        """The terminal's modes (termios)."""
        return termios.tcgetattr(self._tty)

    # Doing.

    def type(self, keys):
        os.write(self._tty, keys.encode())

    def resize(self, columns, rows):
        self.size = (columns, rows)
        self._screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)

    def signal(self, number):
        os.kill(self.pid, number)

    def foreground(self):
        """What `fg` does to a stopped program."""
        self.stopped = False
        self._channel.sendall(b"!")

    def hang_up(self):
        """The terminal goes away."""
        os.close(self._inside)
        self._inside = None
        self._process.fileobj.close()
        self._tty = None

    # Waiting.

    def wait(self, condition, what=None):
        """Waits until the program is at rest and the condition holds; fails after a while."""
        what = what or "a condition"
        self._until(lambda: condition(self) and self._is_at_rest(), what)
        return self

    def wait_step(self, number):
        return self.wait(lambda t: t.step == number, f"step {number}")

    def wait_text(self, text):
        return self.wait(lambda t: text in t.text, repr(text))

    def wait_no_text(self, text):
        return self.wait(lambda t: text not in t.text, f"no {text!r}")

    def wait_stop(self):
        """Waits until the program has stopped itself."""
        self._until(lambda: self.stopped, "the program to stop")
        self._pump(0.02)

    def wait_end(self):
        """Waits for the program's end; its ('exit', status) or ('signal', number)."""
        self._until(lambda: self.status, "the program to end")
        while self._tty is not None and self._pump(0.02):
            pass
        return self.status

    def press(self, keys, step=None):
        """Types; waits for the step, or for anything at all to be drawn."""
        before = len(self.output)
        self.type(keys)
        if step is None:
            return self.wait(lambda t: len(t.output) > before, f"an answer to {keys!r}")
        return self.wait_step(step)

    def assert_quiet(self, seconds):
        """Nothing is written for so long."""
        before = len(self.output)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._pump(max(0, deadline - time.monotonic()))
            assert len(self.output) == before, self.text

    def _until(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while True:
            busy = self._pump(0)
            if not busy and condition():
                return
            if self.status and self.status == ("exit", 127):
                raise AssertionError(f"{PROGRAM} could not be started")
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"waited in vain for {what}; status {self.status}, screen:\n{self.text}")
            if not busy:
                self._pump(0.005)

    def _pump(self, seconds):
        """Takes in what there is, waiting at most so long for it. Whether there was anything."""
        sources = [self._channel] + ([self._tty] if self._tty is not None else [])
        ready, _, _ = select.select(sources, [], [], seconds)
        had = False
        if self._tty in ready:
            try:
                piece = os.read(self._tty, 1 << 16)
            except OSError:
                piece = b""
            if piece:
                had = True
                self.output += piece
                self._stream.feed(piece)
        if self._channel in ready:
            piece = self._channel.recv(4096)
            had = had or bool(piece)
            self._news += piece
            *lines, self._news = self._news.split(b"\n")
            for line in lines:
                self._hear(*line.split())
        return had

    def _hear(self, word, number):
        number = int(number)
        if word == b"pid":
            self.pid = number
        elif word == b"stopped":
            self.stopped = True
        elif word in (b"exit", b"signal"):
            self.status = (word.decode(), number)

    def _is_at_rest(self):
        """Whether it has read all that was typed, waits for more, and all it wrote was taken in.

        Both ends of a pty hand over what is in flight when they are polled, so this is exact.
        """
        if self.status or self._tty is None:
            return True
        if select.select([self._inside], [], [], 0)[0]:
            return False
        return self._is_waiting() and not select.select([self._tty], [], [], 0)[0]

    def _is_waiting(self):
        try:
            first = Path(f"/proc/{self.pid}/syscall").read_text().split()[0]
            if self.WAITING:
                return first.isdigit() and int(first) in self.WAITING
        except OSError:
            pass
        try:
            return Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "S"
        except OSError:
            return False

    def close(self):
        """Ends whatever still runs."""
        for pid in (self.pid, self._process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except (OSError, TypeError):
                pass
        self._channel.close()
        if self._inside is not None:
            os.close(self._inside)
        if self._tty is not None:
            self._process.fileobj.close()
        try:
            os.waitpid(self._process.pid, 0)
        except ChildProcessError:
            pass
