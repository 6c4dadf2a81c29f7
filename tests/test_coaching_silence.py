"""Whatever the camera makes of the scene, nothing is said while the station is unsure of it."""

from dataclasses import dataclass

import pytest
from coaching_story import caver, coached, leg_of
from hypothesis import given, settings
from hypothesis import strategies as st

from station.coaching.coach import Coach
from station.model import Activity, Advice, Band, GaitEstimate, KneeTarget, Mood, Stage, Targets
from station.settings import CoachingSettings

# as quick to speak as any settings allow, so that silence is never luck
EAGER = CoachingSettings(
    baseline_s=10, baseline_steps=10, mean_steps=3, confirm_steps=1, refractory_s=1, knee_flag_deg=0, hysteresis_frac=0
)
STRICT = Targets(Band(185, 190), KneeTarget(Band(high=1), Band(high=1)), KneeTarget(Band(high=1), Band(high=1)))

numbers = st.one_of(st.floats(-40, 40), st.floats(), st.just(9.0))
metrics = st.fixed_dictionaries({}, optional={"fppa_deg": numbers, "femoral_adduction_deg": numbers})


@dataclass(frozen=True)
class Moment:
    """What a frame adds: time, and for each leg how many steps, the length of its mean and its metrics."""

    after_s: float
    activity: Activity
    confidence: float
    cadence: float | None
    made: tuple[int, int]
    averaged: tuple[int, int]
    legs: tuple[dict[str, float], dict[str, float]]

    def estimate(self, before: GaitEstimate) -> GaitEstimate:
        legs = [
            leg_of(values, leg.steps + made, averaged)
            for leg, made, averaged, values in zip(
                (before.left, before.right), self.made, self.averaged, self.legs, strict=True
            )
        ]
        return GaitEstimate(before.t + self.after_s, self.activity, self.confidence, self.cadence, 0.5, *legs)


sure = st.builds(
    Moment,
    after_s=st.floats(0.01, 1),
    activity=st.just(Activity.RUNNING),
    confidence=st.floats(0.6, 1),
    cadence=st.floats(130, 220),
    made=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    averaged=st.just((3, 3)),
    legs=st.tuples(metrics, metrics),
)
anything = st.builds(
    Moment,
    after_s=st.floats(0.001, 60),
    activity=st.sampled_from(Activity),
    confidence=st.one_of(st.floats(0, 1), st.just(float("nan"))),
    cadence=st.one_of(st.none(), st.floats()),
    made=st.tuples(st.integers(-2, 9), st.integers(-2, 9)),
    averaged=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    legs=st.tuples(metrics, metrics),
)
moments = st.lists(st.one_of(sure, anything), min_size=1, max_size=30)


def certain(estimate: GaitEstimate) -> bool:
    whole = min(estimate.left.averaged, estimate.right.averaged) >= EAGER.mean_steps
    return estimate.running and estimate.confidence_frac >= EAGER.min_confidence_frac and whole


def is_silent(advice: Advice) -> bool:
    return advice.cue is None and not advice.findings and bool(advice.silence)


def has_reason(advice: Advice, estimate: GaitEstimate) -> bool:
    """A cue has a value outside the band in force, and the value is what the estimate says."""
    if advice.cue is None:
        return True
    found, targets = advice.cue.finding, advice.targets
    if found.side is None:
        band, value = targets.cadence_spm, estimate.cadence_spm
    else:
        knee = targets.knee(found.side)
        band, value = knee and knee.fppa_deg, estimate.leg(found.side).metrics["fppa_deg"]
        assert value > 0
    return band is not None and value == found.value and bool(band.excess(found.value))


@settings(max_examples=300, deadline=None)
@given(moments, st.booleans())
def test_a_cue_needs_confident_running_and_a_reason(told: list[Moment], strict: bool) -> None:
    story = coached(caver(**EAGER.model_dump()), cadence=160.0)
    wishes, estimate, cue_t = STRICT if strict else Targets(), story.estimate(), -100.0
    for moment in told:
        estimate = moment.estimate(estimate)
        advice = story.coach.update(estimate, wishes)
        assert certain(estimate) != is_silent(advice)
        assert (advice.mood is Mood.DARK) == is_silent(advice)
        assert has_reason(advice, estimate)
        if advice.cue:
            assert estimate.t - cue_t >= EAGER.refractory_s
            cue_t = estimate.t


@settings(max_examples=200, deadline=None)
@given(moments)
def test_a_baseline_is_silent_whatever_is_seen(told: list[Moment]) -> None:
    coach, estimate = Coach(EAGER), GaitEstimate(0.0, Activity.NOBODY)
    for moment in told:
        estimate = moment.estimate(estimate)
        advice = coach.update(estimate, STRICT)
        assert 0 <= advice.baseline_frac <= 1
        if advice.stage is not Stage.COACHING:
            assert is_silent(advice)


@pytest.mark.parametrize(
    ("activity", "confidence", "averaged", "said"),
    [
        (Activity.RUNNING, 0.6, (3, 3), True),
        (Activity.RUNNING, 0.59, (3, 3), False),
        (Activity.RUNNING, float("nan"), (3, 3), False),
        (Activity.RUNNING, 0.9, (2, 3), False),
        (Activity.RUNNING, 0.9, (3, 2), False),
        (Activity.WALKING, 0.9, (3, 3), False),
        (Activity.STANDING, 0.9, (3, 3), False),
        (Activity.NOBODY, 0.9, (3, 3), False),
    ],
)
def test_the_same_running_is_cued_only_when_all_is_sure(
    activity: Activity, confidence: float, averaged: tuple[int, int], said: bool
) -> None:
    story = coached(caver(**EAGER.model_dump()), cadence=150.0)
    estimate, cues = story.estimate(), []
    for _ in range(20):
        slow = Moment(0.4, activity, confidence, 150.0, (1, 1), averaged, ({}, {}))
        estimate = slow.estimate(estimate)
        cues.append(story.coach.update(estimate).cue)
    assert any(cues) == said
