"""The station's clock and the frames', and what a beat's advice comes to for lamps and buzzer."""

import random
from dataclasses import replace

import pytest
from beats import cue
from test_runtime_loop import Lamps

from station.model import Advice, Metronome, Mood, Notice, NoticeKind, Stage, Targets, Ticks
from station.runtime.lag import DRIFT, LATE_CUES, Lag
from station.runtime.voice import Voice

ADVICE = Advice(Stage.COACHING, Targets(), mood=Mood.IN_BAND)
RUNNING = replace(ADVICE, mood=Mood.OUT_OF_BAND, level=3)


def told(*arrivals: tuple[float, float]) -> Lag:
    lag = Lag()
    for t, arrived_s in arrivals:
        lag.see(t, arrived_s)
    return lag


def test_before_a_frame_came_nothing_is_known_of_the_clocks() -> None:
    lag = told((5.0, 0.0))  # a sighting that never arrived: a recorded one
    assert lag.at_s(1.0) is None and lag.t_of(1.0) is None
    lag.played(1.0, 2.0)
    assert lag.late_s == 0


def test_the_quickest_frame_tells_how_the_clocks_lie() -> None:
    lag = told((0.0, 100.09), (0.1, 100.13), (0.2, 100.32), (0.3, 100.40))
    assert lag.at_s(1.0) == pytest.approx(101.03, abs=2 * 0.2 * DRIFT)
    assert lag.t_of(101.03) == pytest.approx(1.0, abs=2 * 0.2 * DRIFT)


@pytest.mark.parametrize("drift", [-1e-4, 0.0, 1e-4])
def test_clocks_that_drift_apart_are_followed(drift: float) -> None:
    lag, chance = Lag(), random.Random(1)
    for n in range(20_000):
        t = n / 30
        lag.see(t, 100 + t * (1 + drift) + 0.03 + chance.expovariate(100))
    at_s = lag.at_s(t)
    assert at_s == pytest.approx(100.03 + t * (1 + drift), abs=0.005)


def test_a_single_late_frame_moves_nothing() -> None:
    lag = told(*((n / 30, 100 + n / 30 + 0.03) for n in range(100)))
    before = lag.at_s(4.0)
    lag.see(100 / 30, 100 + 100 / 30 + 0.9)
    assert lag.at_s(4.0) == pytest.approx(before, abs=1e-4)


def test_a_clock_that_begins_anew_is_believed_at_once() -> None:
    lag = told((500.0, 600.03), (0.1, 700.13), (0.2, 700.24))
    assert lag.at_s(1.0) == pytest.approx(701.03, abs=1e-3)


def test_cues_that_begin_late_are_begun_earlier_by_as_much() -> None:
    lag = told((0.0, 100.0))
    for _ in range(LATE_CUES):
        asked_t = 5.0
        at_s = lag.at_s(asked_t)
        assert at_s is not None
        lag.played(asked_t, at_s + 0.040)  # the way to the ear takes 40 ms, whatever is asked
    assert lag.late_s == pytest.approx(0.040)
    assert lag.at_s(5.0) == pytest.approx(105.0 - 0.040)
    lag.played(5.0, 109.0)  # one that came much too late is an exception
    assert lag.late_s == pytest.approx(0.040)


def test_a_cue_that_began_early_is_never_taken_for_a_negative_way() -> None:
    lag = told((0.0, 100.0))
    for _ in range(LATE_CUES):
        lag.played(5.0, 104.0)
    assert lag.late_s == 0


@pytest.fixture
def lamps() -> Lamps:
    return Lamps()


def voice(lamps: Lamps, *arrivals: tuple[float, float]) -> Voice:
    return Voice(lamps, told(*arrivals))


def test_mood_and_level_are_shown_with_every_beat(lamps: Lamps) -> None:
    speaks = voice(lamps)
    for advice in (ADVICE, RUNNING):
        speaks.tell(advice)
    assert (lamps.moods, lamps.levels) == ([Mood.IN_BAND, Mood.OUT_OF_BAND], [0, 3])
    assert lamps.told == ["refresh", "refresh"]


def test_a_cue_is_played_at_its_instant_or_at_once(lamps: Lamps) -> None:
    speaks = voice(lamps, (0.0, 100.0))
    speaks.tell(replace(RUNNING, cue=replace(cue(), due_t=5.0)))
    speaks.tell(replace(RUNNING, cue=cue()))
    assert lamps.at_s == [105.0, None]
    assert lamps.told == ["refresh", "play", "refresh", "play"]  # the dead man is fed before


def test_a_cue_without_known_clocks_is_played_at_once(lamps: Lamps) -> None:
    voice(lamps).tell(replace(RUNNING, cue=replace(cue(), due_t=5.0)))
    assert lamps.at_s == [None]


def test_a_metronome_is_told_only_when_it_changes(lamps: Lamps) -> None:
    speaks = voice(lamps, (0.0, 100.0))
    first, second = Metronome(170.0, 5.0), Metronome(175.0, 6.0)
    for metronome in (None, first, first, first, second, None, None):
        speaks.tell(replace(ADVICE, metronome=metronome))
    assert lamps.ticks == [Ticks(105.0, 60 / 170), Ticks(106.0, 60 / 175), None]


def test_the_end_stops_the_metronome_and_what_still_plays_and_forgets_both(lamps: Lamps) -> None:
    speaks = voice(lamps, (0.0, 100.0))
    ticking = replace(ADVICE, metronome=Metronome(170.0, 5.0))
    speaks.tell(ticking)
    speaks.end()
    assert lamps.told[-2:] == ["metronome", "cancel"] and lamps.ticks[-1] is None
    speaks.tell(ticking)
    assert lamps.ticks[-1] == Ticks(105.0, 60 / 170)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_only_a_new_phase_is_announced_by_a_chime(lamps: Lamps, kind: NoticeKind) -> None:
    voice(lamps).tell(replace(ADVICE, notices=(Notice(1.0, kind, "."),) * 2))
    assert lamps.told.count("announce") == (kind is NoticeKind.PHASE)
