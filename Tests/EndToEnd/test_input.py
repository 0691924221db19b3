"""Input that is not as it should be: one message, the place, status 2, and nothing dangerous."""

import json
import os
import random
import subprocess

import pytest
from conftest import RECORDING
from terminal import PROGRAM, SCENARIOS, environment

VOCABULARY = SCENARIOS / "guprace.vocabulary.yaml"
LINE = (
    b"          %s-2670    [000] ....   189.%d: attempt_begin: attempt=8453 "
    b"mm=0xff11000000032940 addr=0x10000000 has_pinned=0 ref=2 %s\n")


def assert_refused(result, *words, lines=1):
    """Status 2, nothing on stdout, messages with all of the words, no control characters."""
    assert result.status == 2
    assert result.out == b""
    assert result.complaint.startswith("racelanes: "), result.complaint
    assert result.complaint.count("\n") == lines, result.complaint
    for word in words:
        assert str(word) in result.complaint
    assert not [byte for byte in result.raw_complaint if byte < 0x20 and byte not in b"\t\n"]


def lines(count, *more):
    """A change of a recording: its first lines and then others."""
    return lambda content: b"\n".join(content.split(b"\n")[:count]) + b"\n" + b"".join(more)


@pytest.mark.parametrize("command", ["print", "play"])
@pytest.mark.parametrize(
    "content, words",
    [(b"", "empty"), (random.Random(1).randbytes(5000), ""), (b"\0\1\2\n", "binary"),
     (b"\x7fELF\2\1\1\0", "ELF"),
     (b"\x1f\x8b\x08\0\0", "gzip"), (b"hello\nworld\n", "no known format"),
     (b'{"some": "json"}\n', "JSON"), (b"# tracer: nop\n#\n", "no event")],
    ids=["empty", "random", "nul", "elf", "gzip", "words", "json", "comments"])
def test_other_things_than_traces(run, tmp_path, command, content, words):
    path = tmp_path / "input"
    path.write_bytes(content)
    result = run(command, path)
    assert_refused(result, f"{path}:", words)
    assert_refused(run(command, "-", stdin=content), "standard input:", words)


def test_missing_files_and_directories(run, tmp_path):
    assert_refused(run("print", tmp_path), tmp_path, "directory")
    assert_refused(run("print", tmp_path / "none"), tmp_path / "none", "No such file")
    assert_refused(run("print", "no-such-name"), "no-such-name", "racelanes list")
    assert_refused(run("print", "no\x1b[31msuch\nname"))


LEAST, MOST = -2**63, 2**63 - 1


def native(events, **place):
    """A trace in the own format, of two lanes in turn and one count that is a reference count."""
    lanes = [{"name": f"CPU {cpu}", "title": ""} for cpu in (0, 1)]
    head = {"racelanes": 1, "type": "trace", "title": "t", "lanes": lanes,
            "declarations": [{"name": "page", "kind": "refcount", "loud": True}]}
    told = [{"event": {"lane": index % 2, "cpu": index % 2, "text": 1, **event}}
            for index, event in enumerate(events)]
    lines = [head, {"place": {"of": 0, **place}}, {"text": "a"}, *told]
    return "".join(json.dumps(line) + "\n" for line in lines) + '{"end":{"events":%d}}\n' % len(told)


@pytest.mark.parametrize("options", [[], ["--at", 2], ["--json"]], ids=["text", "frame", "json"])
def test_stamps_that_no_clock_shows(run, options):
    times = [LEAST, MOST, LEAST, MOST, 0, LEAST]
    trace = native([{"time": time, "line": MOST, "do": [["load", 0, "0x1"]]} for time in times])
    result = run("print", "-", *options, stdin=trace.encode())
    assert (result.status, result.complaint) == (0, "")
    assert "Same stamp" not in result.text


def test_counts_that_no_page_has(run, tmp_path):
    paths = [tmp_path / name for name in ("one", "other")]
    for path, value in zip(paths, ("0xffffffffffffffff", "0x1")):
        events = [{"do": [["rmw", 0, value, "0xfffffffffffffff0"]]},
                  {"do": [["branch", MOST, 1]]}, {"do": [["rmw", 0, None, "0x1"], ["ret", LEAST]]}]
        path.write_text(native(events if value == "0x1" else events[1:], begins=value))
    result = run("compare", *paths)
    assert (result.status, result.complaint) == (1, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(run, recording):
    path = recording()
    path.chmod(0)
    assert_refused(run("print", path), path, "Permission denied")


def test_truncated_in_a_field(run, recording):
    line = LINE % (b"pinner", 301769, b"")
    path = recording(lines(40, line[: line.index(b"has_pinned") + 5]))
    assert_refused(run("print", path), f"{path}:41:")
    repaired = run("print", path, "--repair")
    assert repaired.status == 0


@pytest.mark.parametrize("head", [0, 40])
def test_very_long_line(recording, head, tmp_path):
    begin = (LINE % (b"pinner", 301769, b"x="))[:-1]
    path = recording(lines(head, begin) if head else lambda content: b"#\n")
    with open(path, "ab") as file:
        for _ in range(100):
            file.write(bytes([120]) * 1_000_000)
    with open(tmp_path / "stderr", "wb") as stderr:
        process = subprocess.Popen(
            [PROGRAM, "print", path], stdout=subprocess.PIPE, stderr=stderr, env=environment())
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 2 and out == b""
    complaint = (tmp_path / "stderr").read_text()
    assert complaint.startswith(f"racelanes: {path}:{head + 1 if head else 2}")
    assert len(complaint) < 1000
    assert usage.ru_maxrss < 300_000
    assert usage.ru_utime + usage.ru_stime < 5


@pytest.mark.parametrize(
    "comm, field", [(b"pin\xffer", b""), (b"pinner", b"x=\xc3("), (b"pin\x1b[31mner", b""),
                    (b"pinner", b"x=\x1b]0;title\x07"), (b"pinner", b"x=\xc2\x9b31m")],
    ids=["utf8-comm", "utf8-field", "escape-comm", "escape-field", "c1-field"])
def test_dangerous_bytes(run, play, recording, comm, field):
    path = recording(lines(40, LINE % (comm, 301769, field)))
    for command in ("print", "play"):
        result = run(command, path)
        assert_refused(result, f"{path}:41:")
        assert b"\x9b" not in result.raw_complaint
    for words in (["print"], ["print", "--json"], ["print", "--all"], ["print", "--at", "20"]):
        repaired = run(*words, path, "--repair")
        assert repaired.status == 0, repaired.complaint
        assert not [byte for byte in repaired.out if byte < 0x20 and byte != 0x0A]
        assert b"\xc2\x9b" not in repaired.out
        repaired.out.decode()
    player = play(path.as_posix(), "--repair", size=(120, 40))
    player.press("O")
    player.press("G", player.last_step)
    for piece in (b"\x1b[31mner", b"\x1b]", b"\xc2\x9b", b"\xff"):
        assert piece not in player.output


def test_vocabulary_with_a_field_that_is_not_there(run, tmp_path):
    path = tmp_path / "mine.yaml"
    text = VOCABULARY.read_text()
    assert "value: pte}" in text
    path.write_text(text.replace("value: pte}", "value: no_such_field}"))
    result = run("print", RECORDING, "--vocabulary", path)
    assert_refused(result, ".ftrace.txt:", "no_such_field")


# An error is told with the line and a caret below it, unless there is no such line.
@pytest.mark.parametrize(
    "change, words, lines",
    [(lambda text: text + "x: [1, 2\n", "YAML", 1),
     (lambda text: text.replace("kind: seqcount", "kind: seqcuont"), "seqcuont", 3),
     (lambda text: text.replace("version: 1", "version: 99"), "99", 3),
     (lambda text: "\ta: b\n", "", 3), (lambda text: "- a\n- b\n", "", 3),
     (lambda text: "", "", 1)],
    ids=["yaml", "kind", "version", "tab", "list", "empty"])
def test_broken_vocabulary(run, tmp_path, change, words, lines):
    path = tmp_path / "mine.yaml"
    path.write_text(change(VOCABULARY.read_text()))
    result = run("print", RECORDING, "--vocabulary", path)
    assert_refused(result, f"{path}:", words, lines=lines)


def test_all_that_is_wrong_with_a_vocabulary(run, tmp_path):
    path = tmp_path / "mine.yaml"
    text = VOCABULARY.read_text()
    for right, wrong in [("kind: seqcount", "kind: seqcuont"), ("tone: bad", "tone: sad")]:
        assert right in text
        text = text.replace(right, wrong, 1)
    path.write_text(text)
    kind, tone = (next(n for n, line in enumerate(text.splitlines(), 1) if word in line)
                  for word in ("seqcuont", "tone: sad"))
    told = sorted([(kind, "seqcuont"), (tone, "sad")])
    for command in (["check", path], ["print", RECORDING, "--vocabulary", path]):
        result = run(*command)
        assert result.status == 2
        lines = (result.out.decode() + result.complaint).splitlines()
        heads = [line for line in lines if f"{path}:" in line]
        assert len(heads) == 2, lines
        for head, (number, word) in zip(heads, told):
            assert f"{path}:{number}:" in head and f'"{word}"' in head
        carets = [at for at, line in enumerate(lines) if line.strip() == "^"]
        assert [lines[at - 1][lines[at].index("^"):].startswith(word)
                for at, (_, word) in zip(carets, told)] == [True, True]


def test_vocabulary_that_would_grow(tmp_path, run):
    path = tmp_path / "bomb.yaml"
    text = "racelanes: vocabulary\nversion: 1\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for n in range(1, 12):
        text += f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n"
    path.write_text(text)
    assert_refused(run("print", RECORDING, "--vocabulary", path), f"{path}:", lines=3)
    path.write_text("a: " + "[" * 100_000)
    result = run("print", RECORDING, "--vocabulary", path)
    assert_refused(result, f"{path}:", lines=3)
    assert len(result.complaint) < 1000


def test_vocabulary_taken_for_a_trace(run, tmp_path):
    assert_refused(run("print", VOCABULARY), "--vocabulary")
    assert_refused(run("print", RECORDING, "--vocabulary", tmp_path / "none"), tmp_path / "none")


@pytest.mark.parametrize(
    "words",
    [["--nonsense"], ["print", "--nonsense"], ["print", "--at", "x"], ["print", "--size", "80"],
     ["print", "--json", "--at", "1"], ["print", "--at", "99999"], ["print", "--color", "pink"],
     ["play", "--theme", "pink"], ["print", "a", "b"],
     ["print", "--page", "xyz"], ["print", "--\x1b[31m"]], ids=" ".join)
def test_bad_usage(run, words):
    result = run(*words)
    assert result.status == 2
    assert result.out == b""
    assert result.complaint.startswith("racelanes: "), result.complaint
    assert b"\x1b" not in result.raw_complaint


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["print", "--help"], ["--version"]])
def test_help_is_no_error(run, words):
    result = run(*words)
    assert (result.status, result.complaint) == (0, "")
    assert "racelanes" in result.text


def test_file_that_vanishes(play, recording):
    path = recording()
    player = play(path.as_posix(), "--at", "64", size=(120, 40))
    path.unlink()
    player.press("r")
    player.wait_text("No such file or directory")
    assert player.step == 64
    player.press("l", 65)
    assert "LOST" in player.text


def test_file_that_grows_and_breaks(play, recording):
    path = recording(lines(100))
    player = play(path.as_posix(), "--at", "64", size=(120, 40))
    shorter = player.last_step
    path.write_bytes(recording(file="whole.txt").read_bytes())
    player.press("r")
    player.wait(lambda t: t.last_step == 133 and t.step == 64, "the longer recording")
    assert shorter < 133
    path.write_bytes(b"\0\1\2")
    player.press("r")
    player.wait_text("binary")
    assert player.last_step == 133
    path.write_bytes(recording(lines(50), file="short.txt").read_bytes())
    player.press("r")
    player.wait(lambda t: t.last_step < 64 and t.step == t.last_step, "the shorter recording")


def test_events_that_nobody_knows(run, play, recording):
    other = b"".join(
        b"          pinner-2670    [000] ....   189.3017%02d: sched_switch: prev_pid=1\n" % n
        for n in range(7))
    path = recording(lambda content: content + other)
    result = run("print", path)
    assert (result.status, result.complaint) == (0, "")
    assert "LOST" in result.text and "sched_switch ×7" in result.text
    player = play(path.as_posix(), size=(120, 60))
    player.press("i").wait_text("7 × sched_switch")


def test_a_large_file_is_shown_while_it_is_read(play, recording):
    def many(content):
        *_, rest = content.partition(b"##### CPU 1 buffer started ####\n")
        return content + b"".join(
            rest.replace(b" 189.", b" %d." % (200 + n)) for n in range(150))

    path = recording(many)
    assert path.stat().st_size > 2 << 20
    player = play(path.as_posix(), size=(120, 40))
    player.press("l", 1)
    player.wait(lambda t: "reading" not in t.row(0), "all of it")
    assert player.last_step > 10_000
    assert player.step == 1
