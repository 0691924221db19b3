"""Every interleaving, from the command line."""

import json
import re
import signal
import subprocess

import pytest
from terminal import PROGRAM, SCENARIOS, environment

MODEL = SCENARIOS.parent / "gup-fork" / "gup-fork.race"
# Far more states than any test has time for.
HUGE = """
model huge "many states";
shared word x = 0; shared word seen[20] = 0;
lane "writer" { for (int i = 0; i < 60; i++) atomic_inc(&x); }
lane "reader" { for (int i = 0; i < 20; i++) { int v = READ_ONCE(x); WRITE_ONCE(seen[i], v); } }
finally fine "nothing is asked for" = 1;
"""


def explore(run, *arguments, status=None):
    result = run("explore", *arguments, "--json")
    if status is not None:
        assert result.status == status, result.complaint
    return json.loads(result.out)


@pytest.mark.parametrize(
    "kernel, verdict",
    [("v5.8", "violated"), ("v5.9-rc8", "holds"), ("v5.10", "violated"), ("v5.11", "holds"),
     ("v5.15", "holds"), ("v6.1", "holds"), ("v6.12", "holds")])
def test_every_kernel(run, kernel, verdict):
    for pages in 1, 2, 3:
        status = 1 if verdict == "violated" else 0
        found = explore(run, "lost-pin", "--kernel", kernel, "--pages", pages, status=status)
        assert found["verdict"] == verdict
        assert (int(found["violating"]) > 0) == (verdict == "violated")
        assert sum(int(outcome["schedules"]) for outcome in found["outcomes"]) == int(
            found["schedules"])


def test_a_witness_plays(run):
    found = explore(run, "lost-pin", status=1)
    for name in "shortest", "fewest_switches":
        schedule = found[name]["schedule"]
        assert len(schedule) == found[name]["steps"]
        assert set(schedule) <= {"0", "1"}
        assert sum(a != b for a, b in zip(schedule, schedule[1:])) == found[name]["switches"]
        played = run("print", "lost-pin", "--schedule", schedule)
        assert played.status == 0 and "PIN_KEEPS_ITS_PAGE VIOLATED" in played.text


def test_text_for_people(run):
    result = run("explore", "lost-pin")
    first = result.text.splitlines()[0]
    match = re.fullmatch(r"Observation gup_fork Sometimes (\d+) (\d+)", first)
    found = explore(run, "lost-pin")
    assert int(match[1]) == int(found["violating"])
    assert int(match[1]) + int(match[2]) == int(found["schedules"])
    assert found["shortest"]["schedule"] in result.text
    assert run("explore", "lost-pin", "--kernel", "v5.11").text.startswith(
        "Observation gup_fork Never 0 ")


def test_twice_gives_the_same_bytes(run):
    for arguments in ["lost-pin"], ["lost-pin", "--pages", "4"], [MODEL, "--threads", "2"]:
        assert run("explore", *arguments).out == run("explore", *arguments).out


def test_mutations(run):
    result = run("explore", "lost-pin", "--kernel", "v5.11", "--mutate", "--json")
    assert result.status == 0
    rows = {row["switch"]: row["result"] for row in json.loads(result.out)["mutations"]}
    assert rows[None]["verdict"] == "holds"
    broken = {name for name, row in rows.items() if row["verdict"] == "violated"}
    assert {"seqcount", "odd_check", "final_retry", "has_pinned_set", "early_copy"} <= broken
    for name in broken:
        schedule = rows[name]["shortest"]["schedule"]
        played = run(
            "print", "lost-pin", "--kernel", "v5.11", "--set", f"{name}=off", "--schedule", schedule)
        assert played.status == 0 and "violated" in played.text.lower(), name


def test_reduced_has_the_same_verdict(run):
    for kernel in "v5.10", "v5.11":
        exact = explore(run, "lost-pin", "--kernel", kernel)
        reduced = explore(run, "lost-pin", "--kernel", kernel, "--reduced")
        assert reduced["verdict"] == exact["verdict"]
        assert reduced["states"] < exact["states"]
        assert reduced["schedules"] is None and reduced["reduced"]


@pytest.mark.parametrize(
    "limit", [("--max-states", "1000"), ("--max-memory", "1"), ("--max-time", "0.01")])
def test_stopping_early_proves_nothing(run, tmp_path, limit):
    path = tmp_path / "huge.race"
    path.write_text(HUGE)
    found = explore(run, path, *limit, status=3)
    assert found["verdict"] == "stopped" and found["stopped_by"]
    assert [one["verdict"] for one in found["properties"]] == ["stopped"]
    assert "proved" in run("explore", path, *limit).text


def test_ctrl_c_stops_with_what_is_known(tmp_path):
    path = tmp_path / "huge.race"
    path.write_text(HUGE)
    # One worker at a time is asked whether it is to stop: the signal may come at once.
    process = subprocess.Popen(
        [PROGRAM, "explore", path, "--json", "--max-memory", "4000"], stdout=subprocess.PIPE,
        env=environment())
    # It is at work as soon as it has taken Ctrl-C for itself.
    caught = 0
    while not caught and process.poll() is None:
        status = (open(f"/proc/{process.pid}/status")).read()
        caught = int(re.search(r"SigCgt:\s+(\w+)", status)[1], 16) >> (signal.SIGINT - 1) & 1
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert process.returncode == 3
    assert json.loads(out)["verdict"] == "stopped"


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["hit-as-in-the-commit"], "recording"),
        (["no-such-thing"], "no such file"),
        (["lost-pin", "--kernel", "v4.4"], "v4.4"),
        (["lost-pin", "--set", "nothing=off"], "nothing"),
        (["lost-pin", "--pages", "9"], "pages"),
        (["lost-pin", "--max-states", "0"], "--max-states"),
        (["lost-pin", "--mutate", "--reduced"], "--mutate"),
    ])
def test_wrong_input(run, arguments, complaint):
    result = run("explore", *arguments)
    assert result.status == 2
    assert complaint in result.complaint
    assert result.out == b""


def test_promela(run, tmp_path):
    text = run("convert", "lost-pin", "--to", "promela")
    assert text.status == 0
    assert "active proctype cpu0()" in text.text and "active proctype cpu1()" in text.text
    path = tmp_path / "model.pml"
    assert run("convert", MODEL, "--kernel", "v5.11", "--to", "promela", "-o", path).status == 0
    assert path.read_text().startswith("/*")
    refused = run("convert", "hit-as-in-the-commit", "--to", "promela")
    assert refused.status == 2 and "recording" in refused.complaint


def test_a_recording_is_explained_by_a_model(run):
    for name, kernel, other in [
            ("hit-as-in-the-commit", "v5.10", "v5.11"), ("seq-retry-saves", "v5.11", "v5.10")]:
        result = run("check", name, "--against", "lost-pin", "--kernel", kernel)
        assert result.status == 0 and result.text.startswith("explained: "), result.complaint
        command = result.text.splitlines()[-1].split()
        assert command[:2] == ["racelanes", "play"]
        assert run("print", *command[2:]).status == 0
        refused = run("check", name, "--against", "lost-pin", "--kernel", other)
        assert refused.status == 1 and refused.text.startswith("not explained: ")
    assert "A is 0x2691, C is 0x2703" in run(
        "check", "hit-as-in-the-commit", "--against", "lost-pin").text
    missing = run("check", "hit-as-in-the-commit", "--against", "lost-pin", "--kernel", "v5.11")
    assert "changes write_protect_seq 0 → 1 before that, and the recording" in missing.text
    assert "--schedule" not in missing.text
    attempts = run("check", "live-kprobes", "--against", "lost-pin", "--at", "60")
    assert attempts.text.startswith("attempt 2 of 3 of the recording: steps 54 to ")
    for words in (
            ["lost-pin", "--against", "lost-pin"], ["hit-as-in-the-commit", "--against", "nothing"],
            ["debian-6.1-kprobes", "--against", "lost-pin"], ["a", "b", "--against", "lost-pin"],
            ["hit-as-in-the-commit", "--kernel", "v5.10"],
            ["hit-as-in-the-commit", "--against", "lost-pin", "--at", "9999"],
            ["lost-events", "--against", "lost-pin"]):
        result = run("check", *words)
        assert result.status == 2 and result.out == b"" and result.complaint
