"""What can still happen at each step: on the screen, and for scripts."""

import re

import pytest

FLAGSHIP = "lost-pin"


def test_the_numbers_add_up(timeline):
    whole = timeline(FLAGSHIP)
    outlook = whole["outlook"]
    assert outlook[0]["schedules"] == "44067" and outlook[0]["bad"] == "4113"
    assert [one["schedule_step"] for one in outlook] == list(range(len(whole["schedule"]) + 1))
    for here, behind, lane in zip(outlook, outlook[1:], whole["schedule"]):
        choices = [one for one in here["choices"] if one]
        for key in ("schedules", "bad"):
            assert sum(int(one[key]) for one in choices) == int(here[key])
            assert here["choices"][int(lane)][key] == behind[key]
    lost = [one["step"] for one in outlook if one["bad"] == one["schedules"]]
    assert whole["point_of_no_return"] == lost[0] == 21


def test_a_fixed_kernel_has_no_point_of_no_return(timeline):
    whole = timeline("the-fix")
    assert whole["point_of_no_return"] is None
    assert {one["bad"] for one in whole["outlook"]} == {"0"}
    assert "outlook" not in timeline("hit-as-in-the-commit")


@pytest.mark.parametrize("flags, sign", [([], "⊗"), (["--ascii"], "!")])
def test_the_screen_says_so(play, flags, sign):
    player = play("play", FLAGSHIP, "--at", "20", *flags, size=(120, 40))
    assert re.search(r"from here \d+ of \d+ schedules break pin_keeps_its_page", player.text)
    assert "21" + sign not in player.text
    player.press("l", 21)
    assert "21" + sign in player.text and "POINT OF NO RETURN" in player.text
    player.press("i").wait_text("8 of 8 continuations go wrong.")
