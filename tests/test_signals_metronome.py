"""The metronome's grid, in virtual time."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.model import Ticks
from station.model.levels import SHORTEST_PERIOD_S
from station.signals.metronome import LATEST_S, TICK_S, Metronome


def always(*_):
    return True


def never(*_):
    return False


def ticking(ticks):
    metronome = Metronome()
    metronome.ask(ticks)
    return metronome


def sounds(metronome, now_s, free=always):
    metronome.turn(now_s, free)
    return metronome.tone(now_s) is not None


@settings(deadline=None)
@given(first_s=st.floats(0.0, 1e6), period_s=st.floats(0.25, 0.7), count=st.integers(1, 20_000))
def test_the_grid_does_not_drift_and_an_instant_that_was_waited_for_is_reached(first_s, period_s, count):
    ticks = Ticks(first_s, period_s)
    due_s = ticks.next_s(first_s + (count - 0.5) * period_s)
    assert due_s == first_s + count * period_s
    assert ticks.last_s(due_s) == due_s
    assert ticks.next_s(due_s) == pytest.approx(first_s + (count + 1) * period_s, abs=1e-9)


def test_nothing_ticks_before_the_first():
    ticks = Ticks(5.0, 0.5)
    assert (ticks.last_s(4.9), ticks.next_s(1.0)) == (float("-inf"), 5.0)
    assert not sounds(ticking(ticks), 4.99)
    assert sounds(ticking(ticks), 5.0)


def test_an_hour_of_ticks_sounds_on_every_step_and_for_as_long_as_a_tick():
    ticks = Ticks(100.0, 60.0 / 170.0)
    metronome, now_s, begun = ticking(ticks), 0.0, []
    for _ in range(170 * 60 * 11):
        was = metronome.tone(now_s)
        now_s = min(metronome.edges_s(now_s))
        if sounds(metronome, now_s) and was is None:
            begun.append(now_s)
    assert len(begun) >= 170 * 60
    assert all(at_s == 100.0 + k * ticks.period_s for k, at_s in enumerate(begun))


def test_a_tick_a_little_late_sounds_whole_and_the_next_is_on_time_again():
    metronome = ticking(Ticks(1.0, 0.4))
    assert sounds(metronome, 1.006)
    assert sounds(metronome, 1.006 + TICK_S - 0.001)
    assert not sounds(metronome, 1.006 + TICK_S)
    assert min(metronome.edges_s(1.2)) == 1.4


def test_a_tick_that_is_too_late_is_left_out():
    assert not sounds(ticking(Ticks(1.0, 0.4)), 1.0 + LATEST_S)


def test_a_tick_that_falls_into_something_else_is_left_out_for_good():
    metronome = ticking(Ticks(1.0, 0.4))
    asked = []
    assert not sounds(metronome, 1.005, lambda *window: asked.append(window))
    assert asked == [(1.0, pytest.approx(1.005 + TICK_S))]
    assert not sounds(metronome, 1.03)
    assert sounds(metronome, 1.4)


def test_a_new_tempo_keeps_no_tick_of_the_old_one():
    metronome = ticking(Ticks(1.0, 0.4))
    assert sounds(metronome, 1.0)
    assert metronome.ask(Ticks(1.3, 0.3))
    assert [round(t, 3) for t in (1.1, 1.3, 1.4, 1.6, 1.8, 1.9) if sounds(metronome, t)] == [1.3, 1.6, 1.9]


def test_a_grid_that_is_moved_a_little_does_not_tick_twice():
    metronome = ticking(Ticks(1.0, 0.4))
    assert sounds(metronome, 1.0)
    metronome.ask(Ticks(1.05, 0.4))
    assert not sounds(metronome, 1.05)
    assert sounds(metronome, 1.45)


def test_a_stopped_metronome_is_silent_at_once_and_waits_for_nothing():
    metronome = ticking(Ticks(1.0, 0.4))
    assert sounds(metronome, 1.0)
    assert metronome.ask(None)
    assert not sounds(metronome, 1.01)
    assert list(metronome.edges_s(1.01)) == []


@pytest.mark.parametrize(
    ("first_s", "period_s"),
    [(0.0, 0.0), (0.0, -0.3), (0.0, SHORTEST_PERIOD_S / 2), (0.0, math.nan), (0.0, math.inf), (math.nan, 0.4)],
)
def test_a_grid_that_makes_no_sense_is_refused(first_s, period_s):
    with pytest.raises(ValueError, match="period"):
        Ticks(first_s, period_s)
