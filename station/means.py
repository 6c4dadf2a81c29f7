"""Means of many steps, each with its 95 % interval and its grade: computed in one way, wherever they are shown."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from station.cadence import mean_cadence_spm, step_times_s
from station.metrics import Z95, best_grade, compares_sides, grade, mean_ci95, sides95
from station.model import WELL_SEEN_FRAC, Grade, Origin, Setup, Step, grade_of_cadence

ENDS = 1.3
"""How much worse the ends of a stretch are than the rest, found on the benchmark: 94 % of 34 means held the truth."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of so many steps, in the unit of the metric's name; None = nothing was seen, or too little to tell."""

    value: float | None
    ci95: float | None
    """Half the width of its 95 % interval."""
    grade: Grade
    steps: int
    sd: float | None = None
    """From step to step."""


UNSEEN = Mean(None, None, Grade.D, 0)


def leg_mean(name: str, steps: Sequence[Step], source: str) -> Mean:
    """Return the mean of a metric over the steps of one leg, with landmarks of this source.

    What was read off in another way than most steps' is left out: it can not be held against the rest.
    """
    steps = _read_alike(name, steps)
    values = [step.metrics[name] for step in steps]
    if not values:
        return UNSEEN
    sd = statistics.stdev(values) if len(values) > 1 else None
    ci95 = None if sd is None else mean_ci95(name, sd, len(values), _origin(name, steps))
    return Mean(statistics.fmean(values), ci95, _grade(name, ci95, steps, source), len(values), sd)


def cadence_mean(steps: Sequence[Step]) -> Mean:
    """Return the mean cadence.

    In a stretch of steps all contacts but the first and the last cancel, so those two alone make its error.
    """
    legs = [times_s for times_s in step_times_s(steps) if times_s]
    mean_spm, count = mean_cadence_spm(steps), sum(map(len, legs))
    if mean_spm is None:
        return UNSEEN
    spreads = [statistics.variance(times_s) for times_s in legs if len(times_s) > 1]
    stretches = max(1, sum(step.step_time_s is None for step in steps))
    ends_s = Z95 * ENDS * math.sqrt(stretches * statistics.fmean(spreads)) if spreads else None
    ci95 = None if ends_s is None else mean_spm**2 / 60.0 * ends_s / count
    well_seen = statistics.fmean(step.quality_frac for step in steps) >= WELL_SEEN_FRAC
    return Mean(mean_spm, ci95, grade_of_cadence(None if ci95 is None else ci95 / Z95, well_seen), count)


def asymmetry(name: str, left: Mean, right: Mean, setup: Setup) -> Mean | None:
    """Return right minus left, None where legs are not to be compared; as good as the worse of the two."""
    if left.value is None or right.value is None or left.ci95 is None or right.ci95 is None:
        return None
    if not compares_sides(name, setup):
        return None
    ci95 = math.hypot(left.ci95, right.ci95, sides95(name, setup))
    return Mean(right.value - left.value, ci95, max(left.grade, right.grade), min(left.steps, right.steps))


def _grade(name: str, ci95: float | None, steps: Sequence[Step], source: str) -> Grade:
    """Return the grade of a mean: D where most of its steps were not well seen."""
    known, origin = [step.trust[name] for step in steps if name in step.trust], _origin(name, steps)
    best = best_grade(name, source, origin)
    well_seen = 2 * sum(best is Grade.D or told.grade is not Grade.D for told in known) > len(known)
    return Grade.D if ci95 is None else grade(name, ci95, source, well_seen, origin)


def _read_alike(name: str, steps: Sequence[Step]) -> list[Step]:
    """Return the steps that have a metric, of those ways to read it off the commonest."""
    having = [step for step in steps if name in step.metrics]
    if not having:
        return []
    commonest = statistics.mode(_origin(name, [step]) for step in having)
    return [step for step in having if _origin(name, [step]) is commonest]


def _origin(name: str, steps: Sequence[Step]) -> Origin:
    """Return what a metric of steps that were read alike was read off; the landmarks where nothing is said."""
    return next((step.trust[name].origin for step in steps if name in step.trust), Origin.POINTS)
