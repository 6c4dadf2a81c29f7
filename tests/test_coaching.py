"""Short stories told to the coach in estimates, a step at a time, in no time at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

import pytest

from station.coaching.coach import Coach, priority_table
from station.coaching.targets import cadence_band
from station.cues import CUES
from station.model import (
    Activity,
    Advice,
    Band,
    Cue,
    CueKind,
    GaitEstimate,
    KneeTarget,
    LegEstimate,
    Mood,
    Side,
    Stage,
    Targets,
)
from station.settings import CoachingSettings

STEP_S = 0.375


@dataclass
class Story:
    """A runner as the coach hears of them; each `run` goes on where the last ended."""

    cadence: float = 160.0
    fppa: dict[Side, float] = field(default_factory=lambda: {Side.LEFT: -3.0, Side.RIGHT: -3.0})
    thigh: dict[Side, float] = field(default_factory=lambda: {Side.LEFT: 2.0, Side.RIGHT: 2.0})
    confidence: float = 0.9
    wishes: Targets = field(default_factory=Targets)
    coach: Coach = field(default_factory=lambda: Coach(CoachingSettings()))
    t: float = 0.0
    steps: int = 0

    def run(self, seconds: float) -> list[Advice]:
        """Return the advice after each step; the legs take turns."""
        return [self.coach.update(self._estimate(), self.wishes) for _ in self._times(seconds)]

    def cues(self, seconds: float) -> list[Cue]:
        return [advice.cue for advice in self.run(seconds) if advice.cue]

    def stop(self, seconds: float, activity: Activity) -> list[Advice]:
        return [self.coach.update(GaitEstimate(self.t, activity), self.wishes) for _ in self._times(seconds)]

    def _times(self, seconds: float) -> Iterator[float]:
        for _ in range(int(seconds / STEP_S)):
            self.t += STEP_S
            self.steps += 1
            yield self.t

    def _estimate(self) -> GaitEstimate:
        return GaitEstimate(
            self.t,
            Activity.RUNNING,
            self.confidence,
            self.cadence,
            0.5,
            self._leg(Side.LEFT, (self.steps + 1) // 2),
            self._leg(Side.RIGHT, self.steps // 2),
        )

    def _leg(self, side: Side, steps: int) -> LegEstimate:
        sway = 0.3 * (-1) ** (steps // 5)
        metrics = {"fppa_deg": self.fppa[side] + sway, "femoral_adduction_deg": self.thigh[side] + sway}
        return LegEstimate(MappingProxyType(metrics), steps, min(5, steps))


def caver(side: Side = Side.LEFT) -> Story:
    story = Story()
    story.fppa[side], story.thigh[side] = 9.0, 7.0
    return story


def test_the_baseline_is_silent_and_ends() -> None:
    advice = caver().run(29)
    assert all(a.stage in (Stage.WAITING, Stage.BASELINE) and a.cue is None for a in advice)
    assert advice[-1].baseline_frac == pytest.approx(29 / 30, abs=0.05)


def test_after_the_baseline_the_cadence_target_lies_above_the_runners_own() -> None:
    advice = Story(cadence=160).run(32)[-1]
    assert advice.stage is Stage.COACHING
    assert advice.targets.cadence_spm == Band(pytest.approx(160 * 1.05), pytest.approx(160 * 1.10))


def test_a_slow_runner_hears_of_cadence_first_and_nothing_else() -> None:
    story = caver()
    story.run(31)
    assert {cue.kind for cue in story.cues(60)} == {CueKind.CADENCE_UP}


def test_a_runner_who_fixes_the_cadence_hears_of_the_knee_and_of_the_right_one() -> None:
    story = caver(Side.LEFT)
    story.run(31)
    story.cadence = 172
    cues = story.cues(60)
    assert cues
    assert all((cue.kind, cue.side) == (CueKind.KNEE_OUT, Side.LEFT) for cue in cues)
    assert all(cue.finding.value > cue.finding.limit and cue.rule == "knee_out:left" for cue in cues)


def test_a_runner_who_fixes_everything_hears_nothing_more() -> None:
    story = caver()
    story.run(31)
    story.cadence = 172
    story.fppa[Side.LEFT], story.thigh[Side.LEFT] = 5.0, 3.5
    advice = story.run(60)
    assert not any(a.cue for a in advice[12:])
    assert advice[-1].mood is Mood.IN_BAND


def test_a_bow_legged_runner_is_never_told_knees_out() -> None:
    story = Story(cadence=160)
    story.fppa = dict.fromkeys(Side, -6.0)
    story.run(31)
    story.cadence = 172
    assert story.cues(120) == []


def test_a_knee_that_is_straight_enough_is_left_in_peace() -> None:
    story = Story(cadence=160)
    story.fppa = dict.fromkeys(Side, 5.0)
    story.thigh = dict.fromkeys(Side, 5.0)
    story.run(31)
    story.cadence = 172
    story.fppa = dict.fromkeys(Side, 5.5)
    assert story.cues(120) == []


def test_a_knee_needs_both_signs() -> None:
    story = caver()
    story.run(31)
    story.cadence = 172
    story.thigh[Side.LEFT] = 2.0  # FPPA still high, the thigh no longer leans in
    story.run(5)
    assert story.cues(60) == []


def test_too_quick_is_eased_off() -> None:
    story = Story(cadence=160)
    story.run(31)
    story.cadence = 180
    assert {cue.kind for cue in story.cues(30)} == {CueKind.CADENCE_DOWN}


def test_cues_keep_their_distance() -> None:
    story = Story()
    story.run(31)
    times = [cue.t for cue in story.cues(120)]
    assert min(b - a for a, b in pairwise(times)) >= CoachingSettings().refractory_s


@pytest.mark.parametrize("activity", [Activity.NOBODY, Activity.STANDING, Activity.WALKING])
def test_nothing_is_said_to_somebody_who_does_not_run(activity: Activity) -> None:
    story = caver()
    story.run(31)
    advice = story.stop(60, activity)
    assert all(a.cue is None and a.silence and a.mood is Mood.DARK for a in advice)


def test_nothing_is_said_while_unsure() -> None:
    story = caver()
    story.run(31)
    story.confidence = 0.4
    assert story.cues(60) == []
    story.confidence = 0.9
    assert story.cues(30)


def test_a_break_does_not_count_as_baseline() -> None:
    story = Story()
    story.run(20)
    story.stop(60, Activity.STANDING)
    assert story.run(5)[-1].stage is Stage.BASELINE
    assert story.run(8)[-1].stage is Stage.COACHING


def test_what_the_coach_wishes_goes_before_the_runners_own() -> None:
    story = caver()
    knee = KneeTarget(Band(high=20.0), Band(high=20.0))
    story.wishes = Targets(cadence_spm=Band(150, 165), left_knee=knee)
    story.run(31)
    assert story.cues(60) == []
    story.wishes = replace(story.wishes, cadence_spm=Band(168, 176))
    assert {cue.kind for cue in story.cues(30)} == {CueKind.CADENCE_UP}


def test_a_runner_at_the_edge_is_not_told_something_else_every_few_steps() -> None:
    story = Story(cadence=160)
    story.run(31)
    story.cadence = 167.9  # just below the band
    story.run(5)
    story.cadence = 168.1  # just inside: nothing is said, but the lamp does not call it good until well inside
    advice = story.run(20)
    assert advice[-1].mood is Mood.OUT_OF_BAND
    assert not any(a.cue for a in advice)
    story.cadence = 169.0
    assert not story.run(3)[-1].findings


@pytest.mark.parametrize(("own", "band"), [(188.0, None), (None, None), (175.0, Band(183.75, 190.0))])
def test_no_runner_is_asked_for_more_than_190(own: float | None, band: Band | None) -> None:
    found = cadence_band(own, 1.075)
    assert (found and (pytest.approx(found.low), found.high)) == (band and (band.low, band.high))


def test_every_rule_has_its_line_in_the_table_of_cues() -> None:
    assert {rule.kind for rule in priority_table(5)} <= set(CUES)
    assert set(CUES) == set(CueKind)


def test_the_same_story_gives_the_same_advice() -> None:
    assert caver().run(90) == caver().run(90)
