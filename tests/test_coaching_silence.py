"""Whatever the camera makes of the scene and whatever is told, nothing is said while the station is unsure of it."""

from collections import deque
from dataclasses import dataclass, replace

import pytest
from coaching_story import CAVING, QUICKER, Story, caver, coached, leg_of
from hypothesis import given, settings
from hypothesis import strategies as st

from station.coaching.coach import Coach
from station.coaching.gates import GATES
from station.model import (
    Activity,
    Advice,
    Band,
    Extend,
    Feedback,
    Felt,
    Focus,
    GaitEstimate,
    Halt,
    Mood,
    OfSession,
    Pain,
    PainTime,
    Pick,
    Resume,
    Retarget,
    SessionPlan,
    Side,
    Skip,
    Speed,
    Stage,
    Symptom,
    Targets,
    Verdict,
)
from station.settings import CoachingSettings

# as quick to speak as any settings allow, so that silence is never luck
EAGER = CoachingSettings(mean_steps=3, confirm_steps=1, refractory_s=1, knee_flag_deg=0, hysteresis_frac=0)
METRICS = ("fppa_deg", "femoral_adduction_deg", "hip_adduction_deg", "step_width_m", "contact_time_s", "flight_time_s")

numbers = st.one_of(st.floats(-40, 40), st.floats(), st.just(9.0))
metrics = st.fixed_dictionaries({}, optional=dict.fromkeys(METRICS, numbers))


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


CAVES = {"fppa_deg": 9.0, "femoral_adduction_deg": 7.0}
STEADY = Moment(0.2, Activity.RUNNING, 0.9, 152.0, (1, 1), (3, 3), (CAVES, CAVES))
sure = st.builds(
    Moment,
    after_s=st.floats(0.01, 1),
    activity=st.just(Activity.RUNNING),
    confidence=st.floats(0.6, 1),
    cadence=st.floats(150, 154),
    made=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    averaged=st.just((3, 3)),
    legs=st.tuples(metrics, metrics),
)
anything = st.builds(
    Moment,
    after_s=st.one_of(st.floats(0.001, 60), st.floats(-100, 0)),
    activity=st.sampled_from(Activity),
    confidence=st.one_of(st.floats(0, 1), st.just(float("nan"))),
    cadence=st.one_of(st.none(), st.floats(), st.just(0.0)),
    made=st.tuples(st.integers(-2, 9), st.integers(-2, 9)),
    averaged=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    legs=st.tuples(metrics, metrics),
)
moments = st.lists(st.one_of(sure, anything), min_size=1, max_size=25)
commands: st.SearchStrategy[OfSession] = st.one_of(
    st.builds(Retarget, st.builds(Targets, st.builds(Band, st.one_of(st.none(), st.floats()), st.just(190.0)))),
    st.builds(Pick, st.sampled_from(Focus)),
    st.just(Skip()),
    st.builds(Extend, st.one_of(st.floats(), st.just(1e9), st.just(60.0))),
    st.just(Halt()),
    st.just(Resume()),
    st.builds(Pain, st.integers(-1, 11), st.sampled_from(PainTime)),
    st.builds(Felt, st.sampled_from(Symptom)),
    st.builds(Speed, st.one_of(st.none(), st.floats())),
)
told = st.lists(st.one_of(sure, sure, anything, commands), min_size=1, max_size=40)
plans = st.builds(
    SessionPlan,
    focus=st.one_of(st.none(), st.sampled_from(Focus)),
    feedback=st.sampled_from(Feedback),
    warmup_s=st.sampled_from((0.0, 0.5)),
    baseline_s=st.just(0.5),
    baseline_steps=st.just(1),
    run_s=st.sampled_from((None, 0.0, 0.5, 4.0)),
    feedback_frac=st.sampled_from((0.0, 0.5, 1.0)),
    retention_s=st.sampled_from((0.0, 0.5)),
    cooldown_s=st.sampled_from((0.0, 0.5)),
    trunk_lean_allowed=st.booleans(),
    reference=st.sampled_from((None, CAVING)),
    pain_before=st.sampled_from((None, 0, 3, 9)),
)


def certain(estimate: GaitEstimate) -> bool:
    whole = min(estimate.left.averaged, estimate.right.averaged) >= EAGER.mean_steps
    return estimate.running and estimate.confidence_frac >= EAGER.min_confidence_frac and whole


def says_nothing(advice: Advice) -> bool:
    return advice.cue is None and advice.level == 0


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


def eager(focus: Focus) -> Story:
    story = caver(*Side, plan=SessionPlan(focus=focus), **EAGER.model_dump())
    return coached(story)


@settings(max_examples=150, deadline=None)
@given(moments, st.sampled_from((Focus.CADENCE, Focus.KNEE_CAVE)))
def test_a_cue_needs_confident_running_and_a_reason(seen: list[Moment], focus: Focus) -> None:
    story = eager(focus)
    estimate, cue_t = story.estimate(), -1e9
    for moment in seen:
        estimate = moment.estimate(estimate)
        advice = story.coach.update(estimate)
        if not certain(estimate):
            assert says_nothing(advice) and advice.silence and not advice.findings
        assert says_nothing(advice) or advice.silence is None
        assert has_reason(advice, estimate)
        if advice.cue:
            assert estimate.t - cue_t >= EAGER.refractory_s
            cue_t = estimate.t


@settings(max_examples=200, deadline=None)
@given(plans, told, st.integers(0, 60))
def test_whatever_is_seen_and_told_only_training_with_feedback_speaks(
    plan: SessionPlan, story: list[Moment | OfSession], run_before: int
) -> None:
    coach, estimate = Coach(EAGER, plan), GaitEstimate(0.0, Activity.NOBODY)
    verdict = coach.update(estimate).safety.verdict
    for _ in range(run_before):
        estimate = STEADY.estimate(estimate)
        coach.update(estimate)
    resumed = False
    for one in story:
        if not isinstance(one, Moment):
            coach.obey(one)
            resumed = resumed or isinstance(one, Resume)
            continue
        estimate = one.estimate(estimate)
        advice = coach.update(estimate)
        assert 0 <= advice.baseline_frac <= 1
        assert advice.left_s is None or advice.left_s >= 0
        if advice.stage is not Stage.COACHING or advice.safety.verdict is not Verdict.GO or not certain(estimate):
            assert says_nothing(advice) and advice.silence
        if advice.stage is not Stage.COACHING:
            assert advice.metronome is None
        assert advice.cue is None or plan.feedback is Feedback.ERROR
        assert advice.metronome is None or plan.feedback is Feedback.METRONOME
        assert advice.level == 0 or plan.feedback is not Feedback.NONE
        assert (advice.safety.verdict is Verdict.STOP) == (advice.stage is Stage.HALTED)
        assert verdict is not Verdict.STOP or resumed or advice.safety.verdict is Verdict.STOP
        verdict, resumed = advice.safety.verdict, False


@settings(max_examples=25, deadline=None)
@given(
    refractory_s=st.sampled_from((1.0, 2.9, 3.0, 3.1)),
    confirm_steps=st.integers(1, 3),
    both=st.booleans(),
    breaks=st.lists(st.floats(0, 60), max_size=3),
)
def test_never_more_than_twenty_cues_in_any_minute(
    refractory_s: float, confirm_steps: int, both: bool, breaks: list[float]
) -> None:
    plan = SessionPlan(focus=Focus.KNEE_CAVE if both else Focus.CADENCE)
    eager = {"refractory_s": refractory_s, "confirm_steps": confirm_steps}
    story = coached(caver(*Side, plan=plan, **eager))
    recent: deque[float] = deque(maxlen=20 + 1)
    for pause_s in [*breaks, 0.0]:
        story.unseen(pause_s)
        for cue in story.cues(90):
            recent.append(cue.t)
            assert len(recent) <= 20 or recent[-1] - recent[0] > 60
    assert len(recent) > 3


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
    story = coached(Story(plan=QUICKER, settings=EAGER))
    estimate, cues = story.estimate(), []
    for _ in range(20):
        slow = Moment(0.4, activity, confidence, 160.0, (1, 1), averaged, ({}, {}))
        estimate = slow.estimate(estimate)
        cues.append(story.coach.update(estimate).cue)
    assert any(cues) == said


def test_silence_always_has_words_and_a_lamp_that_fits() -> None:
    story = coached(Story(plan=replace(QUICKER, run_s=60, feedback_frac=0.5, retention_s=30, cooldown_s=10)))
    advice = [*story.run(30), *story.unseen(5), *story.stop(5), story.tell(Halt()), *story.run(3)]
    for one in advice:
        assert (one.silence is None) or one.mood in (Mood.DARK, Mood.MEASURING)
        assert one.silence != ""
    assert {gate.mood for gate in GATES} == {Mood.DARK, Mood.MEASURING}
