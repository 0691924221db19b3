"""Text, JSON and frames for pipes and scripts."""

import json
import os
import re
import subprocess

import pytest
from conftest import RECORDING, run_program
from reading import assert_band, assert_clean, plain, spelled, state_after
from terminal import PROGRAM, SCENARIOS, environment

# What each shipped recording shows, by the story that it is shipped for.
STORIES = {
    "hit-as-in-the-commit": {"LOST"},
    "hit-pin-check-reported-late": {"LOST"},
    "early-copy": {"SEEN"},
    "recheck-backs-off": {"BACKED OFF"},
    "not-writable-slow-gup": {"REFUSED"},
    "seq-odd": {"ODD"},
    "seq-retry-saves": {"SAVED"},
    "seq-retry-saves-pin-still-held": {"SAVED"},
    "seq-retry-merely-careful": {"CAREFUL"},
    "both-guards": {"BOTH GUARDS"},
    "lost-events": None,
    "debian-6.1-kprobes": {"FAST PATH", "SLOW GUP"},
}


def verdicts(text):
    """The names of the verdicts that stand under a timeline."""
    return re.findall(r"^(?:steps \d+-\d+: )?[✓✗•] ([A-Z][A-Z ]+):", text, re.M)


def test_list(run):
    result = run("list")
    assert (result.status, result.complaint) == (0, "")
    names = [line.split()[0] for line in result.text.splitlines()]
    assert RECORDING in names
    assert set(STORIES) <= set(names)
    recordings = {path.name.removesuffix(".ftrace.txt") for path in SCENARIOS.glob("*.ftrace.txt")}
    folders = [SCENARIOS.parent / folder for folder in ("gup-fork", "classics")]
    scenarios = {path.stem for folder in folders for path in folder.glob("*.yaml")}
    assert names[0] == "lost-pin"
    assert set(names) == recordings | scenarios and len(names) == len(set(names))
    for line in result.text.splitlines():
        if line.split()[0] in recordings:
            assert re.match(r"\S+ +Linux \d+\.\d+.*  \S", line), line


@pytest.mark.parametrize("name", STORIES)
def test_every_recording(run, timeline, name):
    text = run("print", name)
    assert (text.status, text.complaint) == (0, "")
    assert_clean(text.text)
    found = verdicts(text.text)
    if STORIES[name] is not None:
        assert set(found) == STORIES[name]
    whole = timeline(name)
    assert whole["racelanes"] == 1
    assert [step["step"] for step in whole["steps"]] == list(range(1, len(whole["steps"]) + 1))
    assert len(whole["lanes"]) == 2
    last = run("print", name, "--at", len(whole["steps"]))
    assert last.status == 0
    assert f"step {len(whole['steps'])}/{len(whole['steps'])}" in last.text


def test_text(run):
    lines = run("print", RECORDING).text.splitlines()
    head = next(line for line in lines if line.startswith("step"))
    assert re.search(r"CPU 0 +pin_user_pages_fast\(\).*CPU 1 +fork\(\)", head)
    assert verdicts("\n".join(lines)) == ["LOST"]
    step = next(line for line in lines if "ptep_set_wrprotect" in line)
    assert step.split()[0] == "64"
    assert all(len(line) <= 118 for line in lines)
    narrow = run("print", RECORDING, env={"COLUMNS": "90"}).text.splitlines()
    assert max(map(len, narrow)) <= 90


def test_text_with_all_folds_open(run):
    folded, whole = run("print", RECORDING).text, run("print", RECORDING, "--all").text
    assert "other pages copied" in folded and "other pages copied" not in whole
    numbers = re.findall(r"^ *(\d+) [│|]", whole, re.M)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))


def test_text_in_ascii(run):
    for words, env in ((["--ascii"], {}), ([], {"LANG": "C"})):
        for command in (["print"], ["print", "--at", "64"]):
            out = run(*command, *words, env=env).out
            assert out and max(out) < 0x80


def test_json(timeline):
    whole = timeline("seq-retry-saves")
    assert whole["racelanes"] == 1
    names = [place["name"] for place in whole["places"]]
    assert {"write_protect_seq", "has_pinned", "pte"} <= set(names)
    assert [lane["title"] for lane in whole["lanes"]] == ["pin_user_pages_fast()", "fork()"]
    for step in whole["steps"]:
        assert step["lane"] in (0, 1) and step["cpu"] in (0, 1)
        for values in (step["state"], step["reads"], step["observed"]):
            for value in values.values():
                assert set(value) == {"raw", "text"}
                assert re.fullmatch(r"0x[0-9a-f]+", value["raw"])
        for value in step["writes"].values():
            assert set(value) == {"raw", "text", "old"}
    for name, value in whole["steps"][63]["state"].items():
        if name in ("write_protect_seq", "has_pinned", "pte"):
            assert (value["text"] + " ").startswith(spelled(name, value["raw"]))


def test_json_of_a_model(timeline):
    steps = {step["step"]: step for step in timeline("lost-pin")["steps"]}

    def told(number):
        """What a step is and does: values in words, writes as old and new."""
        step = steps[number]
        reads = {name: value["text"] for name, value in step["reads"].items()}
        writes = {name: (value["old"]["text"], value["text"])
                  for name, value in step["writes"].items()}
        return step["text"], step["function"], reads, writes

    # A store replaces what it does not see; an atomic addition sees it.
    assert told(12) == (
        "atomic_set(&mm->has_pinned, 1)", "internal_get_user_pages_fast", {},
        {"has_pinned": ("0 clear", "1 set")})
    assert told(18) == (
        "if (!try_get_compound_head(page, 1))", "try_grab_compound_head", {"page A": "1 ref"},
        {"page A": ("1 ref", "2 refs")})
    assert told(30)[2:] == (
        {}, {"child_pte": ("none", "P - - D → page A, write-protected (user, NX)")})
    assert told(52)[2:] == ({}, {"device_data C": ("0", "0")})
    # Locks are writes too, and their owners are called as on the screen.
    assert told(1)[2:] == ({}, {"mmap_lock": ("free", "held for writing by CPU 1")})
    assert steps[1]["locks"] == {
        "mmap_lock": {"action": "lock", "mode": "exclusive", "owner": "CPU 1"}}
    assert steps[34]["locks"]["mmap_lock"]["action"] == "unlock"
    assert "lane 1" not in json.dumps(list(steps.values()))
    # What comes back, and that the test is the caller's.
    assert (steps[20]["returns"], steps[20]["outcome_text"]) == (1, "no")
    # Calls enclose: each function is one that was entered before in that lane.
    entered = {0: {""}, 1: {""}}
    for step in steps.values():
        assert step["function"] in entered[step["lane"]], step
        entered[step["lane"]].add(step["text"].split("(")[0])


@pytest.mark.parametrize("scenario, own, changes", [
    ("lost-pin", "v5.10", ["--kernel", "v5.9-rc8"]),
    ("lost-pin", "v5.10", ["--set", "recheck=off"]),
    ("lost-pin", "v5.10", ["--pages", "2"]),
    ("the-fix", "v5.11", ["--kernel", "v5.10"]),
    ("retry-removed", "v5.11", ["--kernel", "v5.10"]),
    ("odd-check-removed", "v5.11", ["--kernel", "v5.10"]),
    ("names-change", "v6.12", ["--kernel", "v5.11"]),
    ("v5-8-no-race-needed", "v5.8", ["--kernel", "v5.11"]),
])
def test_words_of_a_variation_say_what_they_were_written_for(run, scenario, own, changes):
    written = json.loads(run("print", scenario, "--kernel", own, "--json").out)
    assert written["settings"] == {} and written["parts_at"] is None
    assert not any(said["as_written"] for said in written["notes"] + written["chapters"])
    assert "As written" not in run("print", scenario, "--kernel", own).text
    # From the first step on, not only behind the step at which the two runs part.
    other = json.loads(run("print", scenario, *changes, "--json").out)
    said = other["notes"] + other["chapters"]
    assert said and all(one["as_written"] for one in said)
    text = run("print", scenario, *changes).text
    assert text.count("As written: ") == len(said) + 1, "the objective too"
    assert "\nAs written: " in text


def test_what_is_stored_is_the_state_after(timeline):
    for name in (RECORDING, "seq-retry-saves"):
        for step in timeline(name)["steps"]:
            for place, value in step["writes"].items():
                if place in step["state"]:
                    assert step["state"][place]["raw"] == value["raw"], step


@pytest.mark.parametrize("name", [RECORDING, "seq-retry-saves", "both-guards"])
def test_frames_agree_with_json(run, timeline, name):
    whole = timeline(name)
    last = len(whole["steps"])
    for step in sorted({0, 1, 57, 58, 59, 63, 64, 65, last // 2, last}):
        frame = run("print", name, "--at", step)
        assert frame.status == 0, frame.complaint
        assert b"\x1b" not in frame.out
        assert_band(plain(frame.text), whole, step)


@pytest.mark.parametrize("size", [(118, 32), (80, 24), (200, 60)])
@pytest.mark.parametrize("name", [RECORDING, "seq-retry-saves"])
def test_frame_is_what_the_player_shows(play, run, name, size):
    player = play("play", name, "--at", "64", size=size)
    frame = run("print", name, "--at", "64", "--size", "x".join(map(str, size)))
    assert plain(frame.text) == plain(player.text)


def test_frame_in_color(run):
    frame = run("print", RECORDING, "--at", "64", "--color", "always")
    assert re.search(rb"\x1b\[[\d;]*38;5;\d+", frame.out)
    bare = re.sub(rb"\x1b\[[\d;]*m", b"", frame.out)
    assert plain(bare.decode()) == plain(run("print", RECORDING, "--at", "64").text)


@pytest.mark.parametrize("words", [["--at", "64"], ["--json"], []])
def test_same_every_time(run, words):
    assert len({run("print", *words).out for _ in range(3)}) == 1


def test_standard_input(run, recording):
    content = recording().read_bytes()
    piped = run("print", "-", stdin=content)
    assert (piped.status, piped.complaint) == (0, "")
    assert verdicts(piped.text) == ["LOST"]
    named = run("print", recording())
    assert plain(piped.text)[1:] == plain(named.text)[1:]


def test_playing_standard_input(play, recording):
    player = play("-", stdin=recording().read_bytes(), size=(120, 40), until="ended")
    player.wait_step(player.last_step)
    assert "standard input" in player.row(0)
    player.press("64G", 64)
    assert "ptep_set_wrprotect" in player.text
    player.press("h")
    player.wait(lambda t: t.step < 64, "a step back")
    player.type("q")
    assert player.wait_end() == ("exit", 0)
    assert player.modes() == player.modes_before


@pytest.mark.parametrize("words", ["print", "print --json lost-events", "list", "--help"])
def test_reader_that_leaves_early(words):
    done = subprocess.run(
        ["bash", "-c", f'"$0" {words} | head -1; echo "${{PIPESTATUS[0]}}"', PROGRAM],
        capture_output=True, text=True, env=environment(), timeout=60)
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["print"], ["print", "--json"], ["list"], ["--help"]])
def test_reader_that_has_left(words):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [PROGRAM, *words], stdout=writing, stderr=subprocess.PIPE, env=environment(), timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_full_disk():
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [PROGRAM, "print"], stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(b"racelanes: ") and done.stderr.count(b"\n") == 1


def test_own_format_tells_the_same(run, tmp_path):
    path = tmp_path / "trace.jsonl"
    assert run("convert", RECORDING, "-o", path).status == 0
    assert verdicts(run("print", path).text) == ["LOST"]
    converted = json.loads(run("print", "--json", path).out)
    original = json.loads(run("print", RECORDING, "--json").out)
    assert [state_after(converted, n) for n in range(134)] == [
        state_after(original, n) for n in range(134)]
    assert run("convert", RECORDING, "-o", "-").out == path.read_bytes()
