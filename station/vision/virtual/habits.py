"""How a runner changes: towards what a cue asks, back to an old habit, and worse with tiredness.

Three rates side by side make it human: the body follows an intention within seconds, the intention fades within a
minute or two, and the habit that it fades to moves slowly after what is really done. So a change that is kept up for
a while is partly there to stay. The rates are chosen to show this within a few minutes; they are no measurement.
"""

import math
from dataclasses import dataclass, field

MOVE_S = 2.5  # time constants: the body follows the intention
FADE_S = 90.0  # the intention falls back to the habit
LEARN_S = 270.0  # the habit follows what is done
FRESH_S = 240.0  # running so long is not tiring
WORN_S = 1200.0  # and after so long it gets no worse


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

    def __post_init__(self) -> None:
        self.now = self.aim = self.usual

    def intend(self, change: float) -> None:
        """Mean to do so much more than now, as far as a body can."""
        self.aim = min(self.high, max(self.low, self.now + change))

    def live(self, dt_s: float, run_s: float) -> None:
        """Let a step of `dt_s` pass, `run_s` into the run."""
        if FRESH_S < run_s < WORN_S:
            self.usual = min(self.high, max(self.low, self.usual + self.tires_per_min * dt_s / 60))
        self.now += (self.aim - self.now) * _share(dt_s, MOVE_S)
        self.aim += (self.usual - self.aim) * _share(dt_s, FADE_S)
        self.usual += (self.now - self.usual) * _share(dt_s, LEARN_S)
