"""What the tests share: a player in a terminal, and the program as a plain command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from terminal import PATIENCE, PROGRAM, SCENARIOS, Terminal, environment  # noqa: E402

RECORDING = "hit-as-in-the-commit"


def pytest_sessionstart(session):
    if not os.access(PROGRAM, os.X_OK):
        pytest.exit(f"{PROGRAM} is missing: swift build, or set RACELANES", returncode=2)


@pytest.fixture
def play():
    """Starts players; those that are still there at the end of the test are ended."""
    running = []

    def start(*arguments, until="step ", **options):
        terminal = Terminal(*arguments, **options)
        running.append(terminal)
        if until:
            terminal.wait(lambda t: until in t.text, f"the first screen with {until!r}")
        return terminal

    yield start
    for terminal in running:
        terminal.close()


class Result:
    """What a command wrote, and how it ended."""

    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout
        self.text = done.stdout.decode(errors="replace")
        self.complaint = done.stderr.decode(errors="replace")
        self.raw_complaint = done.stderr


def run_program(*arguments, stdin=b"", env=None, **options):
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=4 * PATIENCE,
        env=environment(**(env or {})), **options)
    return Result(done)


@pytest.fixture
def run():
    """Runs the program with no terminal."""
    return run_program


@pytest.fixture(scope="session")
def timeline():
    """The JSON of a source, by name; asked once for each."""
    known = {}

    def read(name=RECORDING):
        if name not in known:
            result = run_program("print", "--json", name)
            assert result.status == 0, result.complaint
            known[name] = json.loads(result.out)
        return known[name]

    return read


@pytest.fixture
def recording(tmp_path):
    """Copies a shipped recording into a directory of its own; changes may be made to its bytes."""

    def copy(change=lambda content: content, name=RECORDING, file="trace.txt"):
        path = tmp_path / file
        path.write_bytes(change((SCENARIOS / f"{name}.ftrace.txt").read_bytes()))
        return path

    return copy
