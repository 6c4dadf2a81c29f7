"""Pain, symptoms, limps and the stop button: whether the run may go on, and who may let it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from coaching_story import QUICKER, STEP_S, Story, coached, leg_of

from station.coaching.care import HALTED, LIMPS, Care
from station.coaching.gates import ASKING
from station.coaching.pain import ASK_EVERY_S, judged
from station.coaching.steady import FEWEST_STEPS, LIMP_STEPS, MINUTE_STEPS, Limp
from station.model import (
    Activity,
    Felt,
    GaitEstimate,
    Halt,
    Mood,
    NoticeKind,
    Pain,
    PainPreset,
    PainTime,
    Pick,
    Resume,
    Retarget,
    SessionPlan,
    Side,
    Skip,
    Stage,
    Symptom,
    Targets,
    Verdict,
)
from station.phrases import SYMPTOMS

GO, EASE, STOP = Verdict.GO, Verdict.EASE, Verdict.STOP
CEILINGS = {PainPreset.KNEE: 2, PainPreset.GENERAL: 3, PainPreset.TENDON: 5, PainPreset.BONE: 0}


@pytest.mark.parametrize(("preset", "score"), [*product(PainPreset, range(11))])
def test_pain_up_to_the_ceiling_passes_one_above_eases_two_above_stops(preset: PainPreset, score: int) -> None:
    over = score - CEILINGS[preset]
    wanted = GO if over <= 0 else STOP if over >= 2 or preset is PainPreset.BONE else EASE
    verdict = judged(score, score, preset)
    assert verdict.verdict is wanted
    assert bool(verdict.words) == (wanted is not GO) and (str(score) in verdict.words or wanted is GO)


@pytest.mark.parametrize(("preset", "before"), [*product((PainPreset.GENERAL, PainPreset.TENDON), range(3))])
def test_pain_that_rose_by_two_stops_whatever_the_ceiling(preset: PainPreset, before: int) -> None:
    assert judged(before + 1, before, preset).verdict is not STOP
    rose = judged(before + 2, before, preset)
    assert rose.verdict is STOP
    assert judged(before, before + 2, preset).verdict is GO  # it may fall


def test_the_first_score_told_is_what_pain_rises_from() -> None:
    story = coached(Story(plan=replace(QUICKER, pain_preset=PainPreset.TENDON)))
    assert story.tell(Pain(3)).safety.verdict is GO
    assert story.tell(Pain(4)).safety.verdict is GO
    assert story.tell(Pain(5)).safety.verdict is STOP


@pytest.mark.parametrize(("score", "verdict"), [(0, GO), (2, GO), (3, EASE), (4, STOP)])
def test_pain_told_before_the_run_counts_at_once(score: int, verdict: Verdict) -> None:
    story = Story(plan=replace(QUICKER, pain_before=score))
    advice = story.run(2)[-1]
    assert advice.safety.verdict is verdict
    assert (advice.stage is Stage.HALTED) == (verdict is STOP)
    assert story.tell(Pain(min(score + 2, 10))).safety.verdict is STOP


@pytest.mark.parametrize("symptom", list(Symptom))
def test_every_symptom_ends_the_run(symptom: Symptom) -> None:
    advice = coached(Story(plan=QUICKER)).tell(Felt(symptom))
    assert (advice.safety.verdict, advice.stage, advice.mood) == (STOP, Stage.HALTED, Mood.DARK)
    assert advice.safety.words.startswith(SYMPTOMS[symptom]) and advice.silence == advice.safety.words
    told = [notice.words for notice in advice.notices if notice.kind is NoticeKind.SYMPTOM]
    assert told == [advice.safety.words]


STOPS = (Halt(), Felt(Symptom.LOCKING), Pain(9))


@pytest.mark.parametrize("stop", STOPS)
def test_what_is_stopped_goes_on_by_a_human_alone(stop: Halt | Felt | Pain) -> None:
    story = coached(Story(plan=QUICKER))
    story.tell(stop)
    anything = (Pain(0), Skip(), Pick(QUICKER.focus), Retarget(Targets()), Pain(0, PainTime.AFTER))  # type: ignore[arg-type]
    for command in anything:
        assert story.tell(command).stage is Stage.HALTED
    story.stop(60)
    advice = story.run(400)
    assert {(a.stage, a.cue, a.level) for a in advice} == {(Stage.HALTED, None, 0)}
    assert not any(a.findings for a in advice)
    resumed = story.tell(Resume())
    assert (resumed.safety.verdict, resumed.safety.words) == (GO, "")
    assert NoticeKind.RESUMED in [notice.kind for notice in resumed.notices]


def test_a_halted_session_is_stopped_once_and_a_running_one_is_not_resumed() -> None:
    story = coached(Story(plan=QUICKER))
    assert story.tell(Resume()).notices == ()
    kinds = [notice.kind for notice in story.tell(Halt(), Halt()).notices]
    assert kinds == [NoticeKind.HALTED, NoticeKind.PHASE] and story.frame().safety.words == HALTED
    assert story.tell(Resume(), Resume()).stage is Stage.COACHING


def test_after_a_halt_only_new_steps_are_cued() -> None:
    story = coached(Story(plan=QUICKER))
    story.run(20)
    story.tell(Halt())
    story.run(20)
    story.tell(Resume())
    assert [story.step().cue is not None for _ in range(2)] == [False, True]


def test_a_halt_before_anybody_runs_holds_the_session_back() -> None:
    story = Story()
    story.coach.obey(Halt())
    assert {a.stage for a in story.run(60)} == {Stage.HALTED}
    assert story.tell(Resume()).stage is Stage.BASELINE


def test_a_symptom_after_a_halt_is_what_is_shown_and_pain_is_not() -> None:
    story = coached(Story(plan=QUICKER))
    story.tell(Halt())
    assert story.tell(Pain(9)).safety.words == HALTED
    assert story.tell(Felt(Symptom.DIZZINESS)).safety.words.startswith("Dizziness")
    assert story.tell(Halt()).safety.words.startswith("Dizziness")


def test_eased_is_silent_and_runs_on_until_pain_is_fine_or_a_human_says_so() -> None:
    for lift in (Pain(2), Resume()):
        story = coached(Story(plan=QUICKER))
        advice = story.tell(Pain(2), Pain(3))
        assert (advice.safety.verdict, advice.stage) == (EASE, Stage.COACHING)
        quiet = story.run(60)
        assert not any(a.cue or a.level for a in quiet)
        assert {a.silence for a in quiet} == {advice.safety.words}
        assert quiet[-1].tally[Stage.COACHING].judged > 150  # judged all the same
        assert story.tell(lift).safety.verdict is GO
        assert story.cues(20)


def test_pain_told_of_another_time_changes_nothing_now() -> None:
    story = coached(Story(plan=QUICKER))
    for when in (PainTime.BEFORE, PainTime.AFTER, PainTime.NEXT_MORNING):
        assert story.tell(Pain(9, when)).safety.verdict is GO


def due_times(story: Story, seconds: float) -> list[float]:
    """Return when pain began to be due."""
    times, before = [], False
    for _ in range(int(seconds / STEP_S)):
        due = story.step().pain_due
        if due and not before:
            times.append(story.t)
        before = due
    return times


def test_pain_is_asked_for_every_five_minutes_of_the_visit() -> None:
    story = Story(plan=QUICKER)
    story.stop(1000)
    began = story.t
    assert due_times(story, 290) == []
    (first,) = due_times(story, 100)
    assert first - began == pytest.approx(ASK_EVERY_S, abs=1)
    assert story.step().pain_due  # until somebody answers
    assert not story.tell(Pain(1)).pain_due
    answered = story.t
    (second,) = due_times(story, 310)
    assert second - answered == pytest.approx(ASK_EVERY_S, abs=1)


def test_pain_told_with_the_very_first_frame_is_told_then() -> None:
    story = Story(plan=QUICKER, t=5000.0)
    assert not story.tell(Pain(1)).pain_due
    assert due_times(story, 290) == []


def test_while_the_question_is_new_nothing_is_cued() -> None:
    story = coached(Story(plan=QUICKER))
    while not story.step().pain_due:
        pass
    asking = [story.step().silence for _ in range(int(14 / STEP_S))]
    assert set(asking) == {ASKING}
    assert ASKING not in {a.silence for a in story.run(20)[4:]} and story.frame().pain_due


KNOWN_STEPS = FEWEST_STEPS + MINUTE_STEPS


class Legs:
    """Contact and flight of both legs, told to the watch over limps step by step."""

    def __init__(self, noise_s: float = 0.0025, seed: int = 1) -> None:
        self.limp, self.noise_s = Limp(), noise_s
        self.chance = np.random.default_rng(seed)
        self.steps = 0

    def run(self, steps: int, right_s: float = 0.28) -> int | None:
        """Return after how many steps a limp was told of; None = never."""
        for made in range(1, steps + 1):
            self.steps += 1
            contact = {Side.LEFT: 0.28, Side.RIGHT: right_s}
            legs = {side: self._leg(contact_s) for side, contact_s in contact.items()}
            estimate = GaitEstimate(self.steps * STEP_S, Activity.RUNNING, left=legs[Side.LEFT], right=legs[Side.RIGHT])
            if self.limp.see(estimate):
                return made
        return None

    def _leg(self, contact_s: float) -> object:
        seen = {"contact_time_s": contact_s, "flight_time_s": 0.1}
        noisy = {name: value + self.chance.normal(0, self.noise_s) for name, value in seen.items()}
        return leg_of(noisy, self.steps, 5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise_s", [0.002, 0.008, 0.03])
def test_noise_is_no_limp(noise_s: float, seed: int) -> None:
    legs = Legs(noise_s, seed)
    legs.run(160)
    assert legs.run(3000) is None


@pytest.mark.parametrize("seed", range(4))
def test_a_picture_in_which_left_and_right_wander_for_a_while_is_no_limp(seed: int) -> None:
    legs, wander_s, chance = Legs(), 0.0, np.random.default_rng(seed)
    for _ in range(4000):
        wander_s = 0.95 * wander_s + chance.normal(0, 0.0033)  # 11 ms (four points), over some twenty steps
        assert legs.run(1, 0.28 + wander_s) is None


@pytest.mark.parametrize("before", [2000, KNOWN_STEPS])
@pytest.mark.parametrize("right_s", [0.25, 0.31])
def test_a_leg_that_is_suddenly_spared_is_a_limp_told_in_a_minute(right_s: float, before: int) -> None:
    """11 points apart."""
    legs = Legs()
    legs.run(before)
    told = legs.run(1000, right_s)
    assert told and LIMP_STEPS / 4 < told < 60 / STEP_S


def test_four_points_are_no_limp() -> None:
    legs = Legs()
    legs.run(960)
    assert legs.run(1000, right_s=0.28 * 1.04) is None


def test_a_runner_who_has_always_been_uneven_does_not_limp() -> None:
    legs = Legs()
    legs.run(160, right_s=0.32)
    assert legs.run(600, right_s=0.32) is None


def test_nothing_is_a_limp_while_the_runner_is_hardly_known_nor_without_a_step() -> None:
    legs = Legs()
    assert legs.run(KNOWN_STEPS // 2) is None and legs.run(KNOWN_STEPS // 2 - 2, right_s=0.35) is None
    steps, legs.steps = legs.steps, legs.steps - 1
    assert legs.run(1, right_s=0.9) is None and legs.steps == steps  # that step was counted


@pytest.mark.parametrize("absurd", [float("nan"), float("inf"), 0.0, -1.0])
def test_what_is_no_time_does_not_blind_the_watch_over_limps(absurd: float) -> None:
    legs = Legs()
    legs.run(KNOWN_STEPS)
    both = leg_of({"contact_time_s": absurd, "flight_time_s": absurd}, 999, 5)
    legs.limp.see(GaitEstimate(0.0, Activity.RUNNING, left=both, right=both))
    assert legs.run(500, right_s=0.20)


def limping(story: Story, right_s: float) -> None:
    for side, contact_s in ((Side.LEFT, 0.28), (Side.RIGHT, right_s)):
        story.more[side] = {"contact_time_s": contact_s, "flight_time_s": 0.1}


def test_a_limp_takes_the_cues_away_until_a_human_has_looked() -> None:
    story = Story(plan=QUICKER)
    limping(story, 0.28)
    coached(story)
    assert story.cues(150)
    limping(story, 0.22)
    (told,) = [notice for notice in story.notices(180) if notice.kind is NoticeKind.LIMP]
    assert told.words == LIMPS
    assert {a.safety.verdict for a in story.run(30)} == {EASE}
    assert story.tell(Resume()).safety.verdict is GO
    assert story.cues(20)  # a human has looked: this is how the runner runs
    assert not [notice for notice in story.notices(100) if notice.kind is NoticeKind.LIMP]


def test_who_limps_in_a_session_without_a_baseline_is_told_of_too() -> None:
    story = Story(plan=replace(QUICKER, warmup_s=180, reference=coached(Story(plan=QUICKER)).step().own))
    limping(story, 0.28)
    story.until(Stage.BASELINE)
    story.tell(Skip())
    limping(story, 0.22)
    assert [notice.words for notice in story.notices(180) if notice.kind is NoticeKind.LIMP] == [LIMPS]


def test_care_is_safe_until_something_is_told() -> None:
    assert Care(SessionPlan()).safety.verdict is GO
