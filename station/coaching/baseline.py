"""The runner's own running, before any cue: means, and how far they move by themselves.

Means of a few steps that do not overlap ("blocks") are what a cue will later look at, so their spread says how large
a change must be to be more than chance.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, stdev
from types import MappingProxyType

from station.change import smallest_change
from station.coaching.phases import LONGEST_FRAME_GAP_S
from station.model import GaitEstimate, LegEstimate, Level, Reference, Side

TRAINABLE = (
    "fppa_deg",
    "femoral_adduction_deg",
    "pelvic_drop_deg",
    "hip_adduction_deg",
    "step_width_m",
    "tibia_angle_deg",
    "trunk_lean_deg",
)
FEWEST_BLOCKS = 3  # of fewer, a spread says nothing


@dataclass(slots=True)
class _Leg:
    """What is kept of a leg: `counted` is its number of steps when last looked at, `begun` when its block began."""

    counted: int | None = None
    begun: int = 0
    steps: int = 0
    blocks: int = 0
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in TRAINABLE})


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
        gap_s = 0.0 if self._t is None else estimate.t - self._t
        if 0 < gap_s <= LONGEST_FRAME_GAP_S:
            self._seconds += gap_s
        self._t = estimate.t
        for side in Side:
            self._count(side, estimate)

    def reference(self) -> Reference:
        """Return what is known of the runner's own running now."""
        cadence_spm = fmean(self._cadence) if self._cadence else None
        return Reference(cadence_spm, self._levels(Side.LEFT), self._levels(Side.RIGHT))

    def _levels(self, side: Side) -> Mapping[str, Level]:
        levels = {name: self._level(side, name) for name in TRAINABLE}
        return MappingProxyType({name: level for name, level in levels.items() if level})

    def _level(self, side: Side, metric: str) -> Level | None:
        """Return where a metric lies, None where too little was seen of it."""
        blocks = self._legs[side].values[metric]
        if len(blocks) < FEWEST_BLOCKS:
            return None
        spread = stdev(blocks)
        needed = smallest_change(metric, 1.96 * spread / math.sqrt(len(blocks)), 1.96 * spread)
        step_sd = spread * math.sqrt(self._block_steps)
        return None if needed is None else Level(fmean(blocks), needed, step_sd)

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
        for name in TRAINABLE:
            leg.values[name] += _finite(now.comparable(name))


def _finite(value: float | None) -> list[float]:
    return [value] if value is not None and math.isfinite(value) else []
