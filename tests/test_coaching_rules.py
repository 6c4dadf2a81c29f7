"""The rules one by one, and the watch over one."""

from dataclasses import replace

import pytest
from coaching_story import caver, coached, leg_of

from station.coaching.coach import PRIORITIES
from station.coaching.watch import Rule, Watch, cadence_too_high, cadence_too_low, knee_in
from station.model import Activity, Band, CueKind, GaitEstimate, Grade, KneeTarget, Side, Targets

KNEE = KneeTarget(Band(high=6.0), Band(high=4.0))
TARGETS = Targets(Band(168.0, 176.0), KNEE, KNEE)
OUT = {"fppa_deg": 8.0, "femoral_adduction_deg": 5.0}


def running(cadence: float | None = 172.0, steps: int = 5, **metrics: float) -> GaitEstimate:
    leg = leg_of(metrics, steps, 5)
    return GaitEstimate(10.0, Activity.RUNNING, 0.9, cadence, 0.5, leg, leg)


@pytest.mark.parametrize(("cadence", "low", "high"), [(168.0, False, False), (167.99, True, False)])
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_ends_of_a_band_belong_to_it(cadence: float, low: bool, high: bool, mirrored: bool) -> None:
    cadence = 344.0 - cadence if mirrored else cadence
    too_low, too_high = (high, low) if mirrored else (low, high)
    assert (cadence_too_low(running(cadence), TARGETS, 0.0) is not None) == too_low
    assert (cadence_too_high(running(cadence), TARGETS, 0.0) is not None) == too_high


@pytest.mark.parametrize("judge", [cadence_too_low, cadence_too_high])
@pytest.mark.parametrize("band", [None, Band()])
def test_what_is_not_known_or_not_asked_for_is_no_finding(judge, band) -> None:  # type: ignore[no-untyped-def]
    assert judge(running(None), TARGETS, 0.0) is None
    assert judge(running(10.0), Targets(band), 0.0) is None
    assert judge(running(300.0), Targets(band), 0.0) is None


def test_a_knee_is_out_when_both_signs_are_above_their_limits() -> None:
    found = knee_in(Side.LEFT)(running(**OUT), TARGETS, 0.0)
    assert found and (found.value, found.limit, found.steps) == (8.0, 6.0, 5)


@pytest.mark.parametrize("metrics", [{"fppa_deg": 6.0}, {"femoral_adduction_deg": 4.0}])
def test_a_knee_at_its_limit_is_not_above_it(metrics: dict[str, float]) -> None:
    assert knee_in(Side.LEFT)(running(**(OUT | metrics)), TARGETS, 0.0) is None


@pytest.mark.parametrize("name", list(OUT))
def test_a_knee_of_which_one_sign_is_not_seen_is_no_finding(name: str) -> None:
    known = {key: value for key, value in OUT.items() if key != name}
    assert knee_in(Side.LEFT)(running(**known), TARGETS, 0.0) is None


def test_a_straight_knee_is_no_finding() -> None:
    anything = Targets(left_knee=KneeTarget(Band(high=-9.0), Band(high=-9.0)))
    assert knee_in(Side.LEFT)(running(fppa_deg=0.0, femoral_adduction_deg=5.0), anything, 0.0) is None
    assert knee_in(Side.LEFT)(running(fppa_deg=0.1, femoral_adduction_deg=5.0), anything, 0.0)


@pytest.mark.parametrize(
    ("rule", "left", "right"), [(PRIORITIES[0], 1, 1), (PRIORITIES[2], 1, 0), (PRIORITIES[3], 0, 1)]
)
def test_a_rule_counts_the_steps_of_its_own_leg(rule: Rule, left: int, right: int) -> None:
    before = running(steps=5)
    after_left = replace(before, left=replace(before.left, steps=6))
    after_right = replace(before, right=replace(before.right, steps=6))
    assert rule.steps(after_left) - rule.steps(before) == left
    assert rule.steps(after_right) - rule.steps(before) == right


def test_a_watch_finds_at_once_and_confirms_with_steps() -> None:
    watch = Watch(PRIORITIES[0])
    told = []
    for steps in (5, 5, 6, 6, 7):
        watch.see(running(150.0, steps), TARGETS, 0.25)
        told.append((watch.finding is not None, watch.firing is not None, watch.steps_out))
    assert told == [(True, True, 0), (True, False, 0), (True, True, 1), (True, False, 1), (True, True, 2)]
    watch.see(running(172.0, 8), TARGETS, 0.25)
    assert (watch.finding, watch.firing, watch.steps_out) == (None, None, 0)


def test_the_margin_holds_a_finding_and_makes_none() -> None:
    watch = Watch(PRIORITIES[0])
    told = []
    for steps, cadence in enumerate((168.01, 167.99, 168.01, 168.49, 168.5)):
        watch.see(running(cadence, steps), TARGETS, 0.25)
        told.append((watch.finding is not None, watch.firing is not None))
    assert told == [(False, False), (True, True), (True, False), (True, False), (False, False)]


def test_every_rule_has_a_name_of_its_own() -> None:
    assert [rule.name for rule in PRIORITIES] == ["cadence_up", "cadence_down", "knee_out:left", "knee_out:right"]
    assert {rule.kind for rule in PRIORITIES} == set(CueKind)


def test_what_is_graded_d_is_never_cued_on() -> None:
    story = caver()
    story.grade = Grade.D
    coached(story)
    assert story.coach.update(story.estimate()).targets.left_knee is None  # nor made a target of
    story.wishes = Targets(left_knee=KNEE)
    assert not story.cues(30)
    story.grade = Grade.C
    assert {cue.finding.side for cue in story.cues(30)} == {Side.LEFT}


def test_a_cadence_that_is_hardly_known_is_not_cued_on() -> None:
    slow = running(150.0)
    assert cadence_too_low(slow, TARGETS, 0.0)
    assert cadence_too_low(replace(slow, cadence_sd_spm=2.1), TARGETS, 0.0) is None
    assert cadence_too_low(replace(slow, cadence_sd_spm=None), TARGETS, 0.0) is None
    fast = running(190.0)
    assert cadence_too_high(fast, TARGETS, 0.0)
    assert cadence_too_high(replace(fast, cadence_sd_spm=2.1), TARGETS, 0.0) is None
