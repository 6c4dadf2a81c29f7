"""Notes swell and fade, and a loudness becomes the right part of each period."""

import itertools
import math

import pytest

from station.signals.metronome import TICK, TICK_S
from station.signals.patterns import CHIME, PATTERNS
from station.signals.sounds import RAMP_S, Note, duty_frac, edges_s, overlap, tone_at

ALL_NOTES = [TICK, CHIME, *(pattern.notes for pattern in PATTERNS.values())]


def loudness(notes, elapsed_s):
    tone = tone_at(notes, elapsed_s)
    return tone.loudness_frac if tone else 0.0


@pytest.mark.parametrize("notes", ALL_NOTES)
def test_each_note_takes_a_hundredth_of_a_second_to_swell_and_to_fade(notes):
    for note in notes:
        for early_s in (0.0, 0.4 * RAMP_S, 0.9 * RAMP_S):
            assert loudness(notes, note.start_s + early_s) < note.loudness_frac
            assert loudness(notes, note.end_s - early_s - 1e-6) < note.loudness_frac
        assert loudness(notes, note.start_s + RAMP_S) == loudness(notes, note.end_s - RAMP_S - 1e-6)
        assert loudness(notes, (note.start_s + note.end_s) / 2) == note.loudness_frac
    assert RAMP_S >= 0.01


@pytest.mark.parametrize("notes", ALL_NOTES)
def test_loudness_moves_by_a_fifth_at_each_edge_and_not_between_them(notes):
    edges = [0.0, *sorted(set(edges_s(notes))), notes[-1].end_s + 1.0]
    for start_s, end_s in itertools.pairwise(edges):
        assert len({tone_at(notes, start_s + part * (end_s - start_s)) for part in (0.0, 0.5, 0.99)}) == 1
    levels = [loudness(notes, edge_s) for edge_s in edges]
    assert max(abs(after - before) for before, after in itertools.pairwise([0.0, *levels])) <= 0.2 + 1e-9
    assert levels[-1] == 0.0


def test_a_tick_costs_the_thread_ten_wake_ups():
    assert len(list(edges_s(TICK))) == 10
    assert max(edges_s(TICK)) == TICK_S


@pytest.mark.parametrize("loudness_frac", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_the_pulses_fundamental_is_as_loud_as_asked(loudness_frac):
    duty = duty_frac(loudness_frac)
    periods = [(i + 0.5) / 10_000 for i in range(10_000)]
    fundamental = (
        2
        / 10_000
        * math.hypot(
            sum(math.cos(2 * math.pi * part) for part in periods if part < duty),
            sum(math.sin(2 * math.pi * part) for part in periods if part < duty),
        )
    )
    assert fundamental == pytest.approx(loudness_frac * 2 / math.pi, abs=1e-3)


def test_notes_overlap_what_begins_or_ends_inside_them_and_no_more():
    notes = (Note(1.0, 1.2, 500.0),)
    assert overlap(notes, 0.9, 1.05) and overlap(notes, 1.15, 1.3) and overlap(notes, 1.05, 1.1)
    assert not overlap(notes, 0.9, 1.0) and not overlap(notes, 1.2, 1.3)
