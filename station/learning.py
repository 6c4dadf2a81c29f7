"""What a session taught: its parts with and without feedback, and whether two means differ by more than chance. Pure.

What a runner does while being cued shows that the cue was heard, not that anything was learned. So a change counts
without feedback only, beyond the smallest that two measurements can tell apart (`change`), at the same belt speed and
on the same set-up (`comparable`), and in the end only if it is there again at the next visit (`trend`).
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from station.change import Change, smallest_change
from station.comparable import Barrier
from station.means import UNSEEN, Mean, cadence_mean, leg_mean
from station.model import Band, Grade, Setup, Side, Stage, Step, Targets
from station.names import CADENCE
from station.records import SessionRecord

FEWEST_STEPS = 10
"""A mean of fewer says more about the steps than about the runner: studies average seven and more (Dingenen 2018)."""


class Part(StrEnum):
    """A part of a session; `WITHOUT` is all running without feedback after the baseline."""

    BASELINE = "baseline"
    ON = "on"
    OFF = "off"
    RETENTION = "retention"
    WITHOUT = "without"


STAGES: Mapping[Part, tuple[Stage, ...]] = MappingProxyType(
    {
        Part.BASELINE: (Stage.BASELINE,),
        Part.ON: (Stage.COACHING,),
        Part.OFF: (Stage.SOLO,),
        Part.RETENTION: (Stage.RETENTION,),
        Part.WITHOUT: (Stage.SOLO, Stage.RETENTION),
    }
)
"""Which stages make a part."""


class Direction(StrEnum):
    """Where a change leads, as the target sees it."""

    TOWARD = "toward the target"
    AWAY = "away from the target"


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of one leg, or of both together (the cadence)."""

    metric: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A number's two means, and what may be said of what lies between them."""

    name: str
    before: Mean
    after: Mean
    barrier: Barrier | None = None
    """What keeps the two apart; then there is no change to be told."""
    again95: float = 0.0
    """What the two set-ups may add to the difference."""
    band: Band | None = None
    """The target."""

    @property
    def grade(self) -> Grade | None:
        """The worse of those that are known."""
        return max((mean.grade for mean in (self.before, self.after) if mean.value is not None), default=None)

    @property
    def change(self) -> Change | None:
        """What lies between them; None where one is missing or the two are not to be compared."""
        if self.barrier or self.before.value is None or self.after.value is None or self.grade is Grade.D:
            return None
        ci95 = None if self.after.ci95 is None else math.hypot(self.after.ci95, self.again95)
        return Change(self.after.value - self.before.value, smallest_change(self.name, self.before.ci95, ci95))

    @property
    def real(self) -> bool:
        return self.change is not None and self.change.real

    @property
    def direction(self) -> Direction | None:
        """Whether a real change came nearer to the target; None within noise, and where both lie in it."""
        if not self.real or self.band is None or self.before.value is None or self.after.value is None:
            return None
        nearer = abs(self.band.excess(self.before.value)) - abs(self.band.excess(self.after.value))
        return None if nearer == 0.0 else Direction.TOWARD if nearer > 0.0 else Direction.AWAY


def steps_of(record: SessionRecord, part: Part) -> tuple[Step, ...]:
    """Return the steps of a part, by their midstance.

    The first of each stretch is given no step time: that began in what was before.
    """
    times_s = [step.t_midstance_s for step in record.steps]
    spans = [span for span in record.stages if span.stage in STAGES[part]]
    found = (record.steps[bisect_left(times_s, s.t_from) : bisect_left(times_s, s.t_to)] for s in spans)
    return tuple(chain.from_iterable(_stretch(steps) for steps in found))


def setup_of(record: SessionRecord, part: Part) -> Setup | None:
    """Return the set-up of a part, with the belt's speed as it was then; None where that is not one that is known."""
    spans = [span for span in record.stages if span.stage in STAGES[part]]
    changes = [(t, mps) for t, mps in record.speeds if spans and t < spans[-1].t_to]
    if not changes:
        return record.setup
    last_t, mps = changes[-1]
    return None if mps is None or last_t > spans[0].t_from else record.setup.of_run(belt_speed_mps=mps)


def mean_of(measure: Measure, steps: Sequence[Step], source: str) -> Mean:
    """Return a mean of steps; of too few it is not told."""
    if measure.side is None:
        mean = cadence_mean(steps)
    else:
        mean = leg_mean(measure.metric, [step for step in steps if step.side is measure.side], source)
    return mean if mean.steps >= FEWEST_STEPS else UNSEEN


def last_targets(record: SessionRecord) -> Targets:
    """Return the last targets that asked for anything."""
    return next((targets for _, targets in reversed(record.targets) if targets != Targets()), Targets())


def trained(targets: Targets) -> tuple[Measure, ...]:
    """Return what targets ask for, number by number."""
    asked = [Measure(CADENCE)] if targets.cadence_spm else []
    for name in ("fppa_deg", "femoral_adduction_deg"):
        asked += [Measure(name, side) for side in Side if targets.knee(side)]
    legs = targets.legs
    return (*asked, *(Measure(legs.metric, side) for side in Side if legs and legs.leg(side)))


def leg_metric(record: SessionRecord) -> str:
    """Return which number of each leg stands for the session: the trained one, else what the view shows first."""
    legs = last_targets(record).legs
    return legs.metric if legs else "fppa_deg" if record.setup.view.frontal else "tibia_angle_deg"


def band_of(targets: Targets, measure: Measure) -> Band | None:
    """Return the band that a number is asked to stay in."""
    if measure.side is None:
        return targets.cadence_spm
    knee, legs = targets.knee(measure.side), targets.legs
    if knee and measure.metric in ("fppa_deg", "femoral_adduction_deg"):
        return knee.fppa_deg if measure.metric == "fppa_deg" else knee.femoral_adduction_deg
    return legs.leg(measure.side) if legs and legs.metric == measure.metric else None


def _stretch(steps: Sequence[Step]) -> Sequence[Step]:
    return (replace(steps[0], step_time_s=None), *steps[1:]) if steps else ()
