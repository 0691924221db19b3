"""Every interleaving, from the command line."""

import json
import re
import signal
import subprocess

import pytest
from terminal import PROGRAM, SCENARIOS, environment

MODEL = SCENARIOS.parent / "gup-fork" / "gup-fork.race"
FAULT = """
model fault "an index beyond its array";
shared word x = 0; shared word y[1] = 0;
lane "a" { int i = READ_ONCE(x); WRITE_ONCE(y[i], 1); }
lane "b" { WRITE_ONCE(x, 1); }
"""
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


def test_one_schedule_is_replayed(run):
    found = explore(run, "lost-pin", status=1)
    schedule = found["shortest"]["schedule"]
    replay = explore(run, "lost-pin", "--schedule", schedule, status=1)
    assert replay["verdict"] == "violated" and replay["schedule"] == schedule
    assert replay["steps"] == len(schedule) and replay["end"] == "incomplete"
    steps = {one["name"]: one["step"] for one in replay["properties"]}
    assert steps == {"pin_keeps_its_page": len(schedule), "nothing_lost": None,
                     "counts_balance": None}
    assert replay["values"]["device"] == 1 and replay["values"]["page[1]"] == 1026
    text = run("explore", "lost-pin", "--schedule", schedule)
    assert text.status == 1
    assert f"at step {len(schedule)}" in text.text and "not known" in text.text
    assert re.search("CPU 0 runs from .* to .* between CPU 1's .* and ", text.text)


def test_a_replay_says_no_more_than_it_knows(run):
    # Part of a schedule proves nothing; one that is whole and right holds.
    assert explore(run, "lost-pin", "--schedule", "11111", status=3)["verdict"] == "stopped"
    whole = json.loads(run("print", "the-fix", "--json").out)["schedule"]
    replay = explore(run, "the-fix", "--schedule", whole, status=0)
    assert replay["verdict"] == "holds" and replay["end"] == "complete"
    # A lane that waits or has ended cannot move.
    waits = run("explore", "lost-pin", "--schedule", "0000000")
    assert waits.status == 2 and waits.out == b""
    assert "step 7: cpu0 cannot move: it waits for CPU 1" in waits.complaint
    ended = run("explore", "the-fix", "--schedule", whole + "1")
    assert ended.status == 2
    assert f"step {len(whole) + 1}: cpu1 has ended" in ended.complaint
    for flag in "--mutate", "--reduced":
        assert run("explore", "lost-pin", "--schedule", "01", flag).status == 2


def test_a_deadlock_and_a_fault_replay(run, tmp_path):
    path = tmp_path / "abba.race"
    path.write_text("""
model abba "two locks";
shared spinlock l; shared spinlock k;
lane "a" { spin_lock(&l); spin_lock(&k); spin_unlock(&k); spin_unlock(&l); }
lane "b" { spin_lock(&k); spin_lock(&l); spin_unlock(&l); spin_unlock(&k); }
""")
    replay = explore(run, path, "--schedule", "01", status=1)
    assert replay["end"] == "deadlock"
    assert [one["name"] for one in replay["properties"]] == ["deadlock"]
    path.write_text(FAULT)
    found = explore(run, path, status=1)
    # Every schedule has its end, also where the model fails.
    assert {one["end"] for one in found["outcomes"]} == {"fault", "complete"}
    assert sum(int(one["schedules"]) for one in found["outcomes"]) == int(found["schedules"])
    assert "fault" in run("explore", path).text
    replay = explore(run, path, "--schedule", found["shortest"]["schedule"], status=1)
    assert replay["end"] == "fault"


def test_a_model_from_a_pipe(run):
    piped = run("explore", "-", "--kernel", "v5.10", "--json", stdin=MODEL.read_bytes())
    assert piped.out == run("explore", MODEL, "--kernel", "v5.10", "--json").out
    assert run("explore", "-", stdin=b"no model").status == 2


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
    table = json.loads(result.out)
    assert table["title"] == "gup_fork on v5.11, extra_refs = 0, pages = 1, pinned_before = 0"
    assert table["caveat"].startswith("All of this is under sequential consistency: what a barrier")
    mutations = table["mutations"]
    rows = {row["switch"]: row["result"] for row in mutations}
    effects = {row["switch"]: row["effect"] for row in mutations}
    assert effects[None] == "as_it_is" and effects["seqcount"] == "needed"
    assert effects["retry_rmb"] == "order_only" and effects["recheck"] == "second"
    assert effects["mmap_locks"] == "covered" and effects["has_pinned_used"] == "unneeded"
    reasons = {row["switch"]: row["reason"] for row in mutations}
    assert all(reason[0].isupper() and reason.strip()[-1] == "." for reason in reasons.values())
    assert "without page_table_locks too" in reasons["mmap_locks"]
    # The lanes number a barrier as a row: it is not called no step.
    assert "no access to memory" in reasons["retry_rmb"]
    assert "has_pinned_set and has_pinned_first are not needed" in reasons["has_pinned_used"]
    assert "between CPU 1's if (!atomic_read(&mm->has_pinned)) and get_page" in reasons["seqcount"]
    assert rows[None]["verdict"] == "holds"
    broken = {name for name, row in rows.items() if row["verdict"] == "violated"}
    assert {"seqcount", "odd_check", "final_retry", "has_pinned_set", "early_copy"} <= broken
    for name in broken:
        schedule = rows[name]["shortest"]["schedule"]
        played = run(
            "print", "lost-pin", "--kernel", "v5.11", "--set", f"{name}=off", "--schedule", schedule)
        assert played.status == 0 and "violated" in played.text.lower(), name


def test_mutations_of_a_model_that_is_violated(run):
    result = run("explore", "lost-pin", "--mutate", "--json")
    assert result.status == 1
    effects = {row["switch"]: row["effect"] for row in json.loads(result.out)["mutations"]}
    # What belongs to the seqcount, which is off, is not to blame for anything.
    for name in "odd_check", "final_retry", "begin_wmb", "end_wmb", "read_rmb", "retry_rmb":
        assert effects[name] == "same_program"
    assert effects["check_first"] == "mends" and effects["recheck"] == "differs"
    text = run("explore", "lost-pin", "--mutate").text
    title, *caveat = text.split("\n\n")[0].split("\n")
    assert title == "gup_fork on v5.10, extra_refs = 0, pages = 1, pinned_before = 0"
    assert " ".join(caveat) == json.loads(result.out)["caveat"]
    assert "with it 4,113 of 44,067 schedules violate, without it 6,136 of 8,692" in text.replace(
        "\n ", "")
    assert "Nothing breaks without these" not in text
    assert max(len(line) for line in text.splitlines() if "--schedule" not in line) <= 100


def test_reduced_has_the_same_verdict(run):
    for kernel in "v5.10", "v5.11":
        exact = explore(run, "lost-pin", "--kernel", kernel)
        reduced = explore(run, "lost-pin", "--kernel", kernel, "--reduced")
        assert reduced["verdict"] == exact["verdict"]
        assert reduced["states"] < exact["states"]
        assert reduced["schedules"] is None and reduced["reduced"]
        assert reduced["shortest"] is None and reduced["fewest_switches"] is None
        assert (reduced["witness"] is None) == (kernel == "v5.11")
    first = run("explore", "lost-pin", "--reduced").text.splitlines()[0]
    assert first == "Observation gup_fork Violated"


def test_a_stopped_search_claims_no_shortest(run):
    found = explore(run, "lost-pin", "--max-states", "200", status=1)
    assert found["stopped_by"] == "states" and found["witness"]
    assert found["shortest"] is None and found["fewest_switches"] is None
    text = run("explore", "lost-pin", "--max-states", "200").text
    assert "A schedule that violates" in text and "shortest" not in text
    assert text.startswith("Observation gup_fork Violated\n")
    text = run("explore", "lost-pin", "--max-states", "20").text
    assert text.startswith("Observation gup_fork Unknown\n")


@pytest.mark.parametrize("words, title, switches", [
    (["the-fix"], "gup_fork on v5.11, ", {}),
    (["the-fix", "--set", "final_retry=off"], "gup_fork on v5.11, final_retry off, ",
     {"final_retry": False}),
    (["retry-removed"], "gup_fork on v5.11, final_retry off, ", {"final_retry": False}),
    (["the-fix", "--set", "final_retry=on"], "gup_fork on v5.11, ", {}),
])
def test_what_is_switched_against_the_kernel_is_told(run, words, title, switches):
    parameters = "extra_refs = 0, pages = 1, pinned_before = 0"
    for more in ([], ["--schedule", "0"]):
        text = run("explore", *words, *more).text
        assert re.search(rf"^model +{re.escape(title + parameters)}$", text, re.M)
        told = json.loads(run("explore", "--json", *words, *more).out)
        assert told["kernel"] == "v5.11" and told["switches"] == switches
        assert told["parameters"] == {"extra_refs": 0, "pages": 1, "pinned_before": 0}
    live = run("live", "--rounds", "10", *words)
    assert live.text.splitlines()[0] == title + parameters
    live = run("live", "--rounds", "10", "--json", *words)
    assert json.loads(live.out)["switches"] == switches
    # One step is no plural.
    assert "1 step, 0 switches" in run("explore", *words, "--schedule", "0").text


def test_a_scenario_that_switches_is_not_told_to_run_as_the_model_begins(run):
    heads = [run("print", *words).text.splitlines()[1] for words in (
        ["lost-wakeup"], ["lost-wakeup", "--set", "state_first=on"], ["lost-wakeup-repaired"])]
    assert heads[0] == "the scenario's own settings"
    assert heads[1].startswith("the model's own settings") and "state_first on" in heads[1]
    assert heads[2] == "the model's own settings"


def test_final_states_fit_a_page(run):
    text = run("explore", "lost-pin", "--pages", "4").text
    table = text[text.index("Final states"):text.index("Statements that")]
    assert max(map(len, table.splitlines())) < 240
    # A statement of a loop is told once.
    lines = re.findall(r"^  line \d+ .*", text, re.M)
    assert lines and len(lines) == len(set(lines))


@pytest.mark.parametrize(
    "limit", [("--max-states", "1000", "states"), ("--max-memory", "1", "memory"),
              ("--max-time", "0.01", "time")])
def test_stopping_early_proves_nothing(run, tmp_path, limit):
    *limit, reason = limit
    path = tmp_path / "huge.race"
    path.write_text(HUGE)
    found = explore(run, path, *limit, status=3)
    assert found["verdict"] == "stopped" and found["stopped_by"] == reason
    assert [one["verdict"] for one in found["properties"]] == ["stopped"]
    assert "proved" in run("explore", path, *limit).text


@pytest.mark.parametrize("limit", [("--max-states", "1000"), ("--max-memory", "1")])
def test_a_limit_is_met_at_the_same_place_by_any_number_of_threads(run, tmp_path, limit):
    path = tmp_path / "huge.race"
    path.write_text(HUGE)
    one, three = (run("explore", path, *limit, "--threads", n).text for n in (1, 3))
    assert one == three
    found = explore(run, path, *limit, "--threads", "2", status=3)
    for key in ("states", "transitions"):
        assert re.search(rf"^{key} +at least {found[key]}$", one, re.M)


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
    assert json.loads(out)["stopped_by"] == "interrupt"


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


def explained(run, tmp_path, model):
    """How a model explains a recording in which CPU 0 writes 9 to x."""
    lanes = [{"name": f"CPU {cpu}", "title": ""} for cpu in (0, 1)]
    head = {"racelanes": 1, "type": "trace", "title": "t", "lanes": lanes,
            "declarations": [{"name": "x", "kind": "word", "loud": True}]}
    event = {"event": {"lane": 0, "cpu": 0, "text": 1, "do": [["store", 0, None, "0x9"]]}}
    lines = [head, {"place": {"of": 0}}, {"text": "a"}, event, {"end": {"events": 1}}]
    recording, path = tmp_path / "recording.jsonl", tmp_path / "model.race"
    recording.write_text("".join(json.dumps(line) + "\n" for line in lines))
    path.write_text(model)
    result = run("check", recording, "--against", path)
    assert (result.status, result.complaint) == (1, "")
    assert result.text.startswith("not explained: ")
    return result.text


@pytest.mark.parametrize("low, option", [(0, "--set value=9 "), (10, None)])
def test_of_a_parameter_not_all_values_are_tried(run, tmp_path, low, option):
    text = explained(run, tmp_path, f"""model m "t";
param value = {low} in {low}..100000000 "what is written";
shared loud word x = 0;
lane "a" {{ WRITE_ONCE(x, value); }}
lane "b" {{ READ_ONCE(x); }}
""")
    assert (option or "--set ") in text if option else "--set " not in text
    assert "of value only the first 64 values were tried" in text
    assert "leaves out" not in text


def test_a_search_that_is_cut_short_is_told(run, tmp_path):
    text = explained(run, tmp_path, """model m "t";
switch long = off "many steps of which nothing is recorded";
switch nine = off "what is written";
shared loud word x = 0;
shared word quiet = 0;
void wait() { if (long) { %s } }
lane "a" { wait(); WRITE_ONCE(x, nine ? 9 : 1); }
lane "b" { wait(); }
""" % ("READ_ONCE(quiet); " * 160))
    assert "--set nine=on " in text and "--set long=on" not in text
    assert "with 1 more option it is not known: the search was cut short" in text


@pytest.mark.parametrize("count, untried", [(7, 0), (9, 8)])
def test_of_a_kernel_and_a_switch_not_all_pairs_are_tried(run, tmp_path, count, untried):
    kernels = "".join(f'kernel "k{n}" "one" {{ decided = on; }}\n' for n in range(count))
    switches = "".join(f'switch s{n} = off "one";\n' for n in range(8))
    text = explained(run, tmp_path, f"""model m "t";
switch decided = off "what a kernel has";
{switches}{kernels}shared loud word x = 0;
lane "a" {{ WRITE_ONCE(x, decided && s7 ? 9 : 1); }}
lane "b" {{ READ_ONCE(x); }}
""")
    assert text.count(" --set s7=on ") == count - (untried > 0)
    assert ("it is not known" in text) == (untried > 0)
    assert untried == 0 or f"with {untried} more options it is not known" in text


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
    # The seqcount was only looked at, and was seen to change: v5.10 has none.
    sampled = run("check", "live-kprobes", "--against", "lost-pin", "--kernel", "v5.10")
    assert sampled.status == 1 and "shows write_protect_seq change" in sampled.text
    attempts = run("check", "live-kprobes", "--against", "lost-pin", "--at", "60")
    assert attempts.text.startswith("attempt 2 of 3 of the recording: steps 54 to ")
    # What was missing is named: the switch, or the kernel.
    assert "--set seqcount=off  fork() wraps" in missing.text
    assert "--kernel v5.10 " in missing.text and "other_vmas" not in missing.text
    for words in (
            ["lost-pin", "--against", "lost-pin"], ["hit-as-in-the-commit", "--against", "nothing"],
            ["debian-6.1-kprobes", "--against", "lost-pin"], ["a", "b", "--against", "lost-pin"],
            ["hit-as-in-the-commit", "--kernel", "v5.10"],
            ["hit-as-in-the-commit", "--against", "lost-pin", "--at", "9999"],
            ["hit-as-in-the-commit", "--against", "lost-pin", f"--at={-2**63}"],
            ["lost-events", "--against", "lost-pin"]):
        result = run("check", *words)
        assert result.status == 2 and result.out == b"" and result.complaint


def test_what_was_only_looked_at_is_no_explanation(run):
    for kernel in ("v5.11", "v5.15", "v6.1", "v6.12"):
        result = run("check", "live-kprobes", "--against", "lost-pin", "--kernel", kernel)
        assert result.status == 0
        lines = result.text.splitlines()
        assert lines[1].startswith("not contradicted: 2 recorded accesses ")
        assert lines[2].startswith("  of has_pinned, page, write_protect_seq only the tracer read ")
        assert "explained" not in result.text
    # The harness' own event is not counted: 53 steps.
    assert ("of 52 recorded events 2 are compared; not compared: 39 about other pages, "
            "10 by which a function is called or returns, 1 of other kinds") in result.text
    assert "26 values that the tracer read for its report are not compared: 9 of has_pinned" \
        in result.text
    told = run("check", "hit-as-in-the-commit", "--against", "lost-pin").text
    assert told.startswith("explained: ")
    assert "of 126 recorded events 9 are compared; not compared: 106 about other pages" in told


@pytest.mark.parametrize("name", ["seq-odd", "both-guards", "seq-retry-merely-careful"])
def test_a_place_that_the_kernel_does_not_have_is_told_with_those_that_do(run, name):
    result = run("check", name, "--against", "lost-pin", "--kernel", "v5.10")
    assert result.status == 1
    assert "\n  no statement of this model touches write_protect_seq on v5.10\n" in result.text
    assert "\n  kernels of the model that have it: v5.11, v5.15, v6.1, v6.12\n" in result.text
    assert "leaves out" not in result.text
    # Neither the kernel alone nor the mapping alone fits: both together do.
    fitting = re.findall(r"^ +(--\S+ .*?)  +\S", result.text, re.M)
    assert fitting == [
        f"--kernel {kernel} --set other_vmas=on" for kernel in ("v5.11", "v5.15", "v6.1", "v6.12")]
    assert run("check", name, "--against", "lost-pin", *fitting[0].split()).status == 0


def test_the_statement_that_stands_in_the_way_is_told(run):
    result = run(
        "check", "live-kprobes", "--against", "lost-pin", "--kernel", "v6.1", "--at", "54")
    assert result.status == 1
    assert ("the model's CPU 1 has there: ptep_set_wrprotect(src_pte) in copy_present_pte; it "
            "changes pte P W A D → P - A D, and what was recorded reads pte P - A D") in result.text
    assert "leaves out" in result.text


@pytest.mark.parametrize("name, recorded, unexplained", [
    ("both-guards", ["28", "29", "30", "35", "36", "37", "38", "41", "42", "42"], 126),
    ("seq-odd", ["1", "1", "2", "7", "8", "9", "10", "11", "12"], 66),
    ("seq-retry-merely-careful", ["0", "1", "1", "2", "7", "8", "9", "10", "11", "12"], 71),
])
def test_the_copy_of_another_mapping_is_explained(run, name, recorded, unexplained):
    words = ["check", name, "--against", "lost-pin", "--kernel", "v5.11"]
    alone = run(*words)
    assert alone.status == 1 and f"gives step {unexplained} of the recording" in alone.text
    assert "one of these there is a schedule that does:\n     --set other_vmas=on  fork()" in alone.text
    found = run(*words, "--set", "other_vmas=on")
    assert found.status == 0, found.text
    # Side by side: what was recorded of the seqcount, and what the model has there.
    rows = re.findall(
        r"write_protect_seq (\d+) .*write_protect_seq (?:\d+ -> )?(\d+)$", found.text, re.M)
    assert [one for one, _ in rows] == recorded
    own = {}
    for one, model in rows:
        assert own.setdefault(one, model) == model and (int(one) - int(model)) % 2 == 0
    command = found.text.splitlines()[-1].split()
    assert command[:2] == ["racelanes", "play"] and "other_vmas=on" in command
    replayed = run("print", *command[2:])
    assert replayed.status == 0 and "copy_page_range(another VMA)" in replayed.text
    counts = re.findall(r"\*s \+= 1  \(writes\)  +(\d+) → (\d+)", replayed.text)
    assert counts == [(str(count), str(count + 1)) for count in range(8)]
