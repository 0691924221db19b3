"""Traces that are read while somebody writes them: pipes, FIFOs, and files that grow."""

import os
import re
import signal
import subprocess
import time

import pytest
from terminal import END, HOME, PATIENCE, PROGRAM, RIGHT, SCENARIOS, environment

MM = "0xff11000000032940"


def event(number, cpu=0, stamp=None):
    """A line of ftrace text; its number can be read on the screen."""
    stamp = 1000.0 + number / 1000 if stamp is None else stamp
    task = ["pinner-2670", "forker-2671"][cpu]
    what = [
        f"attempt_begin: attempt={number} mm={MM} addr=0x10000000 has_pinned=0 ref=2 delay_ns=0x1",
        f"fork_ptl_lock: src_mm={MM} addr={number * 4096:#x} end={number * 4096 + 1:#x}",
    ][cpu]
    return f"          {task}    [00{cpu}] ....  {stamp:.6f}: {what}\n"


def events(numbers, **more):
    return "".join(event(number, **more) for number in numbers)


class Writer:
    """The writing end of a FIFO, or of a file."""

    def __init__(self, path, is_fifo=True):
        self.path = path
        if is_fifo:
            os.mkfifo(path)
        # Reading too, or opening a FIFO would wait for the player.
        self.descriptor = os.open(path, (os.O_RDWR if is_fifo else os.O_WRONLY | os.O_CREAT))

    def write(self, text):
        content = text if isinstance(text, bytes) else text.encode()
        while content:
            content = content[os.write(self.descriptor, content):]

    def close(self):
        if self.descriptor is not None:
            os.close(self.descriptor)
            self.descriptor = None


@pytest.fixture
def fifo(tmp_path):
    writer = Writer(tmp_path / "pipe")
    yield writer
    writer.close()


@pytest.fixture
def file(tmp_path):
    writer = Writer(tmp_path / "trace.txt", is_fifo=False)
    yield writer
    writer.close()


def at_head(count):
    return lambda t: t.step == count and t.last_step == count


# The head, and leaving it.


def test_head_moves(play, fifo):
    player = play(fifo.path, until="waiting for the first event")
    for number in range(1, 6):
        fifo.write(event(number))
        player.wait(at_head(number), f"the head at {number}")
        assert f"attempt {number} " in player.text
        assert "● live" in player.row(0)
    fifo.close()
    player.wait(lambda t: "ended  step 5/5" in t.row(0), "the end")
    player.assert_quiet(0.3)


def test_standard_input_and_keys_of_the_terminal(play, fifo):
    player = play(
        "-c", 'exec "$0" play - < "$1"', PROGRAM, str(fifo.path), program="/bin/bash",
        until="waiting for the first event")
    fifo.write(events(range(1, 11)))
    player.wait(at_head(10), "the head")
    player.press("h", 9)
    player.type("q")
    assert player.wait_end() == ("exit", 0)
    assert player.modes() == player.modes_before


def test_step_back_and_return(play, fifo):
    player = play(fifo.path, until="waiting", size=(120, 40))
    fifo.write(events(range(1, 101)))
    player.wait(at_head(100), "the head")
    player.press("h", 99)
    fifo.write(events(range(101, 1335)))
    player.wait(lambda t: "+1,234 since" in t.row(0), "what came since")
    assert player.step == 99
    player.resize(80, 24)
    player.wait(lambda t: "+1,234 since" in t.row(0) and t.step == 99, "the same after a resize")
    player.press(END)
    player.wait(at_head(1334), "the head again")
    fifo.write(event(1335))
    player.wait(at_head(1335), "the head that moves again")
    player.press(HOME, 0)
    fifo.write(event(1336))
    player.wait(lambda t: "+1 since" in t.row(0) and t.step == 0, "the start while it grows")


def test_stepping_forward_into_what_came(play, fifo):
    player = play(fifo.path, until="waiting")
    fifo.write(events(range(1, 11)))
    player.wait(at_head(10), "the head")
    player.press("hh", 8)
    fifo.write(events(range(11, 16)))
    player.wait_text("since")
    for step in range(9, 16):
        player.press(RIGHT, step)
        player.wait(lambda t: t.last_step >= min(step + 1, 15), "more to step through")


def test_pause_is_told(play, fifo):
    player = play(fifo.path, until="waiting for the first event")
    fifo.write(event(1))
    player.wait(at_head(1), "the head")
    player.wait(lambda t: re.search(r"waiting, last event \d+ s ago", t.row(0)), "the pause")
    fifo.write(event(2))
    player.wait(lambda t: at_head(2)(t) and "live" in t.row(0), "the end of the pause")


def test_ascii(play, fifo):
    player = play(fifo.path, "--ascii", until="@ waiting")
    fifo.write(event(1))
    player.wait(lambda t: "@ live" in t.row(0), "the sign of a live source")
    assert all(character < "\x7f" for character in player.text)


# Fast writers.


def test_nothing_is_lost_of_a_fast_writer(play, fifo, tmp_path):
    count, keep = 60_000, 5000
    record = tmp_path / "record.txt"
    player = play(
        fifo.path, "--keep", str(keep), "--record", str(record), until="waiting", size=(120, 40))
    content = events(range(1, count + 1))
    fifo.write(content)
    fifo.close()
    player.wait(lambda t: f"ended  step {count}/{count}" in t.row(0), "all of them")
    player.press(HOME, count - keep)
    player.press(RIGHT, count - keep + 1)
    assert f"attempt {count - keep + 1} " in player.text
    player.press("i")
    player.wait_text(f"{count - keep} older events are not here")
    assert record.read_text() == content


def test_what_is_not_kept_is_told(play, fifo):
    player = play(fifo.path, "--keep", "1000", until="waiting")
    fifo.write(events(range(1, 501)))
    player.wait(at_head(500), "the head")
    player.press("h", 499)
    player.wait(lambda t: "stopped" in t.row(0), "the stop")
    fifo.write(events(range(501, 5001)))

    def all_told(t):
        """What has come since and what is laid out are all there is, whenever that was laid out."""
        found = re.search(r"\+([\d,]+) since  step \d+/(\d+)", t.row(0))
        return found and int(found[1].replace(",", "")) + int(found[2]) == 5000

    player.wait(all_told, "all that has come")
    player.press(RIGHT, 500)
    player.wait_text("not kept any more")
    assert player.step == 4000


# Files.


def test_file_that_grows(play, file):
    file.write(events(range(1, 4)) + event(4)[:50])
    player = play("--follow", str(file.path), until="step 3/3")
    file.write(event(4)[50:] + event(5))
    player.wait(at_head(5), "the rest")
    os.ftruncate(file.descriptor, 0)
    os.lseek(file.descriptor, 0, os.SEEK_SET)
    file.write(event(6))
    player.wait(at_head(7), "the event of the emptied file, behind the row that parts the two")
    assert "the file was emptied or replaced" in player.text


def test_file_that_is_replaced(play, file, tmp_path):
    file.write(events(range(1, 4)))
    player = play("--follow", str(file.path), until="step 3/3")
    new = tmp_path / "new"
    new.write_text(events(range(4, 6)))
    new.rename(file.path)
    player.wait(at_head(6), "the events of the new file, behind the row that parts the two")
    assert "the file was emptied or replaced" in player.text


def test_file_that_is_deleted(play, file):
    file.write(events(range(1, 4)))
    player = play("--follow", str(file.path), until="step 3/3")
    os.remove(file.path)
    player.wait_text("the file is gone, waiting for a new one")


# Writers that do not behave.


@pytest.mark.parametrize("first", [13, 14, 40])
def test_vocabulary_of_a_slow_writer(play, run, fifo, first):
    lines = (SCENARIOS / "hit-as-in-the-commit.ftrace.txt").read_text().splitlines(True)
    whole = run("print", "hit-as-in-the-commit", "--at", "1", "--size", "80x24").text
    player = play(fifo.path, until="waiting", size=(120, 40))
    fifo.write("".join(lines[:first]))
    player.wait(lambda t: (t.step or 0) > 0, "what can be said of the first lines")
    fifo.write("".join(lines[first:]))
    fifo.close()
    player.wait_text("ended")
    player.wait(at_head(int(re.search(r"step 1/(\d+)", whole)[1])), "as many steps as the file has")
    assert "left out" not in player.row(0)
    player.press("s")
    player.wait_text("LOST")


def test_nothing_is_understood(play, fifo):
    player = play(fifo.path, until="waiting for the first event", size=(120, 40))
    fifo.write("good morning\n" * 3)
    player.wait(lambda t: "3 lines, none understood" in t.row(0), "the count of the lines")
    player.press("i")
    player.wait_text("Nothing that has come so far was understood.")
    player.press("q")
    fifo.write(event(1) + event(2).replace("attempt_begin", "nobody_knows"))
    player.wait(lambda t: "1 line left out" in t.row(0), "the count of what nobody knows")


def test_nothing_is_concluded_from_late_events(play, fifo):
    lines = (SCENARIOS / "hit-as-in-the-commit.ftrace.txt").read_text().splitlines(True)
    mine = [line for line in lines if " [001] " not in line]
    player = play(fifo.path, until="waiting", size=(120, 40))
    fifo.write("".join(mine))
    player.wait(lambda t: (t.step or 0) > 5, "the first CPU")
    fifo.write("".join(line for line in lines if " [001] " in line))
    fifo.close()
    player.wait_text("ended")
    player.press("s")
    player.wait_text("came too late")
    assert not re.search("LOST|PINNED|FORKED", player.text)


def test_writer_that_dies_in_a_line(play, fifo):
    player = play(fifo.path, until="waiting")
    fifo.write(event(1) + event(2)[:60])
    player.wait(at_head(1), "the whole line")
    fifo.close()
    player.wait_text("the writer is gone in the middle of a line")
    player.wait(at_head(2), "the row of the line that was cut")
    assert "pinner-2670    [000]" in player.text


def test_rubbish_between(play, fifo):
    player = play(fifo.path, until="waiting", size=(120, 40))
    fifo.write("what is this?\n" + event(1))
    player.wait(at_head(2), "rubbish before the first event")
    fifo.write(b"\x1b[31mred\x07 \xff\n" + event(2).encode() + b"\0\0\0\n")
    player.wait(at_head(5), "all rows")
    assert "what is this?" in player.text
    assert r"\x1b[31mred\x07 \xff" in player.text
    assert "attempt 2 " in player.text
    player.press("i")
    player.wait_text("3 lines could not be read")


def test_line_without_end(play, fifo):
    player = play(fifo.path, until="waiting")
    fifo.write(event(1))
    player.wait(at_head(1), "the head")
    fifo.write(b"x" * 3_000_000 + b"\n" + event(2).encode())
    player.wait(at_head(3), "the event behind it")
    assert "a line of more than 1048576 bytes" in player.text


def test_streams_out_of_order(play, fifo):
    player = play(fifo.path, until="waiting", size=(120, 40))
    fifo.write("".join(event(n, 0) for n in range(1, 12, 2)) + "".join(
        event(n, 1) for n in range(2, 12, 2)))
    player.wait(at_head(11), "all of them")
    rows = [row for row in player.rows if re.match(r"[ ▶]+\d+ |.*│[ ▶]+\d+ ", row)]
    found = [re.search(r"(\d+) +(?:attempt (\d+)|spin_lock)", row) for row in rows]
    for one in filter(None, found):
        assert one[2] is None or one[1] == one[2]
    assert len([one for one in found if one]) == 11
    fifo.write(event(3, 1, stamp=1000.001))
    player.wait(at_head(12), "the late one")
    player.wait_text("came late")


def test_lost_events(play, fifo):
    player = play(fifo.path, until="waiting")
    fifo.write(event(1) + "CPU:1 [LOST 118 EVENTS]\n" + event(2))
    player.wait(at_head(3), "the loss")
    assert "118 events lost" in player.text


def test_compressed_input(run, play, fifo, tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(b"\x1f\x8b\x08\0\0\n")
    result = run("play", "-", stdin=path.read_bytes())
    assert (result.status, result.out) == (2, b"")
    assert "zcat" in result.complaint


# Recording.


def test_killed_while_recording(play, fifo, tmp_path):
    record = tmp_path / "record.txt"
    player = play(fifo.path, "--record", str(record), until="waiting")
    fifo.write(events(range(1, 2001)))
    player.wait(lambda t: (t.step or 0) > 0, "something on the screen")
    shown = player.step
    player.signal(signal.SIGKILL)
    player.wait_end()
    assert record.read_text().startswith(events(range(1, shown + 1)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_while_recording(play, fifo, tmp_path, number):
    record = tmp_path / "record.txt"
    player = play(fifo.path, "--record", str(record), until="rec  ● waiting")
    fifo.write(events(range(1, 11)))
    player.wait(at_head(10), "the head")
    player.signal(number)
    assert player.wait_end() == ("exit", 128 + number)
    assert player.modes() == player.modes_before
    assert record.read_text() == events(range(1, 11))


def test_terminal_that_goes_away_while_recording(play, fifo, tmp_path):
    record = tmp_path / "record.txt"
    player = play(fifo.path, "--record", str(record), until="waiting")
    fifo.write(events(range(1, 11)))
    player.wait(at_head(10), "the head")
    player.hang_up()
    player.wait_end()
    assert record.read_text() == events(range(1, 11))


def test_full_disk(play, fifo):
    player = play(fifo.path, "--record", "/dev/full", until="waiting")
    fifo.write(event(1))
    player.wait_text("No space left on device")
    assert "✗ not recorded" in player.row(0)
    fifo.write(event(2))
    player.wait(at_head(2), "the next event")
    player.type("q")
    assert player.wait_end() == ("exit", 2)
    assert "it ends before the source did: No space left on device" in player.text


def test_full_disk_without_a_terminal(run):
    result = run("play", "-", "--record", "/dev/full", stdin=event(1).encode())
    assert result.status == 2
    assert "attempt 1" in result.text
    assert "it ends before the source did" in result.complaint


def test_full_disk_at_the_last_half_line(run):
    result = run("play", "-", "--record", "/dev/full", stdin=b"half a line")
    assert result.status == 2
    first = run("play", "-", "--record", "/dev/full", stdin=b"\n" + event(1).encode() + b"half")
    assert first.status == 2
    assert "it ends before the source did" in first.complaint


def test_counts_that_no_file_has(run):
    """A tally of unknown events is untrusted as well."""
    head = '{"racelanes":1,"type":"trace","lanes":[{"name":"A"}]}\n'
    tally = '{"unknown":{"name":"x","count":9223372036854775807,"line":1,"sample":""}}\n'
    row = '{"event":{"lane":0,"text":0}}\n'
    result = run("play", "-", stdin=(head + 2 * tally + row).encode())
    assert result.status == 0, result.complaint


def test_recording_over_a_file(run, tmp_path):
    path = tmp_path / "there"
    path.write_text("precious\n")
    result = run("play", "-", "--record", path, stdin=event(1).encode())
    assert result.status == 2
    assert "new file" in result.complaint
    assert path.read_text() == "precious\n"


@pytest.mark.parametrize("words", [
    ["hit-as-in-the-commit", "--keep", "10"], ["hit-as-in-the-commit", "--keep", "x"],
    ["hit-as-in-the-commit", "--record", "/dev/null"], ["hit-as-in-the-commit", "--keep", "5000"],
    ["lost-pin", "--follow"], ["lost-pin", "--page", "0x10"], ["lost-pin", "--vocabulary", "none"],
    ["lost-pin", "--repair"]])
def test_usage(run, words):
    result = run("play", *words)
    assert result.status == 2 and result.complaint and not result.out


# No terminal.


def test_the_text_of_a_pipe_proves_what_the_file_proves(run):
    path = SCENARIOS / "live-kprobes.ftrace.txt"
    proven = [
        [line for line in text.splitlines() if re.match(r"steps \d+-\d+: ", line)]
        for text in (
            run("play", path).text, run("play", "-", stdin=path.read_bytes()).text)]
    assert proven[0] and proven[0] == proven[1]


def test_every_row_is_written_whatever_is_kept(run):
    count = 12_000
    result = run("play", "--keep", "1000", "-", stdin=events(range(1, count + 1)).encode(), env={"COLUMNS": "100"})
    rows = re.findall(r"^ *(\d+) . attempt \d+ ", result.text, re.M)
    assert [int(row) for row in rows] == list(range(1, count + 1))


def test_rows_come_as_text(fifo):
    with subprocess.Popen(
        [PROGRAM, "play", str(fifo.path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment()) as process:
        lines = iter(process.stdout)
        for number in range(1, 4):
            fifo.write(event(number))
            assert any(f"attempt {number} " in line for line in lines), process.stderr.read()
        fifo.write(event(4)[:18])
        fifo.close()
        rest = process.stdout.read()
        assert "(cut off here)" in rest
        assert "middle of a line" in process.stderr.read()
        assert process.wait() == 0


def test_text_of_a_whole_recording(run):
    content = (SCENARIOS / "hit-as-in-the-commit.ftrace.txt").read_bytes()
    result = run("play", "-", stdin=content)
    assert result.status == 0
    assert len(re.findall(r"^ *\d+ [│|]", result.text, re.M)) == 133
    assert "LOST" in result.text


def test_reader_of_the_text_that_leaves(fifo):
    process = subprocess.Popen(
        ["bash", "-c", '"$0" play "$1" | head -1; exit "${PIPESTATUS[0]}"', PROGRAM,
         str(fifo.path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    fifo.write(event(1))
    assert process.stdout.readline()
    deadline = time.monotonic() + PATIENCE
    number = 2
    while process.poll() is None and time.monotonic() < deadline:
        fifo.write(event(number))
        number += 1
        select_a_while(process)
    assert process.wait(1) == 0


def select_a_while(process):
    try:
        process.wait(0.02)
    except subprocess.TimeoutExpired:
        pass
