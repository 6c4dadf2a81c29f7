"""Keep to the runner's rhythm: find it, follow it, know when it is lost."""

import math
from collections import deque
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from station.gait.body import SAMPLE_SIZE, Body
from station.gait.features import Features
from station.gait.fold import Fold
from station.gait.follower import Follower, Tracked, folded, is_strange, movement
from station.gait.lock import find_rhythm
from station.gait.phase import PhaseFilter
from station.model import View

Array = NDArray[np.float64]

# No multiples of a usual frame time: rounding must not decide in which frame something happens.
SEARCH_S, SEARCH_AT_LEAST_S, SEARCH_EVERY_S = 2.51, 1.99, 0.24
MIN_EXPLAINED_FRAC = 0.6
MIN_MOVEMENT = 0.04  # leg lengths, RMS between the ankles' heights: below it nobody walks or runs
LOST_FRAC = 0.6  # of the movement's variance left unexplained for half a second: the rhythm is lost
STEP_S = 0.4  # about one step
MOSTLY = 0.7


class Tracker:
    """Place bodies in the stride; `follower` holds what is known while the rhythm is kept, None while it is sought."""

    def __init__(self, view: View) -> None:
        self._features = Features(view)
        self._recent: deque[Body] = deque()
        self._searched_t = -math.inf
        self.follower: Follower | None = None

    def update(self, body: Body) -> list[Tracked]:
        """Take in a body; return what can now be placed: this one, or on finding the rhythm all that led to it."""
        self._remember(body)
        if self.follower is None:
            return self._search(body.t)
        tracked = self.follower.follow(body)
        if self.follower.unexplained_frac > LOST_FRAC:
            self.lose()
        return [tracked] if tracked else []

    def lose(self) -> None:
        """Give the rhythm up; what was seen a moment ago is forgotten too, since it belongs to something else."""
        self.follower = None
        self._recent.clear()

    def _remember(self, body: Body) -> None:
        if self._recent and self._recent[-1].person != body.person:
            self._recent.clear()
        self._recent.append(body)
        while self._recent[0].t < body.t - SEARCH_S:
            self._recent.popleft()

    def _search(self, t: float) -> list[Tracked]:
        first = self._recent[0].t
        if t - first < SEARCH_AT_LEAST_S or t - self._searched_t < SEARCH_EVERY_S:
            return []
        self._searched_t = t
        times = np.array([body.t for body in self._recent])
        seen = self._features.of(np.array([body.sample for body in self._recent]))
        if seen[:, 1].std() < MIN_MOVEMENT:
            return []
        rhythm = find_rhythm(times, seen[:, :1], seen[:, 1:])
        if rhythm is None or rhythm.explained_frac < MIN_EXPLAINED_FRAC:
            return []
        return self._lock(times, 2 * math.pi * rhythm.stride_hz)

    def _lock(self, times: Array, rate: float) -> list[Tracked]:
        bodies, phases = list(self._recent), rate * (times - times[0])
        fold = _usual_stride(bodies, phases)
        residuals = self._features.of(np.array([body.sample for body in bodies]) - fold.at(phases)[:, :SAMPLE_SIZE])
        first = _first_moving(times, residuals, movement(self._features.of(fold.series)))
        start = PhaseFilter(float(times[first]), float(phases[first]), rate, phase_sd=0.2, rate_sd=0.3)
        self.follower = Follower(self._features, fold, start, (residuals[first:] ** 2).mean(axis=0))
        placed = [self.follower.follow(body, learn=False) for body in bodies[first:]]
        return [tracked for tracked in placed if tracked]


def _usual_stride(bodies: list[Body], phases: Array) -> Fold:
    """Return the mean stride without what does not fit it: that belongs to somebody who passed a moment ago."""
    fold = folded(bodies, phases)
    usual = [not is_strange(body, fold, phase) for body, phase in zip(bodies, phases, strict=True)]
    return folded(list(compress(bodies, usual)), phases[usual]) if sum(usual) >= MOSTLY * len(bodies) else fold


def _first_moving(times: Array, residuals: Array, variance: float) -> int:
    """Return from where on the rhythm holds: whoever began to run a second ago stood before that."""
    unexplained = (residuals**2).sum(axis=1) / variance
    frames = max(3, round(len(times) * STEP_S / (times[-1] - times[0])))
    still = np.flatnonzero(uniform_filter1d(unexplained, frames, mode="nearest")[: -2 * frames] > LOST_FRAC)
    return int(still[-1]) + 1 if len(still) else 0
