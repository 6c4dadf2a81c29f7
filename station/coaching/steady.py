"""When the running itself changes: the belt's speed, or suddenly one leg. Then nothing may be said for a while.

A belt that changes its speed shows as a cadence that moves by 5 % within four seconds; nobody tires that fast. A limp
shows as one leg standing, or stepping, longer than the other, five points of a hundred more than in the baseline
(Vincent 2017 stops a run at any limp; the five points are the design's own).
"""

import math
from collections import deque
from dataclasses import dataclass

from station.model import GaitEstimate, Side

LOOK_BACK_S = 4.0
CHANGED_FRAC = 0.05
SETTLE_S = 5.0
TOLD_SETTLE_S = 15.0
"""After the coach has told of another speed: long enough to reach it."""
LIMP_POINTS = 5.0
LIMP_SDS = 3.0
"""And so many SD of single readings: in a noisy picture left and right come apart by themselves, for a while too."""
LIMP_STEPS, SPREAD_STEPS = 80, 1000
"""An index is averaged over half a minute; how its readings spread over some six."""


class Steadiness:
    """Tell while the belt's speed changes. Until both legs have made `mean_steps`, the cadence is still being found."""

    def __init__(self, mean_steps: int) -> None:
        self._mean_steps = mean_steps
        self._cadences: deque[tuple[float, float]] = deque()
        self._unsteady_until = -math.inf

    def told(self, t: float) -> None:
        """The coach says that the speed changes."""
        self._unsteady_until = max(self._unsteady_until, t + TOLD_SETTLE_S)

    def see(self, estimate: GaitEstimate) -> bool:
        """Take in an estimate; tell whether the running changes."""
        settled = min(estimate.left.averaged, estimate.right.averaged) >= self._mean_steps
        if not estimate.running or not settled or estimate.cadence_spm is None:
            self._cadences.clear()
        else:
            self._remember(estimate.t, estimate.cadence_spm)
        return estimate.t < self._unsteady_until

    def _remember(self, t: float, spm: float) -> None:
        self._cadences.append((t, spm))
        while self._cadences[0][0] < t - LOOK_BACK_S:
            self._cadences.popleft()
        before = self._cadences[0][1]
        if abs(spm - before) > CHANGED_FRAC * before:
            self._unsteady_until = t + SETTLE_S


@dataclass(slots=True)
class _Asymmetry:
    """One index as it is now, averaged, and how its single readings spread."""

    now: float
    variance: float = 0.0
    readings: int = 1

    def add(self, points: float) -> None:
        self.readings += 1
        apart = points - self.now
        self.now += apart / min(self.readings, LIMP_STEPS)
        self.variance += (apart**2 - self.variance) / min(self.readings, SPREAD_STEPS)

    def far_from(self, own: float) -> bool:
        return abs(self.now - own) > max(LIMP_POINTS, LIMP_SDS * math.sqrt(self.variance))


class Limp:
    """Tell when left and right have come apart since the baseline, in contact time or step time."""

    def __init__(self) -> None:
        self._found: dict[str, _Asymmetry] = {}
        self._own: dict[str, float] = {}
        self._counted = 0

    def keep(self) -> None:
        """What is now is the runner's own: the baseline is done, or a human has looked."""
        self._own = {name: seen.now for name, seen in self._found.items()}

    def see(self, estimate: GaitEstimate) -> bool:
        """Take in an estimate; tell whether the runner may limp."""
        steps = estimate.left.steps + estimate.right.steps
        if not estimate.running or steps == self._counted:
            return False
        self._counted = steps
        for name, points in _asymmetries(estimate).items():
            self._found.setdefault(name, _Asymmetry(points)).add(points)
        return any(self._found[name].far_from(own) for name, own in self._own.items())


def _asymmetries(estimate: GaitEstimate) -> dict[str, float]:
    """Return right minus left in hundredths of their mean (the symmetry index)."""
    contact = [estimate.leg(side).comparable("contact_time_s") for side in Side]
    flight = [estimate.leg(side).comparable("flight_time_s") for side in Side]
    found = {"contact": _index(*contact)}
    found["step"] = _index(_sum(contact[1], flight[0]), _sum(contact[0], flight[1]))
    return {name: points for name, points in found.items() if points is not None}


def _sum(first_s: float | None, second_s: float | None) -> float | None:
    """A step lasts as long as the other leg stands and the flight after it."""
    return None if first_s is None or second_s is None else first_s + second_s


def _index(left: float | None, right: float | None) -> float | None:
    if left is None or right is None or not 0 < left + right < math.inf:
        return None
    return 100 * (right - left) / (0.5 * (right + left))
