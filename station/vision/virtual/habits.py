"""How a runner changes: towards what a cue asks, back to an old habit, and worse with tiredness.

Rates side by side make it human: the body follows an intention within seconds, the intention fades within a minute or
two, and the habit that it fades to moves slowly after what is really meant. So a change that is kept up for a while is
partly there to stay. Between two visits most of what is not yet old habit is forgotten within days. The rates are
chosen to show this within a few minutes and a few visits; they are no measurement.
"""

import math
from dataclasses import dataclass, field

MOVE_S = 2.5  # time constants: the body follows the intention
FADE_S = 90.0  # the intention falls back to the habit
LEARN_S = 270.0  # the habit follows what is meant
UNLEARN_S = 3600.0  # and falls back to the old one
FRESH_S = 240.0  # running so long is not tiring
WORN_S = 1200.0  # and after so long it gets no worse
FORGET_DAYS = 6.0  # of rest: what was learned falls back to the old habit
SETTLES_FRAC = 0.2  # of what was learned becomes old habit with each visit


def _share(dt_s: float, constant_s: float) -> float:
    """Return the part of a distance covered in a time, approached exponentially."""
    return -math.expm1(-dt_s / constant_s)


@dataclass(slots=True)
class Habit:
    """One thing about the run: what is done `now`, what is meant (`aim`), and the `usual` that both fall back to."""

    usual: float
    low: float
    high: float
    tires_per_min: float = 0.0
    now: float = field(init=False)
    aim: float = field(init=False)
    _old: float = field(init=False)
    _tired: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.now = self.aim = self._old = self.usual

    @property
    def resting(self) -> float:
        """What is done without meaning anything: the habit, and tiredness on top of it."""
        return self._within(self.usual + self._tired)

    def intend(self, change: float) -> None:
        """Mean to do so much more than now, as far as a body can."""
        self.aim = self._within(self.now + change)

    def follow(self, value: float) -> None:
        """Mean to do what is heard right now, as far as a body can."""
        self.aim = self._within(value)

    def live(self, dt_s: float, run_s: float) -> None:
        """Let a step of `dt_s` pass, `run_s` into the run."""
        if FRESH_S < run_s < WORN_S:
            self._tired += self.tires_per_min * dt_s / 60
        self.now += (self.aim - self.now) * _share(dt_s, MOVE_S)
        self.aim += (self.resting - self.aim) * _share(dt_s, FADE_S)
        self._learn((self.aim - self.resting) * _share(dt_s, LEARN_S))
        self.usual += (self._old - self.usual) * _share(dt_s, UNLEARN_S)

    def rest(self, days: float) -> None:
        """Let days pass without running: fresh again, and part of what was learned forgotten."""
        self._tired = 0.0
        self._old += SETTLES_FRAC * (self.usual - self._old)
        self.usual += (self._old - self.usual) * _share(days, FORGET_DAYS)
        self.now = self.aim = self.usual

    def _learn(self, change: float) -> None:
        """Move the habit, but never beyond what is done: who fights tiredness does not learn to overshoot."""
        left = self.now - self.usual
        if change * left > 0:
            self.usual += math.copysign(min(abs(change), abs(left)), change)

    def _within(self, value: float) -> float:
        return min(self.high, max(self.low, value))
