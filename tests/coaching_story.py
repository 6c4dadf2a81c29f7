"""Short stories told to the coach in estimates, a step at a time, in no time at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from station.coaching.coach import Coach
from station.model import (
    Activity,
    Advice,
    Cue,
    Focus,
    GaitEstimate,
    Grade,
    LegEstimate,
    Level,
    Notice,
    OfSession,
    Reference,
    SessionPlan,
    Side,
    Stage,
    Trust,
)
from station.settings import CoachingSettings

STEP_S = 0.375
FRAME_S = 1 / 30
BASELINE_S = 31.0
QUICKER = SessionPlan(focus=Focus.CADENCE)
KNEES = SessionPlan(focus=Focus.KNEE_CAVE)


def leg_of(metrics: Mapping[str, float], steps: int, averaged: int, grade: Grade = Grade.C) -> LegEstimate:
    """Return a leg whose metrics all have this grade."""
    trust = MappingProxyType({name: Trust(0.0, 3.0, grade) for name in metrics})
    return LegEstimate(MappingProxyType(dict(metrics)), steps, averaged, trust)


def own(spm: float | None = 160.0, both: bool = True, **means: float) -> Reference:
    """Return what is known of a runner's own running; `both` legs alike, or the right one unknown."""
    levels = {name: Level(mean, SMALLEST[name], SMALLEST[name] / 4) for name, mean in means.items()}
    return Reference(spm, levels, levels if both else {})


SMALLEST = {
    "fppa_deg": 2.3,
    "femoral_adduction_deg": 2.3,
    "pelvic_drop_deg": 2.8,
    "hip_adduction_deg": 3.8,
    "tibia_angle_deg": 4.8,
    "step_width_m": 0.02,
    "trunk_lean_deg": 1.0,
}
CAVING = own(172.0, fppa_deg=9.0, femoral_adduction_deg=7.0)


@dataclass
class Story:
    """A runner as the coach hears of them; each `run` goes on where the last ended. The legs take turns."""

    cadence: float = 160.0
    fppa: dict[Side, float] = field(default_factory=lambda: dict.fromkeys(Side, -3.0))
    thigh: dict[Side, float] = field(default_factory=lambda: dict.fromkeys(Side, 2.0))
    more: dict[Side, dict[str, float]] = field(default_factory=lambda: {side: {} for side in Side})
    """Whatever else is seen of a leg."""
    sway_deg: float = 0.3
    """How far the mean of five steps lies from the next."""
    confidence: float = 0.9
    grade: Grade = Grade.C
    sd_spm: float = 0.0
    """How uncertain the cadence is."""
    plan: SessionPlan = field(default_factory=SessionPlan)
    settings: CoachingSettings = field(default_factory=CoachingSettings)
    t: float = 0.0
    steps: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    averaged: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    turn: Side = Side.LEFT
    lands: dict[Side, float | None] = field(default_factory=lambda: dict.fromkeys(Side))

    def __post_init__(self) -> None:
        self.coach = Coach(self.settings, self.plan)

    def tell(self, *commands: OfSession) -> Advice:
        """Return the advice of the frame on which these took effect."""
        for command in commands:
            self.coach.obey(command)
        return self.frame()

    def step(self) -> Advice:
        """Return the advice after one step of the leg whose turn it is."""
        self.t += STEP_S
        self.steps[self.turn] += 1
        self.averaged[self.turn] = min(self.averaged[self.turn] + 1, self.settings.mean_steps)
        self.turn = self.turn.other
        return self.coach.update(self.estimate())

    def frame(self) -> Advice:
        """Return the advice after a frame that brought no step."""
        self.t += FRAME_S
        return self.coach.update(self.estimate())

    def run(self, seconds: float) -> list[Advice]:
        """Return the advice after each step."""
        return [self.step() for _ in range(int(seconds / STEP_S))]

    def until(self, stage: Stage, within_s: float = 600.0) -> Advice:
        """Run until a stage begins."""
        for _ in range(int(within_s / STEP_S)):
            advice = self.step()
            if advice.stage is stage:
                return advice
        raise AssertionError(f"{stage} never came")

    def change_to(self, cadence: float) -> list[Advice]:
        """Run on while the cadence changes, so slowly that nobody takes it for another speed of the belt."""
        per_step = 0.003 * self.cadence
        advice = []
        while abs(cadence - self.cadence) > 1e-9:
            self.cadence += max(-per_step, min(per_step, cadence - self.cadence))
            advice.append(self.step())
        return advice

    def cues(self, seconds: float) -> list[Cue]:
        return [advice.cue for advice in self.run(seconds) if advice.cue]

    def notices(self, seconds: float) -> list[Notice]:
        return [notice for advice in self.run(seconds) for notice in advice.notices]

    def stop(self, seconds: float, activity: Activity = Activity.STANDING) -> list[Advice]:
        """Return what is said to somebody who does not run."""
        return [self.coach.update(GaitEstimate(t, activity, 0.9, 110.0)) for t in self._seconds(seconds)]

    def unseen(self, seconds: float) -> list[Advice]:
        """Run on where the legs are not seen well enough."""
        before, self.confidence = self.confidence, 0.4
        advice = self.run(seconds)
        self.confidence = before
        return advice

    def relock(self) -> None:
        """Let the analyser find the rhythm anew: means begin again, what was counted stays counted."""
        self.averaged = dict.fromkeys(Side, 0)

    def estimate(self) -> GaitEstimate:
        left, right = self._leg(Side.LEFT), self._leg(Side.RIGHT)
        return GaitEstimate(self.t, Activity.RUNNING, self.confidence, self.cadence, self.sd_spm, left, right)

    def _seconds(self, seconds: float) -> Iterator[float]:
        for _ in range(int(seconds / STEP_S)):
            self.t += STEP_S
            yield self.t

    def _leg(self, side: Side) -> LegEstimate:
        sway = self.sway_deg * (-1) ** (self.steps[side] // 5)
        metrics = {"fppa_deg": self.fppa[side] + sway, "femoral_adduction_deg": self.thigh[side] + sway}
        leg = leg_of(metrics | self.more[side], self.steps[side], self.averaged[side], self.grade)
        return LegEstimate(leg.metrics, leg.steps, leg.averaged, leg.trust, self.lands[side])


def caver(*sides: Side, plan: SessionPlan = KNEES, **settings: float) -> Story:
    """Return a runner whose knees fall in (the left one, where none is named)."""
    story = Story(plan=plan, settings=CoachingSettings.model_validate(settings))
    for side in sides or (Side.LEFT,):
        story.fppa[side], story.thigh[side] = 9.0, 7.0
    return story


def slow(plan: SessionPlan = QUICKER, **settings: float) -> Story:
    """Return a runner of 160 steps a minute who is to take 168 to 176."""
    return Story(plan=plan, settings=CoachingSettings.model_validate(settings))


def coached(story: Story, cadence: float | None = None) -> Story:
    """Return the story after its baseline, with the cadence changed."""
    story.until(Stage.COACHING)
    story.change_to(story.cadence if cadence is None else cadence)
    return story
