"""What of a recording is used, and what is said of the rest."""

from pathlib import Path

import pytest

from station.errors import SourceError
from station.model import Sighting
from station.vision.sieve import Sieve

PATH = Path("run.poses.jsonl")


def sifted(*times: float | None) -> tuple[list[float], Sieve]:
    sieve = Sieve()
    used = [sighting.t for sighting in sieve.sifted(None if t is None else Sighting(t, None) for t in times)]
    return used, sieve


@pytest.mark.parametrize(
    ("times", "used", "passed_over"),
    [
        ((1, 2, 3), [1, 2, 3], 0),
        ((1, 2, 2, 3), [1, 2, 3], 1),
        ((8, 9, 4, 5, 10), [8, 9, 10], 2),
        ((1, 1e18, 2, 3), [1, 2, 3], 1),
        ((1, None, 2), [1, 2], 1),
        ((0, 3600, 7201), [0, 3600], 1),
        ((1e12, 1e12 + 1), [1e12, 1e12 + 1], 0),
    ],
)
def test_only_frames_whose_time_rises_are_used(times, used, passed_over):
    got, sieve = sifted(*times)
    assert got == used
    assert sieve.passed_over == passed_over


def test_what_was_passed_over_is_told_and_nothing_where_nothing_was():
    _, sieve = sifted(1, None, 2, 2, 2, 3)
    unordered, unreadable = sieve.remarks()
    assert "time does not rise" in unordered and unordered.endswith(": 2.")
    assert "make no sense or were cut off" in unreadable and unreadable.endswith(": 1.")
    assert sifted(1, 2)[1].remarks() == ()


def test_a_recording_with_one_bad_line_or_every_frame_twice_can_be_used():
    sifted(1, None)[1].judge(PATH)
    sifted(*(t // 2 for t in range(100)))[1].judge(PATH)
    sifted(*range(95), *[None] * 5)[1].judge(PATH)
    sifted()[1].judge(PATH)


def test_a_recording_with_more_than_a_few_bad_lines_is_refused():
    with pytest.raises(SourceError, match=r"run.poses.jsonl is damaged: 6 of its 100 lines"):
        sifted(*range(94), *[None] * 6)[1].judge(PATH)


@pytest.mark.parametrize("times", [range(50, 0, -1), [1e18, *range(49)]])
def test_a_recording_whose_times_mostly_do_not_rise_is_refused(times):
    with pytest.raises(SourceError, match=r"times in run.poses.jsonl can not be used: those of 49 of its 50 frames"):
        sifted(*times)[1].judge(PATH)
