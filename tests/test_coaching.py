"""What the coach says, and when: short stories in estimates."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from coaching_story import BASELINE_S, CAVING, FRAME_S, KNEES, QUICKER, STEP_S, Story, caver, coached, slow

from station.coaching.coach import JUDGED_IN
from station.coaching.course import NO_REASON, TOO_MUCH
from station.coaching.gates import CHANGING, SETTLING
from station.coaching.proposal import NOTHING
from station.cues import CUES
from station.model import (
    Activity,
    Advice,
    Band,
    Cue,
    CueKind,
    Extend,
    Feedback,
    Focus,
    KneeTarget,
    Metronome,
    Mood,
    NoticeKind,
    Pick,
    Retarget,
    SessionPlan,
    Side,
    Skip,
    Speed,
    Stage,
    Targets,
)
from station.phrases import FOCUSES


def steps_until_a_cue(story: Story) -> int:
    """Return how many steps it takes, 99 for more than that."""
    return next((n for n in range(1, 99) if story.step().cue), 99)


def wish(low: float | None, high: float | None) -> Retarget:
    return Retarget(Targets(cadence_spm=Band(low, high)))


def test_the_baseline_is_silent_and_ends() -> None:
    advice = caver().run(29)
    assert all(a.stage in (Stage.WAITING, Stage.BASELINE) and a.cue is None for a in advice)
    assert advice[-1].baseline_frac == pytest.approx(29 / 30, abs=0.05)
    assert advice[-1].own is None and advice[-1].reference is None


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
    story = slow()
    advice = story.run(32)[-1]
    assert (advice.stage, advice.baseline_frac, advice.focus) == (Stage.COACHING, 1.0, Focus.CADENCE)
    assert {(a.stage, a.baseline_frac) for a in story.unseen(2)} == {(Stage.COACHING, 1.0)}
    assert advice.targets.cadence_spm == Band(pytest.approx(160 * 1.05), pytest.approx(160 * 1.10))
    assert advice.own == advice.reference and advice.own and advice.own.cadence_spm == pytest.approx(160)


def test_a_slow_runner_who_caves_hears_of_one_thing_only_and_of_cadence_first() -> None:
    story = caver(plan=SessionPlan())
    story.cadence = 156.0
    advice = coached(story).step()
    assert advice.proposal and advice.focus is advice.proposal.focus is Focus.CADENCE
    assert "156 steps a minute" in advice.proposal.reason
    assert {cue.kind for cue in story.cues(60)} == {CueKind.CADENCE_UP}
    story.change_to(168.0)
    assert story.cues(60) == []  # the knee is not this session's business


@pytest.mark.parametrize("side", list(Side))
def test_a_runner_whose_knee_falls_in_hears_of_the_knee_and_of_the_right_one(side: Side) -> None:
    story = coached(caver(side, plan=SessionPlan()))
    assert story.step().focus is Focus.KNEE_CAVE  # by the station's own proposal
    cues = story.cues(55)
    assert cues
    assert all((cue.kind, cue.side) == (CueKind.KNEE_OUT, side) for cue in cues)
    assert all(cue.finding.value > cue.finding.limit and cue.rule == f"knee_out:{side}" for cue in cues)


def test_where_both_knees_fall_in_they_are_spoken_of_in_turn() -> None:
    sides = [cue.side for cue in coached(caver(*Side)).cues(55)]
    assert set(sides[::2]) | set(sides[1::2]) == set(Side) and len(set(sides[::2])) == len(set(sides[1::2])) == 1


def test_where_nothing_stands_out_the_station_only_minds_that_the_cadence_does_not_sink() -> None:
    story = coached(Story(cadence=170.0))
    advice = story.step()
    assert advice.proposal and (advice.focus, advice.proposal.reason) == (Focus.HOLD, NOTHING)
    assert advice.targets == Targets(Band(low=pytest.approx(0.96 * 170)))
    story.change_to(185.0)
    assert story.cues(40) == []
    story.change_to(164.0)
    assert story.cues(40) == []
    story.change_to(163.0)
    assert {cue.kind for cue in story.cues(40)} == {CueKind.CADENCE_UP}


def test_a_runner_who_fixes_everything_hears_nothing_more() -> None:
    story = coached(caver())
    story.fppa[Side.LEFT], story.thigh[Side.LEFT] = 5.0, 3.5
    advice = story.run(50)
    assert not any(a.cue for a in advice[12:])
    assert (advice[-1].mood, advice[-1].level) == (Mood.IN_BAND, 0)


def test_a_bow_legged_runner_is_never_told_knees_out_not_even_by_a_coachs_pick() -> None:
    story = Story(plan=KNEES)
    story.fppa = dict.fromkeys(Side, -6.0)
    advice = story.until(Stage.COACHING)
    assert advice.targets == Targets() and advice.mood is Mood.MEASURING
    assert NO_REASON.format(focus=FOCUSES[Focus.KNEE_CAVE]) in [notice.words for notice in advice.notices]
    assert story.cues(120) == []
    again = story.tell(Pick(Focus.KNEE_CAVE))
    assert [notice.kind for notice in again.notices] == [NoticeKind.REFUSED]
    story.fppa, story.thigh = dict.fromkeys(Side, 9.0), dict.fromkeys(Side, 9.0)
    assert story.cues(120) == []  # this session's baseline says what may be asked


def test_a_knee_that_is_straight_enough_is_left_in_peace() -> None:
    story = Story(plan=KNEES)
    story.fppa, story.thigh = dict.fromkeys(Side, 5.0), dict.fromkeys(Side, 5.0)
    coached(story)
    story.fppa = dict.fromkeys(Side, 9.5)
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
    story.fppa[Side.LEFT], story.thigh[Side.LEFT], story.sway_deg = 12.0, 12.0, 4.0
    target = coached(story).step().targets.left_knee
    assert target and target.fppa_deg.high and 0 < target.fppa_deg.high < 12.0 - 2.3


@pytest.mark.parametrize(("fppa", "thigh"), [(9.0, 2.0), (5.0, 7.0)])
def test_a_knee_needs_both_signs(fppa: float, thigh: float) -> None:
    story = coached(caver())
    story.fppa[Side.LEFT], story.thigh[Side.LEFT] = fppa, thigh
    assert story.cues(55) == []


def test_too_quick_is_eased_off() -> None:
    assert {cue.kind for cue in coached(slow(), cadence=180).cues(30)} == {CueKind.CADENCE_DOWN}


def test_cues_keep_their_distance() -> None:
    for refractory_s in (3.0, 8.0):
        times = [cue.t for cue in coached(slow(refractory_s=refractory_s)).cues(58)]
        between = {round(b - a, 6) for a, b in pairwise(times)}
        assert between == {math.ceil(refractory_s / STEP_S) * STEP_S}  # the first step after it


@pytest.mark.parametrize("confirm_steps", [1, 2, 4])
def test_a_slow_cadence_is_told_when_so_many_steps_agree(confirm_steps: int) -> None:
    story = coached(slow(confirm_steps=confirm_steps), cadence=169.0)
    story.run(30)
    story.cadence = 167.0
    assert steps_until_a_cue(story) == confirm_steps


def test_a_single_slow_step_is_no_reason() -> None:
    story = coached(slow(), cadence=169.0)
    story.run(30)
    for _ in range(20):
        story.cadence = 166.0
        assert story.step().cue is None
        story.cadence = 169.0
        assert story.step().cue is None


def test_a_knee_is_told_by_its_own_steps_alone() -> None:
    story = coached(caver(Side.LEFT))
    story.fppa[Side.LEFT] = 3.0
    story.run(10)
    while story.turn is not Side.LEFT:
        story.step()
    story.fppa[Side.LEFT] = 9.0
    assert [story.step().cue is not None for _ in range(3)] == [False, False, True]


def test_frames_between_two_steps_confirm_nothing() -> None:
    story = coached(slow(), cadence=169.0)
    story.run(30)
    story.cadence = 167.0
    assert story.step().cue is None
    assert not any(story.frame().cue for _ in range(60))
    assert story.step().cue


def test_a_cue_comes_with_a_step_and_tells_what_that_step_was() -> None:
    story = coached(slow())
    story.run(5)
    story.cadence = 165.0
    assert not any(story.frame().cue for _ in range(300))  # longer than two cues are apart


@pytest.mark.parametrize("activity", [Activity.NOBODY, Activity.STANDING, Activity.WALKING])
def test_nothing_is_said_to_somebody_who_does_not_run(activity: Activity) -> None:
    advice = coached(slow()).stop(60, activity)
    assert all(a.cue is None and a.silence and a.mood is Mood.DARK and a.level == 0 for a in advice)


def test_nothing_is_said_while_unsure() -> None:
    story = coached(slow())
    assert not any(advice.cue for advice in story.unseen(60))
    assert story.cues(30)


def test_what_was_out_before_a_break_must_be_seen_again() -> None:
    story = coached(slow())
    story.run(20)
    story.unseen(20)
    assert [story.step().cue is not None for _ in range(3)] == [False, False, True]


def test_what_lingered_before_a_break_is_forgotten_in_it() -> None:
    story = coached(slow(), cadence=167.0)
    story.cadence = 168.1
    assert story.run(5)[-1].findings
    story.unseen(5)
    assert not story.step().findings


def test_nothing_is_said_of_means_that_have_just_begun_anew() -> None:
    story = coached(slow())
    story.run(20)
    story.relock()
    advice = [story.step() for _ in range(9)]
    assert all(a.silence == SETTLING and a.cue is None and not a.findings for a in advice)
    assert story.cues(5)


@pytest.mark.parametrize("told", [True, False])
def test_while_the_belts_speed_changes_nothing_is_said_told_or_seen(told: bool) -> None:
    story = coached(slow())
    story.run(20)
    if told:
        story.tell(Speed())
        silent_s = 15.0
    else:
        story.cadence = 151.0  # 5.6 % less within a step: nobody tires so fast
        silent_s = 8.5  # until the old cadence is four seconds past, and five more
    silent, after = story.run(silent_s - 0.5), story.run(20)
    assert {a.silence for a in silent} == {CHANGING}
    assert not any(a.cue or a.findings or a.level for a in silent)
    assert any(a.cue for a in after)


def test_a_break_does_not_count_as_baseline() -> None:
    story = Story()
    story.run(20)
    story.stop(60, Activity.STANDING)
    assert story.run(5)[-1].stage is Stage.BASELINE
    assert story.run(8)[-1].stage is Stage.COACHING


def test_steps_that_were_not_well_seen_do_not_count_as_baseline() -> None:
    story = Story(plan=SessionPlan(baseline_s=10, baseline_steps=60))
    before = story.run(20)[-1].baseline_frac
    story.unseen(30)
    assert story.step().baseline_frac == pytest.approx(before)


def test_what_the_coach_wishes_goes_before_what_was_trained_and_can_be_taken_back() -> None:
    story = coached(caver())
    advice = story.tell(wish(150, 165))
    assert (advice.focus, advice.targets) == (Focus.CADENCE, Targets(Band(150, 165)))
    assert story.cues(60) == []
    assert story.tell(wish(168, 176)).targets == Targets(Band(168, 176))
    assert {cue.kind for cue in story.cues(30)} == {CueKind.CADENCE_UP}
    advice = story.tell(Retarget(Targets()))
    assert advice.focus is Focus.KNEE_CAVE and advice.targets.left_knee
    assert {cue.kind for cue in story.cues(30)} == {CueKind.KNEE_OUT}


def test_a_pick_goes_before_a_wish_that_came_first() -> None:
    story = coached(caver(plan=QUICKER))
    story.tell(wish(150, 165))
    assert story.tell(Pick(Focus.KNEE_CAVE)).targets.cadence_spm is None
    assert story.tell(Pick(Focus.CADENCE)).targets.cadence_spm == Band(pytest.approx(168.0), pytest.approx(176.0))


@pytest.mark.parametrize(("command", "focus"), [(wish(165, 170), Focus.CADENCE), (Pick(Focus.CADENCE), Focus.CADENCE)])
def test_what_was_set_before_the_baseline_holds_after_it(command: Retarget | Pick, focus: Focus) -> None:
    story = caver()
    assert [notice.kind for notice in story.tell(command).notices] == [NoticeKind.PHASE]
    advice = coached(story).step()
    assert advice.focus is focus and advice.targets.cadence_spm
    assert advice.proposal and advice.proposal.focus is Focus.KNEE_CAVE  # the station says what it would have done


def test_a_new_target_is_not_answered_with_what_was_wrong_by_the_old() -> None:
    story = coached(slow())
    story.run(20)
    story.tell(wish(150, 165))
    advice = [story.frame() for _ in range(300)]  # longer than two cues are apart, and no step is made
    assert not any(a.cue or a.findings for a in advice)
    assert all(a.targets.cadence_spm == Band(150, 165) and a.mood is Mood.IN_BAND for a in advice)


def test_a_new_target_shows_at_once_and_is_cued_when_steps_have_missed_it() -> None:
    story = coached(slow(), cadence=172.0)
    story.run(30)
    now = story.tell(wish(175, 176))
    assert now.mood is Mood.OUT_OF_BAND and now.cue is None
    assert steps_until_a_cue(story) == 2


@pytest.mark.parametrize("band", [Band(177, 210), Band(195, 210)])
def test_a_wish_that_this_runner_may_not_be_asked_for_is_refused_in_words(band: Band) -> None:
    advice = coached(slow()).tell(Retarget(Targets(band)))
    assert advice.targets.cadence_spm == Band(pytest.approx(168.0), pytest.approx(176.0))
    assert [(notice.kind, notice.words) for notice in advice.notices] == [(NoticeKind.REFUSED, TOO_MUCH)]


def test_a_wish_is_cut_to_what_this_runner_may_be_asked_for() -> None:
    story = coached(slow())
    assert story.tell(wish(170, 200)).targets.cadence_spm == Band(170, pytest.approx(176.0))
    assert story.tell(wish(90, 150)).targets.cadence_spm == Band(100, 150)


def test_a_command_is_answered_on_the_frame_on_which_it_takes_effect() -> None:
    story = coached(slow())
    advice = story.tell(wish(195, 210), Extend(60))
    assert [notice.t for notice in advice.notices] == [story.t, story.t]
    assert story.frame().notices == ()


def findings_at(story: Story, cadence: float) -> Advice:
    """Return what stands after the cadence has been so for a while."""
    story.change_to(cadence)
    return story.run(5)[-1]


@pytest.mark.parametrize(("out", "edge", "well_in"), [(167.9, 168.5, 168.7), (176.1, 175.5, 175.3)])
def test_a_runner_at_the_edge_is_not_told_something_else_every_few_steps(
    out: float, edge: float, well_in: float
) -> None:
    """The margin is a quarter of 1.5 % of the runner's own 160: 0.6 steps a minute."""
    story = coached(slow())
    assert findings_at(story, 172.0).mood is Mood.IN_BAND
    assert findings_at(story, edge).mood is Mood.IN_BAND
    assert findings_at(story, out).mood is Mood.OUT_OF_BAND
    lingering = findings_at(story, edge)  # inside: nothing is said, but the lamp does not call it good yet
    assert (lingering.mood, lingering.level) == (Mood.OUT_OF_BAND, 1)
    assert story.cues(20) == []
    assert findings_at(story, well_in).mood is Mood.IN_BAND


def test_only_the_third_step_well_inside_clears_the_lamp() -> None:
    story = coached(slow(), cadence=167.9)
    story.run(5)
    story.cadence = 170.0
    assert [story.step().mood for _ in range(3)] == [Mood.OUT_OF_BAND, Mood.OUT_OF_BAND, Mood.IN_BAND]


def test_a_knee_at_the_edge_keeps_its_lamp_until_well_inside() -> None:
    story = coached(caver())
    story.sway_deg = 0.0
    target = story.step().targets.left_knee
    assert target and target.fppa_deg.high
    story.run(10)
    story.fppa[Side.LEFT] = target.fppa_deg.high - 0.25
    advice = story.run(20)
    assert advice[-1].mood is Mood.OUT_OF_BAND and not any(a.cue for a in advice[2:])
    story.fppa[Side.LEFT] = target.fppa_deg.high - 0.3
    assert story.run(3)[-1].mood is Mood.IN_BAND


def test_a_finding_names_the_end_of_the_band_also_while_it_lingers() -> None:
    story = coached(slow())
    for cadence in (160.0, 168.1):
        (found,) = findings_at(story, cadence).findings
        assert found.limit == pytest.approx(168.0)
    for cadence in (180.0, 175.9):
        (found,) = findings_at(story, cadence).findings
        assert found.limit == pytest.approx(176.0)


def test_the_bar_shows_how_far_out_in_five_levels_of_a_whole_error() -> None:
    """A whole error of a cadence of 160 is 1.5 %: 2.4 steps a minute."""
    story = coached(slow(), cadence=172.0)
    shown = {}
    for spm in (167.9, 167.3, 166.9, 166.4, 165.8, 160.0, 172.0):
        shown[spm] = findings_at(story, spm).level
    assert shown == {167.9: 1, 167.3: 2, 166.9: 3, 166.4: 4, 165.8: 5, 160.0: 5, 172.0: 0}


def first_cue(story: Story) -> Cue:
    return story.cues(20)[0]


def test_a_cue_says_how_many_steps_its_value_is_the_mean_of_and_how_sure_it_is() -> None:
    unsure = coached(slow())
    unsure.sd_spm = 0.5
    cadence, knee = first_cue(unsure).finding, first_cue(coached(caver())).finding
    assert cadence.steps == 0 and cadence.ci95 == pytest.approx(1.96 * 0.5)  # a rate at one instant, no mean
    assert knee.steps == 5 and knee.ci95 == 0.0


def test_a_cue_has_an_instant_of_its_own_a_reaction_before_the_foot_lands() -> None:
    story = coached(caver())
    story.lands = {Side.LEFT: story.t + 60, Side.RIGHT: story.t + 90}
    cue = first_cue(story)
    assert (cue.lands_t, cue.due_t) == (story.lands[Side.LEFT], pytest.approx(story.lands[Side.LEFT] - 0.25))


SHORT = SessionPlan(focus=Focus.CADENCE, run_s=240, feedback_frac=0.5, retention_s=60, cooldown_s=60)


def test_steps_are_judged_with_and_without_feedback_and_never_cued_without() -> None:
    story = coached(slow(SHORT))
    advice = story.run(400)
    assert {a.stage for a in advice if a.cue} == {Stage.COACHING}
    assert {a.stage for a in advice if a.findings} == set(JUDGED_IN)
    assert set(advice[-1].tally) == set(JUDGED_IN)
    assert {a.level for a in advice if a.stage is not Stage.COACHING} == {0}
    for tally in advice[-1].tally.values():
        assert tally.met == 0 and tally.judged >= 100


def test_the_tally_counts_every_judged_step_once_and_those_that_met_the_target() -> None:
    story = slow(replace(SHORT, feedback_frac=0.0))
    story.until(Stage.SOLO)
    story.cadence = 164.0
    judged = story.run(15)[-1].tally[Stage.SOLO]
    assert (judged.judged, judged.met) == (40, 0)  # the first step of a new stage was judged with its first frame
    story.cadence = 169.0
    judged = [story.step() for _ in range(40)][-1].tally[Stage.SOLO]
    assert (judged.judged, judged.met, judged.met_frac) == (80, 40, 0.5)
    [story.frame() for _ in range(30)]
    story.unseen(15)
    assert story.frame().tally[Stage.SOLO] == judged


@pytest.mark.parametrize("feedback", [Feedback.METRONOME, Feedback.NONE])
def test_without_error_feedback_no_error_is_cued(feedback: Feedback) -> None:
    story = coached(slow(replace(QUICKER, feedback=feedback)))
    advice = story.run(180)
    assert not any(a.cue for a in advice)
    assert not any(notice.kind is NoticeKind.TOO_HARD for a in advice for notice in a.notices)
    assert advice[-1].tally[Stage.COACHING].judged > 400
    assert {a.level for a in advice[10:]} == {5 if feedback is Feedback.METRONOME else 0}


def test_a_metronome_ticks_only_in_training_and_keeps_its_beat() -> None:
    story = slow(replace(SHORT, feedback=Feedback.METRONOME))
    advice = story.run(420)
    ticking = {a.stage for a in advice if a.metronome}
    assert ticking == {Stage.COACHING}
    first, *_ = told = [a.metronome for a in advice if a.stage is Stage.COACHING]
    assert first and first.spm == pytest.approx(172.0) and set(told[:100]) == {first}


@pytest.mark.parametrize("feedback", [Feedback.ERROR, Feedback.NONE])
def test_nothing_ticks_where_no_metronome_was_planned(feedback: Feedback) -> None:
    assert not any(a.metronome for a in slow(replace(SHORT, feedback=feedback)).run(300))


def test_a_metronome_goes_on_where_the_legs_are_not_seen_and_stops_where_nobody_runs() -> None:
    story = coached(slow(replace(QUICKER, feedback=Feedback.METRONOME)))
    before = story.step().metronome
    assert isinstance(before, Metronome)
    assert {a.metronome for a in story.unseen(5)} == {before}
    assert {a.metronome for a in story.stop(3)} == {None}
    assert story.tell(Speed()).metronome is None


def test_only_judged_stages_hold_findings() -> None:
    story = slow(replace(SHORT, run_s=60, retention_s=0))
    story.until(Stage.SOLO)
    assert story.run(20)[-1].findings
    assert not story.until(Stage.COOLDOWN).findings


def test_a_programmes_own_reference_goes_before_this_sessions_baseline() -> None:
    story = Story(cadence=160.0, plan=replace(KNEES, reference=CAVING))
    advice = coached(story).step()
    assert advice.reference == CAVING and advice.own and advice.own.cadence_spm == pytest.approx(160)
    assert isinstance(advice.targets.left_knee, KneeTarget)


def test_the_baseline_of_a_first_session_can_not_be_skipped_that_of_a_later_one_can() -> None:
    first = Story()
    first.run(5)
    advice = first.tell(Skip())
    assert advice.stage is Stage.BASELINE and [notice.kind for notice in advice.notices] == [NoticeKind.REFUSED]
    later = Story(plan=replace(KNEES, reference=CAVING))
    later.run(5)
    advice = later.tell(Skip())
    assert (advice.stage, advice.focus, advice.own) == (Stage.COACHING, Focus.KNEE_CAVE, None)


def test_every_kind_of_cue_has_its_line_in_the_table_of_cues() -> None:
    assert set(CUES) == set(CueKind)


def test_the_same_story_gives_the_same_advice() -> None:
    def told() -> list[Advice]:
        story = caver(*Side, plan=replace(KNEES, run_s=120, feedback_frac=0.5))
        return [*story.run(BASELINE_S), story.tell(Speed(), Extend(30)), *story.run(240), story.tell(Skip())]

    assert told() == told()
    assert FRAME_S < STEP_S
