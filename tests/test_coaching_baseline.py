"""What a baseline takes in, and what it does not."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from coaching_story import KNEES, STEP_S, caver, leg_of

from station.coaching.baseline import Baseline
from station.model import Activity, GaitEstimate, KneeTarget, LegEstimate, Side, Stage

BLOCK = 5


class Belt:
    """A runner told to a baseline: both legs make a step with every `step`."""

    def __init__(self, needed_s: float = 1.0, needed_steps: int = 10) -> None:
        self.baseline = Baseline(needed_s, needed_steps, BLOCK)
        self.t, self.steps = 0.0, 0
        self.cadence: float | None = 160.0
        self.tell(0.0)

    def tell(self, fppa: float, averaged: int = BLOCK) -> None:
        metrics = MappingProxyType({"fppa_deg": fppa, "femoral_adduction_deg": 1.0})
        leg = leg_of(metrics, self.steps, averaged)
        self.baseline.add(GaitEstimate(self.t, Activity.RUNNING, 0.9, self.cadence, 0.5, leg, leg))

    def step(self, *means: float, averaged: int = BLOCK, apart_s: float = STEP_S) -> "Belt":
        for fppa in means:
            self.t += apart_s
            self.steps += 1
            self.tell(fppa, averaged)
        return self

    @property
    def level(self) -> tuple[float, float] | None:
        found = self.baseline.reference().level(Side.LEFT, "fppa_deg")
        return found and (found.mean, found.smallest_change)

    @property
    def own_spm(self) -> float | None:
        return self.baseline.reference().cadence_spm


def test_a_level_is_the_mean_of_blocks_that_do_not_overlap() -> None:
    belt = Belt().step(*(9, 9, 9, 9, 3), *(9, 9, 9, 9, 4), *(9, 9, 9, 9, 5))
    assert belt.level and belt.level[0] == pytest.approx(4.0)


def test_two_blocks_are_too_few_to_know_a_spread() -> None:
    belt = Belt().step(*(3, 3, 3, 3, 3) * 2, 3, 3, 3, 3)
    assert belt.level is None
    assert belt.step(3).level is not None


def test_a_runner_whose_blocks_hardly_differ_needs_what_the_studies_ask() -> None:
    belt = Belt().step(*[6.0] * 4, 6.1, *[6.0] * 4, 6.0, *[6.0] * 4, 5.9)
    assert belt.level and belt.level[1] == 2.3


def test_a_runner_whose_blocks_spread_needs_more_than_chance() -> None:
    belt = Belt().step(*[6.0] * 4, 3, *[6.0] * 4, 6, *[6.0] * 4, 9)
    # SD of the blocks 3, of their mean 3/sqrt(3): 1.96 sqrt(9 + 3)
    assert belt.level and belt.level[1] == pytest.approx(6.790, abs=0.001)


def test_a_block_joins_nothing_across_a_pause() -> None:
    belt = Belt().step(*[3.0] * 15, *[9.0] * 4)
    belt.baseline.pause()
    belt.step(9.0, *[9.0] * 4)  # the first only tells where the count stands
    assert belt.level == (3.0, 2.3)
    assert belt.step(9.0).level != (3.0, 2.3)


def test_a_mean_that_has_begun_anew_is_no_block_until_it_is_whole() -> None:
    belt = Belt().step(*[3.0] * 15).step(*[20.0] * 8, averaged=4)
    assert belt.level == (3.0, 2.3)


def test_a_frame_without_a_step_adds_no_step() -> None:
    belt = Belt(needed_s=0.1)
    for _ in range(200):
        belt.t += 0.1
        belt.tell(3.0)
    assert belt.baseline.progress_frac == 0
    assert belt.own_spm is None


def test_steps_that_were_made_during_a_pause_do_not_count() -> None:
    belt = Belt(needed_steps=20).step(*[3.0] * 15)
    belt.baseline.pause()
    belt.steps += 100
    belt.step(3.0)
    assert belt.baseline.progress_frac == pytest.approx(15 / 20)


def test_a_count_that_falls_takes_nothing_away() -> None:
    belt = Belt(needed_steps=20).step(*[3.0] * 15)
    belt.steps -= 10
    belt.step(3.0)
    assert belt.baseline.progress_frac == pytest.approx(15 / 20)


def test_time_in_which_no_frame_came_is_no_running() -> None:
    belt = Belt(needed_s=100).step(*[3.0] * 20, apart_s=0.5)
    assert belt.baseline.progress_frac == pytest.approx(0.1)
    belt.step(3.0, 3.0, apart_s=0.51)
    assert belt.baseline.progress_frac == pytest.approx(0.1)
    belt.step(3.0, apart_s=0.5)
    assert belt.baseline.progress_frac == pytest.approx(0.105)


def test_time_that_falls_back_takes_nothing_away() -> None:
    belt = Belt(needed_s=100).step(*[3.0] * 20, apart_s=0.5)
    belt.step(3.0, apart_s=-1000.0).step(3.0, apart_s=0.5)
    assert belt.baseline.progress_frac == pytest.approx(0.105)


def test_a_step_scatters_more_than_a_mean_of_steps() -> None:
    belt = Belt().step(*[6.0] * 4, 3, *[6.0] * 4, 6, *[6.0] * 4, 9)
    found = belt.baseline.reference().level(Side.LEFT, "fppa_deg")
    assert found and found.step_sd == pytest.approx(3.0 * 5**0.5)


def test_time_of_a_pause_is_no_running() -> None:
    belt = Belt(needed_s=100).step(*[3.0] * 20, apart_s=0.5)
    belt.baseline.pause()
    belt.step(3.0, apart_s=0.4)
    assert belt.baseline.progress_frac == pytest.approx(0.1)


def test_the_cadence_is_the_mean_over_steps_that_had_one() -> None:
    belt = Belt()
    for belt.cadence in (150.0, None, 170.0):
        belt.step(3.0)
    assert belt.own_spm == pytest.approx(160.0)


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_not_taken_in(absurd: float) -> None:
    belt = Belt().step(*[3.0] * 15)
    belt.cadence = absurd
    belt.step(*[absurd] * 5)
    assert belt.level == (3.0, 2.3)
    assert belt.own_spm == pytest.approx(160.0)


def test_both_legs_must_have_made_their_steps() -> None:
    baseline = Baseline(0.1, 10, BLOCK)
    for n in range(40):
        left, right = LegEstimate(steps=n, averaged=BLOCK), LegEstimate(steps=n // 4, averaged=BLOCK)
        baseline.add(GaitEstimate(n * STEP_S, Activity.RUNNING, 0.9, 160.0, left=left, right=right))
    assert baseline.progress_frac < 1


@pytest.mark.parametrize(
    ("mean_steps", "baseline_s", "baseline_steps"), [(5, 10, 30), (5, 10, 10), (20, 30, 30), (20, 10, 10)]
)
def test_no_plan_ends_the_baseline_before_a_knee_can_be_judged(
    mean_steps: int, baseline_s: float, baseline_steps: int
) -> None:
    story = caver(plan=replace(KNEES, baseline_s=baseline_s, baseline_steps=baseline_steps), mean_steps=mean_steps)
    advice = [story.step()]
    while advice[-1].stage is not Stage.COACHING:
        advice.append(story.step())
        assert story.t < 90, "a baseline that does not end"
    assert isinstance(advice[-1].targets.left_knee, KneeTarget)
    assert [a.baseline_frac for a in advice] == sorted(a.baseline_frac for a in advice)


def test_a_baseline_waits_for_its_third_block() -> None:
    belt = Belt(needed_steps=10).step(*[3.0] * 10)
    assert belt.baseline.progress_frac == pytest.approx(10 / 15)
    belt.step(*[3.0] * 8, averaged=4)
    assert belt.baseline.progress_frac == 1.0
    assert not belt.baseline.done
    assert belt.step(3.0).baseline.done


def test_a_view_that_sees_no_knees_ends_its_baseline_all_the_same() -> None:
    baseline = Baseline(5, 10, BLOCK)
    for n in range(40):
        leg = LegEstimate({"overstride_frac": 0.2}, n, BLOCK)
        baseline.add(GaitEstimate(n * STEP_S, Activity.RUNNING, 0.9, 160.0, left=leg, right=leg))
    assert baseline.done
    assert baseline.reference().level(Side.LEFT, "fppa_deg") is None
