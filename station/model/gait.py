"""Steps, and what is known of the gait at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from station.model.body import Side
from station.model.grades import WELL_SEEN_FRAC, Grade, Trust, grade_of_cadence, nothing, untold


class Activity(StrEnum):
    """What the runner does, as far as the poses tell."""

    NOBODY = "nobody"
    STANDING = "standing"
    WALKING = "walking"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, named after the leg that lands; `metrics` holds what this view could see, named as in `steps.csv`."""

    side: Side
    t_contact_s: float | None
    t_midstance_s: float
    t_toe_off_s: float | None
    step_time_s: float | None
    metrics: Mapping[str, float]
    quality_frac: float
    trust: Mapping[str, Trust] = field(default_factory=untold)


@dataclass(frozen=True, slots=True)
class LegEstimate:
    """A leg's metrics now, each the mean of its last `averaged` steps, and how many steps it has made in all."""

    metrics: Mapping[str, float] = field(default_factory=nothing)
    steps: int = 0
    averaged: int = 0
    trust: Mapping[str, Trust] = field(default_factory=untold)
    next_contact_s: float | None = None
    """When this foot is expected to land next, on the frames' clock; None while no rhythm is known."""

    def comparable(self, name: str) -> float | None:
        """Return a metric that is good enough to be cued on or compared (better than grade D), else None."""
        trust = self.trust.get(name)
        return self.metrics.get(name) if trust and trust.grade.comparable else None


@dataclass(frozen=True, slots=True)
class GaitEstimate:
    """What is known of the gait at one instant, without look-ahead."""

    t: float
    activity: Activity
    confidence_frac: float = 0.0
    """0 = nothing to go by, 1 = every point seen and the gait as regular as can be."""
    cadence_spm: float | None = None
    cadence_sd_spm: float | None = None
    left: LegEstimate = field(default_factory=LegEstimate)
    right: LegEstimate = field(default_factory=LegEstimate)

    @property
    def cadence_grade(self) -> Grade:
        return grade_of_cadence(self.cadence_sd_spm, self.confidence_frac >= WELL_SEEN_FRAC)

    @property
    def running(self) -> bool:
        return self.activity is Activity.RUNNING

    def leg(self, side: Side) -> LegEstimate:
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Measured:
    """What one pose added: the estimate now, and the steps that became final with it."""

    estimate: GaitEstimate
    steps: tuple[Step, ...] = ()
