"""Models on two real threads. Every run without a terminal is bounded by rounds."""

import json
import os
import re
import shlex
import signal
import subprocess
import time

import pytest
from terminal import CTRL_C, CTRL_Z, ENTER, PATIENCE, PROGRAM, ROOT, environment

STORE_BUFFERING = str(ROOT / "Scenarios/litmus/store-buffering.race")


def live(run, *arguments, **options):
    result = run("live", "--json", *arguments, **options)
    assert result.status in (0, 1), result.complaint
    whole = json.loads(result.out)
    assert whole["racelanes"] == 1
    assert sum(outcome["count"] for outcome in whole["outcomes"]) + whole["others"] == whole["rounds"]
    for prop in whole["properties"]:
        assert prop["violated"] + prop["undecided"] <= prop["judged"] <= whole["rounds"]
    violated = [outcome for outcome in whole["outcomes"] if outcome["verdict"] == "violated"]
    assert sum(outcome["count"] for outcome in violated) == whole["violated"]
    assert result.status == (1 if violated else 0)
    return whole


def test_hit_replays_in_the_model(run):
    whole = live(run, "--stop-on", "violated", "--rounds", "5000000", "--jitter", "200")
    assert whole["model"] == "gup_fork" and whole["kernel"] == "v5.10"
    hit = whole["outcomes"][whole["stopped_at_outcome"]]
    assert hit["explained"] is True
    assert hit["violated"] == ["pin_keeps_its_page", "nothing_lost"]
    program, command, *words = shlex.split(hit["command"])
    assert (program, command) == ("racelanes", "play")
    assert words[-2:] == ["--schedule", hit["schedule"]]
    replayed = run("print", *words)
    assert replayed.status == 0, replayed.complaint
    for name in hit["violated"]:
        assert f"{name.upper()} VIOLATED" in replayed.text


def test_report(run):
    result = run("live", "--preset", "v5.11", "--rounds", "2000")
    assert result.status == 0
    assert "gup_fork on v5.11" in result.text
    assert re.search(r"^ • nothing_lost +not seen violated in 2,000 rounds$", result.text, re.M)
    assert "NOT SEEN in 2,000 rounds" in result.text
    assert "Not seen is not impossible" in result.text
    assert "\x1b" not in result.text
    assert max(map(len, result.text.splitlines())) <= 118


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_report_after_a_signal(number):
    """Whoever ends it is told what was seen until then; the exit status says what ended it."""
    with subprocess.Popen(
        [PROGRAM, "live", "--seconds", "60"], stdout=subprocess.PIPE, text=True,
        env=environment()) as process:
        deadline = time.monotonic() + PATIENCE
        status = f"/proc/{process.pid}/status"
        # It is at work as soon as it has taken the signal for itself.
        while not int(re.search(r"SigCgt:\s+(\w+)", open(status).read())[1], 16) >> number - 1 & 1:
            assert time.monotonic() < deadline and process.poll() is None
        process.send_signal(number)
        assert re.search(r" (in|of) [\d,]+ rounds?", process.stdout.read())
        assert process.wait(PATIENCE) == 128 + number


@pytest.mark.parametrize("columns", [40, 80])
def test_report_in_little_room(run, columns):
    result = run("live", "--no-record", "--preset", "v5.11", "--rounds", "3000",
                 env={"COLUMNS": str(columns)})
    lines = result.text.splitlines()
    # The command that plays a round can be copied, and so is never broken; unobserved there is none.
    assert max(map(len, lines)) <= columns, result.text
    words = " ".join(result.text.split())
    assert re.search(r"\? pin_keeps_its_page not judged \(--no-record\), except at the end: "
                     r"not seen violated there in 3,000 rounds", words)


def test_what_one_round_says(run):
    text = run("live", "--no-record", "--preset", "v5.11", "--rounds", "1").text
    assert re.search(r"^NOT SEEN in 1 round$", text, re.M)
    assert re.search(r" not seen violated in 1 round$", text, re.M)


def test_the_fix(run):
    for arguments in (["--preset", "v5.11"], ["lost-pin", "--preset", "v6.12"], ["the-fix"]):
        whole = live(run, *arguments, "--rounds", "3000")
        assert whole["rounds"] == 3000 and whole["violated"] == 0
        assert all(outcome["explained"] for outcome in whole["outcomes"])


def test_without_recording(run):
    whole = live(run, "--no-record", "--preset", "v5.11", "--rounds", "3000")
    assert whole["recorded"] is False
    # Only the end is known: nobody looked at what must hold all the time.
    judged = {prop["name"]: prop["judged"] for prop in whole["properties"]}
    assert judged == {"pin_keeps_its_page": 0, "nothing_lost": 3000, "counts_balance": 3000}
    assert {outcome["verdict"] for outcome in whole["outcomes"]} == {"open"}
    text = run("live", "--no-record", "--preset", "v5.11", "--rounds", "3000").text
    assert re.search(r"^ \? pin_keeps_its_page +not judged \(--no-record\), except at the end: "
                     r"not seen violated there in 3,000 rounds$", text, re.M)
    assert all(outcome["explained"] is None for outcome in whole["outcomes"])
    assert all(outcome["schedule"] is None for outcome in whole["outcomes"])


@pytest.mark.parametrize("barrier", ["off", "on"])
def test_store_buffering(run, barrier):
    whole = live(run, STORE_BUFFERING, "--set", f"mb={barrier}", "--rounds", "20000")
    assert whole["kernel"] is None
    for outcome in whole["outcomes"]:
        # Both reads too early: no interleaving gives that. Everything else has one.
        both = outcome["values"]["r0"] == outcome["values"]["r1"] == 0
        assert outcome["explained"] is not both
        assert (outcome["verdict"] == "violated") is both
    if barrier == "on":
        assert whole["violated"] == 0


def test_stop_at_something_new(run):
    whole = live(run, "--preset", "v5.11", "--stop-on", "new", "--rounds", "300")
    new = [outcome["serial"] for outcome in whole["outcomes"]]
    assert new.count(False) == (0 if whole["stopped_at_outcome"] is None else 1)


def test_one_cpu(run):
    cpu = min(os.sched_getaffinity(0))
    result = run("live", "--json", "--preset", "v5.11", "--rounds", "300",
                 preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
    assert result.status == 0
    assert f"only CPU {cpu} for both threads" in result.complaint
    assert json.loads(result.out)["cpus"] == [cpu, cpu]


@pytest.mark.parametrize("arguments, words", [
    (["--preset", "v9"], 'no kernel "v9"'),
    (["--rounds", "0"], "--rounds takes a number from 1 on"),
    (["--rounds", "-1"], "--rounds takes a number from 1 on"),
    (["--jitter", "-1"], "--jitter takes 0 to 1000000"),
    (["--seconds", "0"], "--seconds takes a time above 0"),
    (["--seconds", "-1"], "--seconds takes a time above 0"),
    (["--stop-on", "luck"], "violated, new, never"),
    (["--cpus", "0"], "two CPUs"),
    (["--cpus", "0,1023"], "may not use CPU 1023"),
    (["--set", "nothing=on"], "nothing"),
    (["hit-as-in-the-commit"], "is a recording"),
    (["no-such-thing"], "no such file"),
    (["/dev/null"], "neither a model"),
    (["--pid", "3"], "--pid goes with --kernel"),
    (["--record", "x"], "--record goes with --kernel"),
    (["--print-setup"], "--print-setup goes with --kernel"),
    (["--kernel", "--json"], "--json is for two threads"),
    (["--kernel", "lost-pin"], "'lost-pin' is for two threads"),
    (["--kernel", "--seed", "3"], "--seed is for two threads"),
    (["--kernel", "v5.11"], "chosen with --preset, such as --preset v5.11"),
    (["--kernel", "--attempts", "0"], "--attempts takes a number from 1 on"),
    (["--kernel", "--print-setup", "--bpftrace"], "choose one"),
    (["--kernel", "--print-setup", "--pid", "3"], "--pid is for watching"),
    (["--kernel", "--bpftrace", "--seconds", "3"], "--seconds is for watching"),
    (["--kernel", "--bpftrace", "--release", "six"], "no release such as"),
])
def test_bad_usage(run, arguments, words):
    result = run("live", *arguments)
    assert result.status == 2
    assert words in result.complaint and result.out == b""


def test_a_kernel_that_cannot_be_watched_takes_no_screen(play):
    """No tracefs, no kprobes, no root: whatever it is here, it is told in words."""
    if os.geteuid() == 0 and os.access("/sys/kernel/tracing/kprobe_events", os.F_OK):
        pytest.skip("this kernel can be watched")
    screen = play("live", "--kernel", until=None)
    assert screen.wait_end() == ("exit", 2)
    assert screen.text.startswith("racelanes: ")
    assert b"\x1b" not in screen.output


def start(play, *arguments, until="Enter shows the first violation on the lanes", **options):
    screen = play("live", "--jitter", "200", *arguments, until=until, **options)
    assert screen.modes() != screen.modes_before
    return screen


BUTTERFLY = """model butterfly "what nobody sees";
shared word x = 0;
shared word y = 0;
lane "a" { WRITE_ONCE(x, 1); WRITE_ONCE(x, 0); }
lane "b" { WRITE_ONCE(y, 1); WRITE_ONCE(y, 0); }
always never_both "x and y are never both set" = x == 0 || y == 0;
"""


def test_what_nobody_can_tell_is_not_counted_as_seen(run, tmp_path):
    """Nothing is read, so every round looks alike, whatever was set at the same time."""
    model = tmp_path / "butterfly.race"
    model.write_text(BUTTERFLY)
    for seed in range(1, 4):
        whole = live(run, model, "--rounds", "2000", "--seed", seed)
        assert whole["properties"] == [{"name": "never_both", "final": False, "judged": 2000,
                                        "violated": 0, "undecided": 2000}]
        assert [outcome["verdict"] for outcome in whole["outcomes"]] == ["open"]
    text = run("live", model, "--rounds", "2000").text
    assert re.search(r"^ \? never_both +cannot be told in 2,000 rounds$", text, re.M)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 10), (200, 60)])
def test_the_counts_grow_in_place(play, size):
    screen = start(play, size=size, until="HIT")
    seen = len(screen.output)
    screen.wait(lambda t: len(t.output) > seen + 500, "more pictures")
    assert sum("HIT" in row for row in screen.rows) == 1
    assert "rounds/s" in screen.text and "BAD" in screen.text and "q ends" in screen.footer
    assert "hidden" in screen.switched()
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)
    assert screen.modes() == screen.modes_before and screen.switched() == set()
    assert "The first violation" in screen.text


def test_another_size(play):
    screen = start(play)
    screen.resize(120, 40)
    screen.wait(lambda t: "q ends" in t.row(39), "the larger screen")
    screen.resize(30, 5)
    screen.wait_text("racelanes live needs 40x10")
    screen.resize(20, 5)
    screen.wait(lambda t: "q ends" in " ".join(t.rows), "a screen with hardly any room")
    assert "needs 40x10" in " ".join(row.strip() for row in screen.rows)
    screen.resize(80, 24)
    screen.wait(lambda t: "q ends" in t.row(23) and "HIT" in t.text, "the old size")
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)


def test_no_colours_and_ascii(play):
    screen = start(play, "--ascii", "--color", "never")
    assert screen.text.isascii()
    assert {cell.fg for row in screen.picture() for cell in row} == {"default"}
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)
    assert screen.text.isascii()


def open_lanes(screen):
    """Enter, and the number of the round that is shown."""
    screen.type(ENTER)
    screen.wait(lambda t: t.step is not None and "q goes back to the counts" in t.footer, "the lanes")
    return re.search(r"round ([\d,]+) of a live run on CPUs \d+ and \d+", screen.row(0))[1]


def test_enter_opens_the_hit_and_comes_back(play):
    screen = start(play, size=(120, 40))
    for _ in range(2):
        number = open_lanes(screen)
        assert "pin_user_pages_fast()" in screen.text
        # At what is wrong, and not at the beginning; what the scenario says is not said of it.
        assert screen.step > 20 and "VIOLATED" in screen.text.upper()
        assert f"This is round {number} of a live run" in screen.footer
        screen.press("i")
        assert f"The schedule: it is round {number} of a live run" in screen.text
        assert "Nothing." not in screen.text
        screen.type("q")
        screen.wait(lambda t: t.step is not None and "Nothing." not in t.text, "the lanes again")
        screen.type("q")
        screen.wait(lambda t: "q ends" in t.text and "HIT" in t.text, "the counts")
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)
    assert screen.switched() == set() and screen.modes() == screen.modes_before


@pytest.mark.parametrize("ending, status", [
    (CTRL_C, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131),
])
def test_what_ends_the_lanes_ends_the_run(play, ending, status):
    screen = start(play)
    open_lanes(screen)
    screen.type(ending) if isinstance(ending, str) else screen.signal(ending)
    assert screen.wait_end() == ("exit", status)
    assert screen.switched() == set() and screen.modes() == screen.modes_before


@pytest.mark.parametrize("lanes", [False, True])
def test_no_terminal_any_more(play, lanes):
    screen = start(play)
    if lanes:
        open_lanes(screen)
    screen.hang_up()
    assert screen.wait_end() == ("exit", 129)


def test_stops_at_a_violation_and_says_how_to_see_it(play):
    screen = start(play, "--stop-on", "violated", until="stopped   q ends", size=(120, 40))
    open_lanes(screen)
    screen.type("q")
    screen.wait_text("stopped   q ends")
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)
    assert re.search(r"racelanes play lost-pin --kernel v5.10 --schedule [01]{30}", screen.text)


@pytest.mark.parametrize("ending, status", [
    (CTRL_C, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131),
])
def test_what_ends_it_leaves_a_sane_terminal(play, ending, status):
    screen = start(play)
    screen.type(ending) if isinstance(ending, str) else screen.signal(ending)
    assert screen.wait_end() == ("exit", status)
    assert screen.modes() == screen.modes_before
    assert screen.switched() == set()


def test_stopped_and_continued(play):
    screen = start(play)
    screen.type(CTRL_Z)
    screen.wait_stop()
    assert screen.modes() == screen.modes_before
    before = len(screen.output)
    screen.foreground()
    screen.wait(lambda t: len(t.output) > before and "q ends" in t.text, "the counts")
    assert screen.modes() != screen.modes_before
    screen.type("q")
    assert screen.wait_end() == ("exit", 1)


def test_time_ends_it(play):
    screen = play("live", "--preset", "v5.11", "--seconds", "0.3", until=None)
    assert screen.wait_end() == ("exit", 0)
    assert "not seen violated in" in screen.text
