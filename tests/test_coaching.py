"""What the coach says, and when: short stories in estimates."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from coaching_story import BASELINE_S, STEP_S, Story, caver, coached

from station.coaching.coach import PRIORITIES, SETTLING
from station.coaching.targets import allowed, cadence_band
from station.cues import CUES
from station.model import Activity, Advice, Band, Cue, CueKind, KneeTarget, Mood, Side, Stage, Targets
from station.settings import CoachingSettings


def steps_until_a_cue(story: Story) -> int:
    """Return how many steps it takes, 99 for more than that."""
    return next((n for n in range(1, 99) if story.step().cue), 99)


def test_the_baseline_is_silent_and_ends() -> None:
    advice = caver().run(29)
    assert all(a.stage in (Stage.WAITING, Stage.BASELINE) and a.cue is None for a in advice)
    assert advice[-1].baseline_frac == pytest.approx(29 / 30, abs=0.05)


def test_a_session_waits_until_somebody_runs_and_says_for_what() -> None:
    story = Story()
    waiting = story.stop(5, Activity.STANDING)
    assert {(a.stage, a.silence) for a in waiting} == {(Stage.WAITING, "The runner stands.")}
    assert story.run(2)[-1].stage is Stage.BASELINE
    assert {a.silence for a in story.stop(5, Activity.WALKING)} == {"The runner walks."}


def test_the_steady_lamp_tells_that_a_baseline_is_being_taken() -> None:
    story = Story()
    assert all(a.mood is Mood.MEASURING and a.silence for a in story.run(20))
    assert all(a.mood is Mood.DARK and a.silence for a in story.unseen(5))


def test_after_the_baseline_the_cadence_target_lies_above_the_runners_own() -> None:
    story = Story(cadence=160)
    advice = story.run(32)[-1]
    assert (advice.stage, advice.baseline_frac) == (Stage.COACHING, 1.0)
    assert {(a.stage, a.baseline_frac) for a in story.unseen(2)} == {(Stage.COACHING, 1.0)}
    assert advice.targets.cadence_spm == Band(pytest.approx(160 * 1.05), pytest.approx(160 * 1.10))


def test_a_slow_runner_hears_of_cadence_first_and_nothing_else() -> None:
    story = coached(caver(), cadence=160)
    assert {cue.kind for cue in story.cues(60)} == {CueKind.CADENCE_UP}


def test_a_runner_who_fixes_the_cadence_hears_of_the_knee_and_of_the_right_one() -> None:
    for side in Side:
        cues = coached(caver(side)).cues(60)
        assert cues
        assert all((cue.kind, cue.side) == (CueKind.KNEE_OUT, side) for cue in cues)
        assert all(cue.finding.value > cue.finding.limit and cue.rule == f"knee_out:{side}" for cue in cues)


def test_a_runner_who_fixes_everything_hears_nothing_more() -> None:
    story = coached(caver())
    story.fppa[Side.LEFT], story.thigh[Side.LEFT] = 5.0, 3.5
    advice = story.run(60)
    assert not any(a.cue for a in advice[12:])
    assert advice[-1].mood is Mood.IN_BAND


def test_a_bow_legged_runner_is_never_told_knees_out() -> None:
    story = Story()
    story.fppa = dict.fromkeys(Side, -6.0)
    assert coached(story).cues(120) == []


def test_not_even_a_wish_has_a_bow_legged_runner_told_knees_out() -> None:
    knee = KneeTarget(Band(high=-5.0), Band(high=-5.0))
    story = Story(wishes=Targets(left_knee=knee, right_knee=knee))
    assert coached(story).cues(60) == []
    story.fppa = dict.fromkeys(Side, 1.0)
    assert story.cues(60)


def test_a_knee_that_is_straight_enough_is_left_in_peace() -> None:
    story = Story()
    story.fppa, story.thigh = dict.fromkeys(Side, 5.0), dict.fromkeys(Side, 5.0)
    coached(story)
    story.fppa = dict.fromkeys(Side, 5.5)
    assert story.cues(120) == []


def test_a_knee_is_cued_only_where_the_thigh_leans_in_too() -> None:
    story = caver()
    story.thigh[Side.LEFT] = -1.0
    assert coached(story).step().targets.left_knee is None


def test_a_knee_that_wavers_more_than_it_caves_has_no_target() -> None:
    story = caver()
    story.fppa[Side.LEFT], story.sway_deg = 7.0, 4.0  # means of five steps move by 8 degrees: 7 may be chance
    assert coached(story).step().targets.left_knee is None
    story = caver()
    story.fppa[Side.LEFT], story.sway_deg = 12.0, 4.0
    target = coached(story).step().targets.left_knee
    assert target and target.fppa_deg.high and 0 < target.fppa_deg.high < 12.0 - 2.3


@pytest.mark.parametrize(("fppa", "thigh"), [(9.0, 2.0), (5.0, 7.0)])
def test_a_knee_needs_both_signs(fppa: float, thigh: float) -> None:
    story = coached(caver())
    story.fppa[Side.LEFT], story.thigh[Side.LEFT] = fppa, thigh
    assert story.cues(60) == []


def test_a_wish_for_one_sign_of_a_knee_is_no_target() -> None:
    for knee in (KneeTarget(Band(high=1.0), Band()), KneeTarget(Band(), Band(high=1.0))):
        story = caver()
        story.wishes = Targets(left_knee=knee)
        assert coached(story).cues(60) == []


def test_too_quick_is_eased_off() -> None:
    story = coached(Story(), cadence=180)
    assert {cue.kind for cue in story.cues(30)} == {CueKind.CADENCE_DOWN}


def test_cues_keep_their_distance() -> None:
    for refractory_s in (3.0, 8.0):
        story = Story(settings=CoachingSettings(refractory_s=refractory_s))
        times = [cue.t for cue in coached(story, cadence=160).cues(120)]
        between = {b - a for a, b in pairwise(times)}
        assert between == {math.ceil(refractory_s / STEP_S) * STEP_S}  # the first step after it


@pytest.mark.parametrize("confirm_steps", [1, 2, 4])
def test_a_slow_cadence_is_told_when_so_many_steps_agree(confirm_steps: int) -> None:
    story = coached(Story(settings=CoachingSettings(confirm_steps=confirm_steps)))
    story.run(10)
    story.cadence = 150.0
    assert steps_until_a_cue(story) == confirm_steps


def test_a_single_slow_step_is_no_reason() -> None:
    story = coached(Story())
    for _ in range(20):
        story.cadence = 150.0
        assert story.step().cue is None
        story.cadence = 172.0
        assert story.step().cue is None


def test_a_knee_is_told_by_its_own_steps_alone() -> None:
    story = coached(caver(Side.LEFT))
    story.fppa[Side.LEFT] = 3.0
    while story.turn is not Side.LEFT:
        story.step()
    story.fppa[Side.LEFT] = 9.0
    assert [story.step().cue is not None for _ in range(3)] == [False, False, True]


def test_frames_between_two_steps_confirm_nothing() -> None:
    story = coached(Story(), cadence=172)
    story.run(5)
    story.cadence = 150.0
    assert story.step().cue is None
    assert not any(story.frame().cue for _ in range(60))
    assert story.step().cue


def test_a_cue_comes_with_a_step_and_tells_what_that_step_was() -> None:
    story = coached(Story(), cadence=160)
    story.run(5)
    story.cadence = 172.0
    assert not any(story.frame().cue for _ in range(300))  # longer than two cues are apart


@pytest.mark.parametrize("activity", [Activity.NOBODY, Activity.STANDING, Activity.WALKING])
def test_nothing_is_said_to_somebody_who_does_not_run(activity: Activity) -> None:
    story = coached(caver(), cadence=160)
    advice = story.stop(60, activity)
    assert all(a.cue is None and a.silence and a.mood is Mood.DARK for a in advice)


def test_nothing_is_said_while_unsure() -> None:
    story = coached(caver(), cadence=160)
    assert not any(advice.cue for advice in story.unseen(60))
    assert story.cues(30)


def test_what_was_out_before_a_break_must_be_seen_again() -> None:
    story = coached(Story(), cadence=160)
    story.run(20)
    story.unseen(20)
    assert [story.step().cue is not None for _ in range(3)] == [False, False, True]


def test_what_lingered_before_a_break_is_forgotten_in_it() -> None:
    story = coached(Story(), cadence=160)
    story.run(5)
    story.cadence = 168.1
    assert story.run(5)[-1].findings
    story.unseen(5)
    assert not story.step().findings


def test_nothing_is_said_of_means_that_have_just_begun_anew() -> None:
    story = coached(caver(), cadence=150)
    story.run(20)
    story.relock()
    advice = [story.step() for _ in range(9)]
    assert all(a.silence == SETTLING and a.cue is None and not a.findings for a in advice)
    assert story.cues(5)


def test_a_break_does_not_count_as_baseline() -> None:
    story = Story()
    story.run(20)
    story.stop(60, Activity.STANDING)
    assert story.run(5)[-1].stage is Stage.BASELINE
    assert story.run(8)[-1].stage is Stage.COACHING


def test_steps_that_were_not_well_seen_do_not_count_as_baseline() -> None:
    story = Story(settings=CoachingSettings(baseline_s=10, baseline_steps=60))
    before = story.run(20)[-1].baseline_frac
    story.unseen(30)
    assert story.step().baseline_frac == pytest.approx(before)


def test_what_the_coach_wishes_goes_before_the_runners_own() -> None:
    story = caver()
    knee = KneeTarget(Band(high=20.0), Band(high=20.0))
    story.wishes = Targets(cadence_spm=Band(150, 165), left_knee=knee)
    assert coached(story, cadence=160).cues(60) == []
    story.wishes = replace(story.wishes, cadence_spm=Band(168, 176))
    assert {cue.kind for cue in story.cues(30)} == {CueKind.CADENCE_UP}


def test_a_new_target_is_not_answered_with_what_was_wrong_by_the_old() -> None:
    story = coached(Story(), cadence=160)
    story.run(20)
    story.wishes = Targets(Band(150, 165))
    advice = [story.frame() for _ in range(300)]  # longer than two cues are apart, and no step is made
    assert not any(a.cue or a.findings for a in advice)
    assert all(a.targets.cadence_spm == Band(150, 165) and a.mood is Mood.IN_BAND for a in advice)


def test_a_new_target_shows_at_once_and_is_cued_when_steps_have_missed_it() -> None:
    story = coached(Story(), cadence=172)
    story.run(10)
    story.wishes = Targets(Band(175, 180))
    now = story.frame()
    assert now.mood is Mood.OUT_OF_BAND and now.cue is None
    assert steps_until_a_cue(story) == 2


def test_a_wish_that_nobody_may_be_asked_for_leaves_the_runners_own() -> None:
    story = coached(Story(wishes=Targets(Band(195, 210))), cadence=160)
    assert story.step().targets.cadence_spm == Band(pytest.approx(168.0), pytest.approx(176.0))


@pytest.mark.parametrize(
    ("wish", "held"),
    [
        (Band(168, 176), Band(168, 176)),
        (Band(180, 200), Band(180, 190)),
        (Band(80, 120), Band(100, 120)),
        (Band(168, None), Band(168, 190)),
        (Band(None, 176), Band(100, 176)),
        (Band(190, 200), None),
        (Band(60, 100), None),
        (Band(176, 168), None),
        (None, None),
    ],
)
def test_a_wish_is_held_to_what_anybody_may_be_asked_for(wish: Band | None, held: Band | None) -> None:
    assert allowed(wish) == held


def findings_at(story: Story, cadence: float) -> Advice:
    """Return what stands after the cadence has been so for a while."""
    story.cadence = cadence
    return story.run(5)[-1]


@pytest.mark.parametrize(("out", "edge", "well_in"), [(167.9, 168.4, 168.6), (176.1, 175.6, 175.4)])
def test_a_runner_at_the_edge_is_not_told_something_else_every_few_steps(
    out: float, edge: float, well_in: float
) -> None:
    story = coached(Story())
    assert findings_at(story, 172.0).mood is Mood.IN_BAND
    assert findings_at(story, edge).mood is Mood.IN_BAND
    assert findings_at(story, out).mood is Mood.OUT_OF_BAND
    lingering = findings_at(story, edge)  # inside: nothing is said, but the lamp does not call it good yet
    assert lingering.mood is Mood.OUT_OF_BAND
    assert story.cues(20) == []
    assert findings_at(story, well_in).mood is Mood.IN_BAND


def test_a_knee_at_the_edge_keeps_its_lamp_until_well_inside() -> None:
    story = coached(caver())
    story.sway_deg = 0.0
    target = story.step().targets.left_knee
    assert target and target.fppa_deg.high
    story.run(10)
    story.fppa[Side.LEFT] = target.fppa_deg.high - 0.5
    advice = story.run(20)
    assert advice[-1].mood is Mood.OUT_OF_BAND and not any(a.cue for a in advice[2:])
    story.fppa[Side.LEFT] = target.fppa_deg.high - 0.6
    assert story.run(2)[-1].mood is Mood.IN_BAND


def test_a_finding_names_the_end_of_the_band_also_while_it_lingers() -> None:
    story = coached(Story(), cadence=160)
    for cadence in (160.0, 168.1):
        (found,) = findings_at(story, cadence).findings
        assert found.limit == pytest.approx(168.0)
    for cadence in (180.0, 175.9):
        (found,) = findings_at(story, cadence).findings
        assert found.limit == pytest.approx(176.0)


def first_cue(story: Story) -> Cue:
    return story.cues(20)[0]


def test_a_cue_says_how_many_steps_its_value_is_the_mean_of() -> None:
    assert first_cue(coached(Story(), cadence=160)).finding.steps == 0  # a rate at one instant, no mean
    assert first_cue(coached(caver())).finding.steps == 5


@pytest.mark.parametrize(("own", "band"), [(188.0, None), (None, None), (175.0, Band(183.75, 190.0))])
def test_no_runner_is_asked_for_more_than_190(own: float | None, band: Band | None) -> None:
    found = cadence_band(own, 1.075)
    assert (found and (pytest.approx(found.low), found.high)) == (band and (band.low, band.high))


@pytest.mark.parametrize(("factor", "low", "high"), [(1.0, 160, 164), (1.05, 164, 172), (1.1, 172, 176)])
def test_the_band_stays_within_what_studies_have_tried(factor: float, low: float, high: float) -> None:
    assert cadence_band(160.0, factor) == Band(pytest.approx(low), pytest.approx(high))


def test_every_rule_has_its_line_in_the_table_of_cues() -> None:
    assert {rule.kind for rule in PRIORITIES} <= set(CUES)
    assert set(CUES) == set(CueKind)


def test_the_same_story_gives_the_same_advice() -> None:
    assert caver().run(BASELINE_S + 60) == caver().run(BASELINE_S + 60)
