"""What the runner is to stay in: one thing at a time."""

from dataclasses import dataclass
from enum import StrEnum

from station.model.body import Side


class Focus(StrEnum):
    """What is trained."""

    CADENCE = "cadence"
    KNEE_CAVE = "knee_cave"
    HIP_ADDUCTION = "hip_adduction"
    FEMORAL_ADDUCTION = "femoral_adduction"
    PELVIC_DROP = "pelvic_drop"
    STEP_WIDTH = "step_width"
    OVERSTRIDE = "overstride"
    TRUNK_LEAN = "trunk_lean"
    HOLD = "hold"
    """Nothing stands out: the runner keeps their own cadence."""


@dataclass(frozen=True, slots=True)
class Band:
    """An interval to stay in; an open end is None."""

    low: float | None = None
    high: float | None = None

    def excess(self, value: float) -> float:
        """How far the value lies outside, in its own unit: + above, - below, 0 inside."""
        if self.high is not None and value > self.high:
            return value - self.high
        if self.low is not None and value < self.low:
            return value - self.low
        return 0.0


@dataclass(frozen=True, slots=True)
class KneeTarget:
    """Knee cave has two signs, and both must be above their limit before a word is said of it."""

    fppa_deg: Band
    femoral_adduction_deg: Band


@dataclass(frozen=True, slots=True)
class LegBands:
    """One metric that is held in a band leg by leg; None = this leg is left in peace."""

    metric: str
    left: Band | None = None
    right: Band | None = None

    def leg(self, side: Side) -> Band | None:
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Targets:
    """What the runner is to stay in. None = no target, so no cue."""

    cadence_spm: Band | None = None
    left_knee: KneeTarget | None = None
    right_knee: KneeTarget | None = None
    legs: LegBands | None = None
    """Any focus but cadence and knee cave."""

    def knee(self, side: Side) -> KneeTarget | None:
        return self.left_knee if side is Side.LEFT else self.right_knee
