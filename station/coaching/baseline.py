"""The runner's own running, before any cue: means, and how far they move by themselves.

Means of a few steps that do not overlap ("blocks") are what a cue will later look at, so their spread says how large
a change must be to be more than chance.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, stdev

from station.model import GaitEstimate, Side

KNEE_METRICS = ("fppa_deg", "femoral_adduction_deg")
LONGEST_FRAME_GAP_S = 0.5

# Smallest real change between days, degrees: femoral adduction from test and retest of 2D running video
# (Dingenen 2018, upper end). For FPPA in running none was found; it hangs on the same thigh, so the same is asked.
SMALLEST_CHANGE_DEG = {"fppa_deg": 2.3, "femoral_adduction_deg": 2.3}


@dataclass(frozen=True, slots=True)
class Level:
    """Where a metric lies and how large a change of one block must be to be real (95 %)."""

    mean: float
    smallest_change: float


@dataclass(slots=True)
class _LegBlocks:
    begun_at: int | None = None
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in KNEE_METRICS})


class Baseline:
    """Collect running until there is enough of it: `needed_s` seconds and `needed_steps` of each leg."""

    def __init__(self, needed_s: float, needed_steps: int, block_steps: int) -> None:
        self._needed_s, self._needed_steps, self._block_steps = needed_s, needed_steps, block_steps
        self._seconds = 0.0
        self._t: float | None = None
        self._steps = dict.fromkeys(Side, 0)
        self._counted: dict[Side, int | None] = dict.fromkeys(Side)
        self._cadence: list[float] = []
        self._blocks = {side: _LegBlocks() for side in Side}

    @property
    def progress_frac(self) -> float:
        steps = min(self._steps.values()) / self._needed_steps
        return min(1.0, self._seconds / self._needed_s, steps)

    @property
    def done(self) -> bool:
        return self.progress_frac >= 1.0

    def pause(self) -> None:
        """Running stopped or is not well seen: what comes next does not join what was."""
        self._t = None
        for side in Side:
            self._counted[side] = None
            self._blocks[side].begun_at = None

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
        blocks = self._blocks[side].values[metric]
        if len(blocks) < 3:
            return None
        chance = 1.96 * stdev(blocks) * math.sqrt(1 + 1 / len(blocks))
        return Level(fmean(blocks), max(SMALLEST_CHANGE_DEG[metric], chance))

    def _count(self, side: Side, estimate: GaitEstimate) -> None:
        leg, before = estimate.leg(side), self._counted[side]
        self._counted[side] = leg.steps
        if before is None or leg.steps == before:
            return
        self._steps[side] += leg.steps - before
        if estimate.cadence_spm is not None:
            self._cadence.append(estimate.cadence_spm)
        self._keep_block(self._blocks[side], leg.steps, leg.averaged, leg.metrics)

    def _keep_block(self, blocks: _LegBlocks, steps: int, averaged: int, metrics: Mapping[str, float]) -> None:
        if averaged < self._block_steps:
            return
        if blocks.begun_at is not None and steps - blocks.begun_at < self._block_steps:
            return
        blocks.begun_at = steps
        for name in KNEE_METRICS:
            if name in metrics:
                blocks.values[name].append(metrics[name])
