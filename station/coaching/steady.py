"""When the running itself changes: the belt's speed, or suddenly one leg. Then nothing may be said for a while.

A belt that changes its speed shows as a cadence that moves by 5 % within four seconds; nobody tires that fast. A limp
shows as one leg standing, or stepping, longer than the other, five points of a hundred more than usual
(Vincent 2017 stops a run at any limp; the five points are the design's own).
"""

import math
from collections import deque

from station.model import GaitEstimate, Side

LOOK_BACK_S = 4.0
CHANGED_FRAC = 0.05
SETTLE_S = 5.0
TOLD_SETTLE_S = 15.0
"""After the coach has told of another speed: long enough to reach it."""
LIMP_POINTS = 5.0
LIMP_SDS = 3.0
"""And so many SD of single readings: in a noisy picture left and right come apart by themselves, for a while too."""
LIMP_STEPS, MINUTE_STEPS, USUAL_STEPS, FEWEST_STEPS = 80, 160, 1000, 240
"""Half a minute of steps is held against some six that ended a minute ago; fewer than so many say too little."""


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


class _Asymmetry:
    """One index: as it is now, as it was until a minute ago, and how its single readings spread."""

    def __init__(self, points: float) -> None:
        self._now = self._usual = points
        self._variance = 0.0
        self._readings = self._learnt = 0
        self._minute: deque[float] = deque()

    def add(self, points: float) -> None:
        self._readings += 1
        self._now += (points - self._now) / min(self._readings, LIMP_STEPS)
        self._minute.append(points)
        if len(self._minute) > MINUTE_STEPS:
            self._learn(self._minute.popleft())

    def accept(self) -> None:
        """What is now is as usual."""
        self._usual = self._now
        self._minute.clear()

    @property
    def strange(self) -> bool:
        allowed = max(LIMP_POINTS, LIMP_SDS * math.sqrt(self._variance))
        return self._learnt >= FEWEST_STEPS and abs(self._now - self._usual) > allowed

    def _learn(self, points: float) -> None:
        self._learnt += 1
        share, apart = 1 / min(self._learnt, USUAL_STEPS), points - self._usual
        self._usual += share * apart
        self._variance += share * (apart**2 - self._variance)


class Limp:
    """Tell when left and right have come apart from how they usually are, in contact time or step time."""

    def __init__(self) -> None:
        self._found: dict[str, _Asymmetry] = {}
        self._counted = 0

    def accept(self) -> None:
        """A human has looked: what is now is as usual."""
        for seen in self._found.values():
            seen.accept()

    def see(self, estimate: GaitEstimate) -> bool:
        """Take in an estimate; tell whether the runner may limp."""
        steps = estimate.left.steps + estimate.right.steps
        if not estimate.running or steps == self._counted:
            return False
        self._counted = steps
        for name, points in _asymmetries(estimate).items():
            self._found.setdefault(name, _Asymmetry(points)).add(points)
        return any(seen.strange for seen in self._found.values())


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
