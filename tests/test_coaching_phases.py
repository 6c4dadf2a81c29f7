"""A session that runs itself: how it is cut into blocks, and what lets them pass."""

from dataclasses import replace
from itertools import groupby

import pytest
from coaching_story import CAVING, KNEES, STEP_S, Story
from hypothesis import given
from hypothesis import strategies as st

from station.coaching.blocks import Segment, segments
from station.coaching.coach import NEEDED, NO_END
from station.coaching.phases import LONGEST_FRAME_GAP_S, Phases
from station.model import Activity, Extend, Halt, NoticeKind, Resume, SessionPlan, Skip, Stage
from station.phrases import STAGES
from station.programmes import load_programmes

PLAN = SessionPlan(
    warmup_s=60,
    baseline_s=20,
    baseline_steps=20,
    run_s=240,
    feedback_frac=0.5,
    retention_s=60,
    cooldown_s=30,
    reference=CAVING,
)


def seconds(plan: SessionPlan, stage: Stage) -> list[float]:
    return [one.seconds for one in segments(plan) if one.stage is stage and one.seconds is not None]


def test_a_session_comes_in_its_order() -> None:
    stages = [stage for stage, _ in groupby(one.stage for one in segments(PLAN))]
    assert stages == [
        Stage.WARMUP,
        Stage.BASELINE,
        Stage.COACHING,
        Stage.SOLO,
        Stage.RETENTION,
        Stage.COOLDOWN,
    ]
    assert segments(PLAN)[1] == Segment(Stage.BASELINE, None)


@pytest.mark.parametrize("number", range(1, 9))
def test_the_faded_programme_gives_each_session_its_minutes_and_its_part_of_feedback(number: int) -> None:
    run_min = (15, 18, 21, 24, 27, 30, 30, 30)[number - 1]
    frac = (1, 1, 1, 1, 0.75, 0.5, 0.25, 0.1)[number - 1]
    plan = load_programmes()["faded-eight"].plan(number)
    on, off = seconds(plan, Stage.COACHING), seconds(plan, Stage.SOLO)
    assert sum(on) == pytest.approx(60 * run_min * frac) and sum(off) == pytest.approx(60 * run_min * (1 - frac))
    assert min(on) >= 60 and max(off, default=0) <= 180 and min(off, default=60) >= 60


@given(st.floats(60, 7200), st.floats(0, 1), st.floats(30, 600), st.floats(1, 4))
def test_the_dose_is_exact_and_blocks_are_neither_too_short_nor_too_long(
    run_s: float, frac: float, shortest_s: float, times: float
) -> None:
    plan = SessionPlan(run_s=run_s, feedback_frac=frac, off_block_s=(shortest_s, shortest_s * times))
    on, off = seconds(plan, Stage.COACHING), seconds(plan, Stage.SOLO)
    assert sum(on) == pytest.approx(run_s * frac)
    assert sum(off) == pytest.approx(run_s * (1 - frac), abs=1e-6)
    assert min(on, default=60) >= min(60 - 1e-9, run_s * frac)
    assert min(off, default=shortest_s) >= min(shortest_s - 1e-9, run_s * (1 - frac) - 1e-6)
    assert max(off, default=0) < max(times, 2) * shortest_s + 1e-6  # where two are too short, one may be too long
    assert all(one != 0 for one in on + off)


def test_feedback_comes_first_and_blocks_take_turns() -> None:
    plan = SessionPlan(run_s=1800, feedback_frac=0.5)
    training = [one for one in segments(plan) if one.stage in (Stage.COACHING, Stage.SOLO)]
    assert training == [Segment(Stage.COACHING, 180.0), Segment(Stage.SOLO, 180.0)] * 5


def test_off_blocks_are_shared_out_evenly_among_the_blocks_with_feedback() -> None:
    training = list(segments(SessionPlan(run_s=1620, feedback_frac=0.75)))[1:]
    assert training == [Segment(Stage.COACHING, 405.0), Segment(Stage.SOLO, 135.0)] * 3


def test_where_little_feedback_is_left_its_blocks_stay_a_minute_long() -> None:
    assert seconds(SessionPlan(run_s=1800, feedback_frac=0.1), Stage.COACHING) == [60.0] * 3
    assert seconds(SessionPlan(run_s=1800, feedback_frac=0.1), Stage.SOLO) == [180.0] * 9
    assert seconds(SessionPlan(run_s=600, feedback_frac=0.05), Stage.COACHING) == [30.0]


@pytest.mark.parametrize(("frac", "stage"), [(1.0, Stage.COACHING), (0.0, Stage.SOLO)])
def test_training_without_a_length_has_no_end_of_its_own(frac: float, stage: Stage) -> None:
    assert segments(SessionPlan(feedback_frac=frac))[-1] == Segment(stage, None)


def test_an_assessment_has_no_training() -> None:
    stages = [one.stage for one in segments(load_programmes()["assessment"].plan(1))]
    assert stages == [Stage.WARMUP, Stage.BASELINE]


class Belt:
    """A belt on which phases pass, frame by frame."""

    def __init__(self, plan: SessionPlan = PLAN) -> None:
        self.phases, self.t = Phases(plan), 100.0
        self.phases.advance(self.t, running=False)

    def run(self, for_s: float, running: bool = True, frame_s: float = 0.5) -> Stage:
        for _ in range(round(for_s / frame_s)):
            self.t += frame_s
            self.phases.advance(self.t, running)
        return self.phases.stage


def test_it_begins_with_the_first_running_and_not_before() -> None:
    belt = Belt()
    assert belt.run(30, running=False) is Stage.WAITING
    assert belt.run(0.5) is Stage.WARMUP
    assert belt.phases.left_s == 60


def test_only_running_makes_a_phase_pass() -> None:
    belt = Belt()
    belt.run(30.5)
    assert belt.phases.left_s == pytest.approx(30)
    assert belt.run(600, running=False) is Stage.WARMUP
    assert belt.phases.left_s == pytest.approx(30)
    assert belt.run(29.5) is Stage.WARMUP
    assert belt.run(0.5) is Stage.BASELINE and belt.phases.left_s is None


def test_the_cool_down_counts_all_time_and_then_it_is_done() -> None:
    belt = Belt()
    belt.run(60.5)
    belt.phases.go_on()
    assert belt.run(240) is Stage.RETENTION
    assert belt.run(60) is Stage.COOLDOWN
    assert belt.run(29.5, running=False) is Stage.COOLDOWN
    assert belt.run(0.5, running=False) is Stage.DONE
    assert belt.run(60) is Stage.DONE and belt.phases.left_s is None


def test_time_in_which_nothing_was_seen_does_not_pass() -> None:
    belt = Belt()
    belt.run(0.5)
    belt.run(30, frame_s=LONGEST_FRAME_GAP_S + 0.5)
    assert belt.phases.left_s == 60


@pytest.mark.parametrize("jump_s", [-1e6, 1e6, float("nan")])
def test_a_clock_that_jumps_adds_nothing_and_takes_nothing(jump_s: float) -> None:
    belt = Belt()
    belt.run(30.5)
    belt.phases.advance(belt.t + jump_s, running=True)
    assert belt.phases.left_s == pytest.approx(30)


def test_a_halted_session_stands_still_until_it_is_let_go_on() -> None:
    belt = Belt()
    belt.run(30.5)
    belt.phases.halted = True
    assert belt.run(300) is Stage.HALTED
    assert (belt.phases.stretch, belt.phases.left_s) == (Stage.WARMUP, pytest.approx(30))
    belt.phases.halted = False
    assert belt.run(29.5) is Stage.WARMUP
    assert belt.run(0.5) is Stage.BASELINE


def test_a_phase_can_be_made_longer_but_not_one_without_a_length() -> None:
    belt = Belt()
    assert not belt.phases.extend(60)  # nothing has begun
    belt.run(30.5)
    assert belt.phases.extend(60) and belt.phases.left_s == pytest.approx(90)
    belt.run(90)
    assert belt.phases.stage is Stage.BASELINE and not belt.phases.extend(60)


@pytest.mark.parametrize("absurd", [0.0, -60.0, -1e9, float("nan"), float("inf"), -float("inf")])
def test_a_phase_is_not_made_longer_by_what_is_no_length(absurd: float) -> None:
    belt = Belt()
    belt.run(30.5)
    assert not belt.phases.extend(absurd)
    assert belt.phases.left_s == pytest.approx(30)


def test_even_a_phase_of_a_lifetime_can_be_skipped() -> None:
    belt = Belt()
    belt.run(30.5)
    assert belt.phases.extend(1e9) and belt.phases.left_s == pytest.approx(1e9 + 30)
    belt.phases.go_on()
    assert belt.phases.stage is Stage.BASELINE


def announced(story: Story, seconds: float) -> list[str]:
    return [notice.words for notice in story.notices(seconds) if notice.kind is NoticeKind.PHASE]


def test_each_phase_is_announced_once_as_it_begins() -> None:
    plan = replace(PLAN, warmup_s=10, run_s=120, retention_s=20, cooldown_s=10)
    order = (Stage.WARMUP, Stage.BASELINE, Stage.COACHING, Stage.SOLO, Stage.RETENTION, Stage.COOLDOWN, Stage.DONE)
    assert announced(Story(plan=plan), 220) == [STAGES[stage] for stage in order]


def test_a_session_lasts_as_long_as_its_phases_together() -> None:
    story = Story(plan=PLAN)
    story.until(Stage.DONE)
    phases_s = PLAN.warmup_s + 20 + 240 + PLAN.retention_s + PLAN.cooldown_s
    assert story.t == pytest.approx(phases_s, abs=10 * STEP_S)


def test_every_phase_can_be_skipped_to_the_end_and_beyond() -> None:
    story = Story(plan=PLAN)
    story.run(2)
    stages = [story.tell(Skip()).stage for _ in range(12)]
    assert [stage for stage, _ in groupby(stages)] == [
        Stage.BASELINE,
        Stage.COACHING,
        Stage.SOLO,
        Stage.RETENTION,
        Stage.COOLDOWN,
        Stage.DONE,
    ] or stages[-1] is Stage.DONE
    assert stages[0] is Stage.BASELINE and story.run(30)[-1].stage is Stage.DONE


def test_a_baseline_that_is_needed_can_not_be_skipped_by_way_of_a_halt() -> None:
    story = Story(plan=KNEES)
    story.run(5)
    advice = story.tell(Halt(), Skip(), Resume())
    assert advice.stage is Stage.BASELINE
    assert NEEDED in [notice.words for notice in advice.notices]
    later = Story(plan=replace(PLAN, focus=KNEES.focus))
    later.until(Stage.BASELINE)
    advice = later.tell(Halt(), Skip(), Resume())
    assert advice.stage is Stage.COACHING and advice.focus is KNEES.focus


@pytest.mark.parametrize("absurd", [-60.0, float("nan")])
def test_what_can_not_be_made_longer_is_refused_in_words(absurd: float) -> None:
    story = Story(plan=PLAN)
    story.run(5)
    for command in (Extend(absurd), Extend()):
        notices = story.tell(command).notices
        assert [one.words for one in notices] == ([NO_END] if command == Extend(absurd) else [])
    story.until(Stage.BASELINE)
    assert [notice.words for notice in story.tell(Extend()).notices] == [NO_END]


def test_what_is_left_is_told_and_a_break_takes_nothing_of_it() -> None:
    story = Story(plan=PLAN)
    left = story.run(20)[-1].left_s
    story.stop(60, Activity.NOBODY)
    assert left == pytest.approx(40, abs=1)
    assert story.frame().left_s == pytest.approx(left, abs=0.1)
    assert story.tell(Extend(60)).left_s == pytest.approx(left + 60, abs=0.1)
