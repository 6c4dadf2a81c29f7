"""Short stories told to the coach in estimates, a step at a time, in no time at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from station.coaching.coach import Coach
from station.model import Activity, Advice, Cue, GaitEstimate, Grade, LegEstimate, Side, Targets, Trust
from station.settings import CoachingSettings

STEP_S = 0.375
FRAME_S = 1 / 30
BASELINE_S = 31.0


def leg_of(metrics: Mapping[str, float], steps: int, averaged: int, grade: Grade = Grade.C) -> LegEstimate:
    """Return a leg whose metrics all have this grade."""
    trust = MappingProxyType({name: Trust(1.0, 3.0, grade) for name in metrics})
    return LegEstimate(MappingProxyType(dict(metrics)), steps, averaged, trust)


@dataclass
class Story:
    """A runner as the coach hears of them; each `run` goes on where the last ended. The legs take turns."""

    cadence: float = 160.0
    fppa: dict[Side, float] = field(default_factory=lambda: dict.fromkeys(Side, -3.0))
    thigh: dict[Side, float] = field(default_factory=lambda: dict.fromkeys(Side, 2.0))
    sway_deg: float = 0.3
    """How far the mean of five steps lies from the next."""
    confidence: float = 0.9
    grade: Grade = Grade.C
    wishes: Targets = field(default_factory=Targets)
    settings: CoachingSettings = field(default_factory=CoachingSettings)
    t: float = 0.0
    steps: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    averaged: dict[Side, int] = field(default_factory=lambda: dict.fromkeys(Side, 0))
    turn: Side = Side.LEFT

    def __post_init__(self) -> None:
        self.coach = Coach(self.settings)

    def step(self) -> Advice:
        """Return the advice after one step of the leg whose turn it is."""
        self.t += STEP_S
        self.steps[self.turn] += 1
        self.averaged[self.turn] = min(self.averaged[self.turn] + 1, self.settings.mean_steps)
        self.turn = self.turn.other
        return self.coach.update(self.estimate(), self.wishes)

    def frame(self) -> Advice:
        """Return the advice after a frame that brought no step."""
        self.t += FRAME_S
        return self.coach.update(self.estimate(), self.wishes)

    def run(self, seconds: float) -> list[Advice]:
        """Return the advice after each step."""
        return [self.step() for _ in range(int(seconds / STEP_S))]

    def cues(self, seconds: float) -> list[Cue]:
        return [advice.cue for advice in self.run(seconds) if advice.cue]

    def stop(self, seconds: float, activity: Activity) -> list[Advice]:
        """Return what is said to somebody who does not run."""
        return [self.coach.update(GaitEstimate(t, activity, 0.9, 110.0), self.wishes) for t in self._seconds(seconds)]

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
        return GaitEstimate(self.t, Activity.RUNNING, self.confidence, self.cadence, 0.5, left, right)

    def _seconds(self, seconds: float) -> Iterator[float]:
        for _ in range(int(seconds / STEP_S)):
            self.t += STEP_S
            yield self.t

    def _leg(self, side: Side) -> LegEstimate:
        sway = self.sway_deg * (-1) ** (self.steps[side] // 5)
        metrics = {"fppa_deg": self.fppa[side] + sway, "femoral_adduction_deg": self.thigh[side] + sway}
        return leg_of(metrics, self.steps[side], self.averaged[side], self.grade)


def caver(side: Side = Side.LEFT, **settings: float) -> Story:
    """Return a slow runner whose knee falls in."""
    story = Story(settings=CoachingSettings.model_validate(settings))
    story.fppa[side], story.thigh[side] = 9.0, 7.0
    return story


def coached(story: Story, cadence: float = 172.0) -> Story:
    """Return the story after its baseline, with the cadence put right (the band is 168 to 176)."""
    story.run(BASELINE_S)
    story.cadence = cadence
    return story
