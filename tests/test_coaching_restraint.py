"""How often something may be said, when a target is too hard, and at which instant what is said comes."""

from dataclasses import replace
from itertools import pairwise

import pytest
from coaching_story import STEP_S, Story, caver, coached, slow
from hypothesis import given
from hypothesis import strategies as st

from station.coaching.arrival import REACTION_S, due_t, lands_t
from station.coaching.coach import STILL_TOO_HARD, TOO_HARD
from station.coaching.gates import TOO_HARD as SILENT
from station.coaching.pacer import LEAD_FRAC, Pacer
from station.coaching.restraint import EASED, LEAST_ASKED, CueRate, Overload
from station.coaching.steady import LOOK_BACK_S, SETTLE_S, TOLD_SETTLE_S, Steadiness
from station.model import (
    Activity,
    Advice,
    GaitEstimate,
    LegEstimate,
    Metronome,
    NoticeKind,
    Side,
)


@given(st.floats(0, 30), st.lists(st.floats(0.001, 20), min_size=1, max_size=200))
def test_whatever_is_asked_for_no_minute_holds_more_than_twenty_cues(refractory_s: float, gaps: list[float]) -> None:
    rate, t, cues = CueRate(refractory_s), 0.0, []
    for gap in gaps:
        t += gap
        if rate.free(t):
            rate.count(t)
            cues.append(t)
    assert cues
    assert all(b - a >= refractory_s - 1e-9 for a, b in pairwise(cues))
    assert all(later - first > 60 for first, later in zip(cues, cues[20:], strict=False))


def test_the_twenty_first_cue_waits_for_a_whole_minute() -> None:
    rate = CueRate(1.0)
    for n in range(20):
        assert rate.free(2.0 * n)
        rate.count(2.0 * n)
    assert not rate.free(59.0) and not rate.free(60.0)
    assert rate.free(60.01)


def judge(overload: Overload, t: float, seconds: float, out_of_ten: int) -> tuple[float, list[float]]:
    """Tell of steps, so many of ten out of the band; return the time after them, and when it was too hard."""
    told = []
    for n in range(int(seconds / STEP_S)):
        t += STEP_S
        if overload.judge(t, out=n % 10 < out_of_ten):
            told.append(t)
    return t, told


@pytest.mark.parametrize(("out_of_ten", "hard"), [(6, False), (7, True), (10, True), (0, False)])
def test_more_than_sixty_of_a_hundred_steps_of_a_minute_are_too_hard(out_of_ten: int, hard: bool) -> None:
    _, told = judge(Overload(), 0.0, 66, out_of_ten)
    assert bool(told) == hard
    assert not hard or told[0] >= 60


def test_only_the_last_minute_counts() -> None:
    overload = Overload()
    t, _ = judge(overload, 0.0, 300, 0)
    _, (told,) = judge(overload, t, 60, 10)
    assert told - t == pytest.approx(36, abs=1)


def test_few_steps_in_a_minute_say_nothing() -> None:
    overload = Overload()
    assert not any(overload.judge(2.0 * n, out=True) for n in range(200))  # 30 a minute


def test_too_hard_is_told_once_then_silent_for_a_minute_and_a_quarter_less() -> None:
    overload = Overload()
    t, told = judge(overload, 0.0, 60.5, 10)
    assert len(told) == 1 and overload.asked_frac == EASED
    assert overload.quiet(told[0] + 59.9) and not overload.quiet(told[0] + 60)
    _, again = judge(overload, t, 119, 10)
    assert again == []  # the minute of silence does not count
    _, again = judge(overload, t, 121, 10)
    assert len(again) == 1 and overload.asked_frac == pytest.approx(EASED**2)


def test_it_is_asked_less_four_times_and_no_less_after() -> None:
    overload, t = Overload(), 0.0
    for _ in range(9):
        t, _ = judge(overload, t, 121, 10)
    assert overload.asked_frac == LEAST_ASKED


def test_what_is_forgotten_begins_a_new_minute() -> None:
    overload = Overload()
    t, _ = judge(overload, 0.0, 58, 10)
    overload.forget()
    _, told = judge(overload, t, 58, 10)
    assert told == []


def hard(advice: list[Advice]) -> list[str]:
    return [notice.words for a in advice for notice in a.notices if notice.kind is NoticeKind.TOO_HARD]


def test_a_target_that_is_too_hard_is_silent_then_asks_for_a_quarter_less_and_tells_the_coach() -> None:
    story = coached(slow())
    first = story.run(61)
    assert hard(first) == [TOO_HARD]
    band = story.frame().targets.cadence_spm
    assert band and band.low == pytest.approx(160 + 0.75 * 8) and band.high == pytest.approx(176)
    quiet = story.run(57)
    assert {a.silence for a in quiet} == {SILENT} and not any(a.cue or a.level for a in quiet)
    assert hard(quiet) == []
    assert story.cues(10)


def test_a_knee_that_is_too_hard_is_asked_for_less_too() -> None:
    story = coached(caver(Side.LEFT, Side.RIGHT))
    before = story.step().targets.left_knee
    story.run(62)
    after = story.step().targets.left_knee
    assert before and after and before.fppa_deg.high and after.fppa_deg.high
    assert 9.0 - after.fppa_deg.high == pytest.approx(0.75 * (9.0 - before.fppa_deg.high), abs=0.02)
    assert after.femoral_adduction_deg == before.femoral_adduction_deg


def test_where_no_less_can_be_asked_the_coach_is_told_just_that() -> None:
    story = coached(slow())
    assert hard(story.run(600)) == [TOO_HARD] * 4 + [STILL_TOO_HARD]
    sunk = coached(Story(cadence=170.0), cadence=160.0)  # the own cadence is all that is asked
    assert STILL_TOO_HARD in hard(sunk.run(61))


def test_a_new_block_or_a_break_begins_a_new_minute() -> None:
    story = coached(slow())
    story.run(50)
    story.unseen(5)
    assert hard(story.run(58)) == []


def leg(lands: float | None) -> LegEstimate:
    return LegEstimate(averaged=5, next_contact_s=lands)


def at(t: float, left: float | None, right: float | None, spm: float | None = 160.0) -> GaitEstimate:
    return GaitEstimate(t, Activity.RUNNING, 0.9, spm, 0.5, leg(left), leg(right))


@pytest.mark.parametrize(
    ("side", "left", "right", "lands"),
    [
        (Side.LEFT, 10.5, 10.9, 10.5),
        (Side.RIGHT, 10.5, 10.9, 10.9),
        (None, 10.5, 10.9, 10.9),
        (None, 10.5, None, 10.5),
        (Side.RIGHT, 10.5, None, None),
        (None, None, None, None),
    ],
)
def test_a_cue_is_for_the_next_landing_of_its_own_foot(
    side: Side | None, left: float | None, right: float | None, lands: float | None
) -> None:
    assert lands_t(at(10.0, left, right), side) == lands


@given(st.floats(0, 1e5), st.one_of(st.none(), st.floats(-1, 2)))
def test_a_cue_is_due_a_reaction_before_the_landing_or_else_at_once(t: float, ahead_s: float | None) -> None:
    lands = None if ahead_s is None else t + ahead_s
    due = due_t(at(t, lands, None), Side.LEFT)
    if lands is None or lands - REACTION_S <= t:
        assert due is None
    else:
        assert due == lands - REACTION_S and t < due < lands


def test_a_metronome_begins_a_little_before_a_step_where_it_is_quicker_and_with_it_where_it_is_not() -> None:
    quicker = Pacer().tick(172.0, at(10.0, 10.3, 10.7, 160.0))
    assert quicker and quicker.first_t == pytest.approx(10.3 - LEAD_FRAC * 60 / 172)
    assert Pacer().tick(160.0, at(10.0, 10.7, 10.3, 160.0)) == Metronome(160.0, 10.3)
    assert Pacer().tick(160.0, at(10.0, None, None, None)) == Metronome(160.0, 10.0)


def test_a_metronome_keeps_its_beat_until_it_stops_or_another_tempo_is_wanted() -> None:
    pacer = Pacer()
    first = pacer.tick(172.0, at(10.0, 10.3, 10.7))
    assert pacer.tick(172.0, at(20.0, 20.1, 20.5)) is first
    other = pacer.tick(176.0, at(20.0, 20.1, 20.5))
    assert other and other.spm == 176.0 and other.first_t == pytest.approx(20.1 - LEAD_FRAC * 60 / 176)
    assert pacer.tick(None, at(21.0, 21.1, 21.5)) is None
    again = pacer.tick(172.0, at(30.0, 30.1, 30.5))
    assert again and again.first_t > 29


def test_a_cadence_that_wanders_is_no_change_of_speed_one_that_jumps_is() -> None:
    steady = Steadiness(5)
    wander = [steady.see(at(0.1 * n, None, None, 160 + 3 * (-1) ** n)) for n in range(300)]
    assert not any(wander)
    jump = [steady.see(at(30 + 0.1 * n, None, None, 175.0)) for n in range(200)]
    quiet_s = 0.1 * sum(jump)
    assert jump[0] and quiet_s == pytest.approx(LOOK_BACK_S + SETTLE_S, abs=0.3)
    assert not jump[-1]


def test_a_change_that_was_told_settles_for_longer() -> None:
    steady = Steadiness(5)
    steady.told(100.0)
    assert steady.see(at(100 + TOLD_SETTLE_S - 0.1, None, None))
    assert not steady.see(at(100 + TOLD_SETTLE_S, None, None))


def test_after_a_break_the_cadence_is_not_held_against_the_one_before() -> None:
    for breaks in (GaitEstimate(1.0, Activity.STANDING, cadence_spm=160.0), at(1.0, None, None, None)):
        steady = Steadiness(5)
        steady.see(at(0.9, None, None, 150.0))
        steady.see(breaks)
        assert not steady.see(at(1.1, None, None, 175.0))


def test_a_cadence_that_is_still_being_found_is_no_change_of_speed() -> None:
    steady = Steadiness(5)
    finding = LegEstimate(averaged=4)
    for n in range(20):
        rising = at(0.1 * n, None, None, 140.0 + n)
        assert not steady.see(replace(rising, left=finding))
    assert not any(steady.see(at(2 + 0.1 * n, None, None, 160.0)) for n in range(20))
