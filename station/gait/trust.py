"""How sure each of a leg's numbers is: a 95 % interval and a grade, from the leg's own spread (`station.metrics`)."""

import math
from collections import deque
from collections.abc import Collection, Mapping
from statistics import fmean
from types import MappingProxyType

from station.gait.frontal import Seen
from station.metrics import aim95, body95, grade, mean_ci95, metric, origin_of
from station.model import Origin, Setup, Step, Trust

SPREAD_STEPS = 30
PRIOR_STEPS = 4.0  # the usual spread counts as so many steps of this leg
NEWS_PER_STEP = 0.6  # a step is read off a mean stride that holds the steps before it
FULL_RATE_HZ, ENOUGH_STRIDES = 20.0, 8
LEAST_QUALITY_FRAC = 0.5  # below it a step was not well seen


class LegTrust:
    """Follow one leg's spread; tell the trust in one step and in the mean of several."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._values: dict[str, deque[float]] = {}
        self._origins: dict[str, Origin] = {}
        self._doubts: dict[str, float] = {}
        self._spreads: dict[str, float] = {}

    def add(self, step: Step, shown: Seen) -> None:
        """Take in a step and how its correction went."""
        self._doubts |= shown.doubts
        for name, value in step.metrics.items():
            origin = Origin.POINTS if name in shown.uncorrected else origin_of(name, self._setup)
            if self._origins.setdefault(name, origin) is not origin:  # it can not be held against what was before
                self._values[name].clear()
            self._origins[name] = origin
            self._values.setdefault(name, deque(maxlen=SPREAD_STEPS)).append(value)
            self._spreads[name] = self._spread(name, origin)

    def of_means(self, names: Mapping[str, int], well_seen: bool, few: Collection[str] = ()) -> Mapping[str, Trust]:
        """Return the trust in the mean of so many steps of each metric.

        `well_seen` = enough poses, good enough; `few` = read off in this way in the lesser part of the steps only.
        """
        return MappingProxyType(
            {name: self._trust(name, steps, well_seen and name not in few) for name, steps in names.items()}
        )

    def _trust(self, name: str, steps: int, well_seen: bool) -> Trust:
        setup, origin = self._setup, self._origins[name]
        ci95 = mean_ci95(name, self._spreads[name], 1 + NEWS_PER_STEP * (steps - 1), origin)
        graded = grade(name, ci95, setup.source, well_seen, origin)
        return Trust(ci95, aim95(name, setup), graded, body95(name, setup, origin, self._doubts.get(name, 0.0)), origin)

    def _spread(self, name: str, origin: Origin) -> float:
        """Return the SD from step to step; what is usual counts while few steps are known."""
        values, usual = self._values[name], metric(name, origin).usual_sd
        middle = fmean(values)
        squares = sum([(value - middle) ** 2 for value in values])
        return math.sqrt((PRIOR_STEPS * usual**2 + squares) / (PRIOR_STEPS + len(values) - 1))


def enough_poses(rate_hz: float, strides: float) -> bool:
    """Tell whether angles may be told: 20 poses a second, or as many strides folded as make up for fewer."""
    return rate_hz >= FULL_RATE_HZ or strides >= ENOUGH_STRIDES
