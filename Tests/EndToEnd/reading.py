"""Reads meaning out of screens, and the same meaning out of JSON, to be compared."""

import re

LOUD = ("write_protect_seq", "has_pinned", "pte")


def band(rows):
    """The three values of the state band, as they stand under their names."""
    for y, row in enumerate(rows[:-1]):
        columns = [row.find(" " + name) + 1 for name in LOUD]
        if all(columns):
            break
    else:
        raise AssertionError("no state band in\n" + "\n".join(rows))
    # The column before a name holds the sign of a change.
    ends = [column - 1 for column in columns[1:]] + [None]
    below = rows[y + 1]
    values = {}
    for name, start, end in zip(LOUD, columns, ends):
        values[name] = below[start:end].split("│")[0].strip()
    return values


def spelled(name, raw):
    """How a raw value has to begin on the screen; worked out here, not asked of the program."""
    number = int(raw, 16)
    if name == "write_protect_seq":
        return f"{number} {'odd' if number % 2 else 'even'}"
    if name == "has_pinned":
        return f"{number} "
    bits = ((0, "P"), (1, "W"), (5, "A"), (6, "D"))
    return " ".join(letter if number >> bit & 1 else "-" for bit, letter in bits)


def state_after(timeline, step):
    """The raw values after a step, of those that are known then."""
    if step == 0:
        return {}
    return {name: value["raw"] for name, value in timeline["steps"][step - 1]["state"].items()}


def assert_band(rows, timeline, step):
    """The state band tells what the JSON tells of the same step."""
    shown, known = band(rows), state_after(timeline, step)
    for name in LOUD:
        if name in known:
            assert (shown[name] + " ").startswith(spelled(name, known[name])), (step, name, shown)
        else:
            assert shown[name].startswith("not "), (step, name, shown)


def assert_clean(text):
    """Nothing that a terminal could not show, and no piece of an escape sequence."""
    strange = [c for c in text if c != "\n" and (not c.isprintable() or c == "\ufffd")]
    assert not strange, strange
    assert not re.search(r"\[\d*(;\d+)*[mHKJ]", text), text


def plain(text):
    """Lines without what blank cells at their ends leave."""
    return [line.rstrip() for line in text.rstrip("\n").split("\n")]
