"""The runner's own running, before any cue: means, and how far they move by themselves.

Means of a few steps that do not overlap ("blocks") are what a cue will later look at, so their spread says how large
a change must be to be more than chance.
"""

import math
from dataclasses import dataclass, field
from statistics import fmean, stdev

from station.change import smallest_change
from station.model import GaitEstimate, LegEstimate, Side

KNEE_METRICS = ("fppa_deg", "femoral_adduction_deg")
LONGEST_FRAME_GAP_S = 0.5
FEWEST_BLOCKS = 3  # of fewer, a spread says nothing


@dataclass(frozen=True, slots=True)
class Level:
    """Where a metric lies and how large a change of one block must be to be real (95 %)."""

    mean: float
    smallest_change: float


@dataclass(slots=True)
class _Leg:
    """What is kept of a leg: `counted` is its number of steps when last looked at, `begun` when its block began."""

    counted: int | None = None
    begun: int = 0
    steps: int = 0
    blocks: int = 0
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in KNEE_METRICS})


class Baseline:
    """Collect running until there is enough: `needed_s` seconds, `needed_steps` and three blocks of each leg."""

    def __init__(self, needed_s: float, needed_steps: int, block_steps: int) -> None:
        self._needed_s, self._block_steps = needed_s, block_steps
        self._needed_steps = max(needed_steps, FEWEST_BLOCKS * block_steps)
        self._seconds = 0.0
        self._t: float | None = None
        self._cadence: list[float] = []
        self._legs = {side: _Leg() for side in Side}

    @property
    def progress_frac(self) -> float:
        """How much of the baseline is there, by the part that lags most."""
        steps = min(leg.steps for leg in self._legs.values())
        return min(1.0, self._seconds / self._needed_s, steps / self._needed_steps)

    @property
    def done(self) -> bool:
        return self.progress_frac >= 1.0 and all(leg.blocks >= FEWEST_BLOCKS for leg in self._legs.values())

    def pause(self) -> None:
        """Running stopped or is not well seen: what comes next does not join what was."""
        self._t = None
        for leg in self._legs.values():
            leg.counted = None

    def add(self, estimate: GaitEstimate) -> None:
        """Take in an estimate of confident running."""
        if self._t is not None and estimate.t - self._t <= LONGEST_FRAME_GAP_S:
            self._seconds += estimate.t - self._t
        self._t = estimate.t
        for side in Side:
            self._count(side, estimate)

    def cadence_spm(self) -> float | None:
        return fmean(self._cadence) if self._cadence else None

    def level(self, side: Side, metric: str) -> Level | None:
        """Return a knee metric's level, None where too little was seen of it."""
        blocks = self._legs[side].values[metric]
        if len(blocks) < FEWEST_BLOCKS:
            return None
        block_ci95 = 1.96 * stdev(blocks)
        needed = smallest_change(metric, block_ci95 / math.sqrt(len(blocks)), block_ci95)
        return None if needed is None else Level(fmean(blocks), needed)

    def _count(self, side: Side, estimate: GaitEstimate) -> None:
        leg, now = self._legs[side], estimate.leg(side)
        before, leg.counted = leg.counted, now.steps
        if before is None:
            leg.begun = now.steps
        elif now.steps > before:
            leg.steps += now.steps - before
            self._cadence += _finite(estimate.cadence_spm)
            self._keep_block(leg, now)

    def _keep_block(self, leg: _Leg, now: LegEstimate) -> None:
        """Keep the leg's mean if none of its steps is in an earlier block or from before a pause."""
        if min(now.averaged, now.steps - leg.begun) < self._block_steps:
            return
        leg.begun = now.steps
        leg.blocks += 1
        for name in KNEE_METRICS:
            leg.values[name] += _finite(now.comparable(name))


def _finite(value: float | None) -> list[float]:
    return [value] if value is not None and math.isfinite(value) else []
