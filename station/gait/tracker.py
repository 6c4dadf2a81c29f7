"""Follow the runner's stride: body, fold and phase together, from finding the rhythm to losing it."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from station.gait.body import BOUNCE, HORIZONTAL, LEGS, SAMPLE_SIZE, UP, Body, coordinate, legs_exchanged
from station.gait.fold import Basis, Fold
from station.gait.lock import find_rhythm
from station.gait.phase import PhaseFilter, PhaseState
from station.model import Landmark, View

Array = NDArray[np.float64]

# Harmonics of the stride (6: to 8 Hz at 160 steps/min; above 8 poses hold noise), and how firmly they are held.
COARSE, FINE = Basis(6, ridge=0.02), Basis(8, ridge=0.005)
MEMORY_S = 6.0  # about eight strides
# No multiples of a usual frame time: rounding must not decide in which frame something happens.
SEARCH_S, SEARCH_AT_LEAST_S, SEARCH_EVERY_S = 2.51, 1.99, 0.24
MIN_EXPLAINED_FRAC = 0.6
MIN_MOVEMENT = 0.04  # leg lengths, RMS between the ankles' heights: below it nobody walks or runs
LOST_FRAC = 0.6  # of the movement's variance left unexplained for half a second: the rhythm is lost
LOST_TAU_S = 0.5
STEP_S = 0.4  # about one step
NOBODY_S = 1.0
MOSTLY = 0.7
STRANGE = 0.12  # leg lengths, RMS of hips, knees and ankles from the mean stride; a runner's own stay below 0.05
NOISE_TAU_S = 5.0
NOISE_FLOOR = 0.004**2
# A cadence that changes pulls every correction the same way. Pull beyond so many SD of chance lets the rate move more.
PULL_TAU_S, PULL_EXPECTED, SPEED_UP = 0.7, 2.0, 2.5
CORRELATED_S = 0.05  # landmark errors of neighbouring frames are alike: more frames a second tell less each


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """One body placed in the stride."""

    body: Body
    state: PhaseState


class Tracker:
    """Place bodies in the stride; `fold` and `filter` hold what is known while locked."""

    def __init__(self, view: View) -> None:
        self._features = features(view)
        self._uses = self._features != 0
        self._between = np.array([0.0, *np.ones(len(self._features) - 1)])  # features that turn with the legs
        self._side_view = not view.frontal
        self._recent: deque[Body] = deque()
        self._searched_t = -math.inf
        self.filter: PhaseFilter | None = None
        self.fold = _new_fold()
        self._noise = np.ones(len(self._features))
        self.unexplained_frac = 1.0
        self._pull = 0.0

    @property
    def locked(self) -> bool:
        return self.filter is not None

    def update(self, body: Body) -> list[Tracked]:
        """Take in a body; return what can now be placed: this one, or on finding the rhythm all that led to it.

        A body that does not look like the runner's teaches nothing and is not placed.
        """
        if self._recent and self._recent[-1].person != body.person:
            self._recent.clear()
        self._recent.append(body)
        while self._recent[0].t < body.t - SEARCH_S:
            self._recent.popleft()
        if self.filter is None:
            return self._search(body.t)
        elapsed = body.t - self.filter.state.t
        tracked = self._follow(body)
        strange = self._is_strange(tracked.body, tracked.state.belief.phase)
        if not strange:
            self.fold.add(tracked.state.belief.phase, tracked.body.known, elapsed)
        if self.unexplained_frac > LOST_FRAC:
            self.lose()
        return [] if strange else [tracked]

    def lose(self) -> None:
        """Give the rhythm up; what was seen a moment ago is forgotten too, since it belongs to something else."""
        self.filter = None
        self._recent.clear()
        self.unexplained_frac = 1.0

    def _search(self, t: float) -> list[Tracked]:
        first = self._recent[0].t
        if t - first < SEARCH_AT_LEAST_S or t - self._searched_t < SEARCH_EVERY_S:
            return []
        self._searched_t = t
        times = np.array([body.t for body in self._recent])
        features = np.array([body.sample for body in self._recent]) @ self._features.T
        if features[:, 1].std() < MIN_MOVEMENT:
            return []
        rhythm = find_rhythm(times, features[:, :1], features[:, 1:])
        if rhythm is None or rhythm.explained_frac < MIN_EXPLAINED_FRAC:
            return []
        return self._lock(times, 2 * math.pi * rhythm.stride_hz)

    def _lock(self, times: Array, rate: float) -> list[Tracked]:
        bodies, phases = list(self._recent), rate * (times - times[0])
        self.fold = _folded(bodies, phases)
        usual = [not self._is_strange(body, phase) for body, phase in zip(bodies, phases, strict=True)]
        if sum(usual) >= MOSTLY * len(bodies):  # what is left out belongs to somebody who passed a moment ago
            self.fold = _folded(list(compress(bodies, usual)), phases[usual])
        residuals = (np.array([body.sample for body in bodies]) - self.fold.at(phases)) @ self._features.T
        first = self._first_moving(times, residuals)
        self._noise = np.maximum((residuals[first:] ** 2).mean(axis=0), NOISE_FLOOR)
        self.filter = PhaseFilter(float(times[first]), float(phases[first]), rate, phase_sd=0.2, rate_sd=0.3)
        self.unexplained_frac = self._pull = 0.0
        placed = [self._follow(body) for body in bodies[first:]]
        return [tracked for tracked in placed if not self._is_strange(tracked.body, tracked.state.belief.phase)]

    def _first_moving(self, times: Array, residuals: Array) -> int:
        """Return from where on the rhythm holds: whoever began to run a second ago stood before that."""
        series = self.fold.series[1:] @ self._features.T
        unexplained = (residuals**2).sum(axis=1) / (0.5 * (series**2).sum())
        frames = max(3, round(len(times) * STEP_S / (times[-1] - times[0])))
        still = np.flatnonzero(uniform_filter1d(unexplained, frames, mode="nearest")[: -2 * frames] > LOST_FRAC)
        return int(still[-1]) + 1 if len(still) else 0

    def _follow(self, body: Body) -> Tracked:
        assert self.filter is not None
        elapsed = body.t - self.filter.state.t
        self.filter.predict(body.t, self._wander(elapsed))
        row, slope = self.fold.basis.with_slope(self.filter.phase)
        series = self.fold.series @ self._features.T
        residual = self._residual(body, row @ series)
        if self._exchanged(body, residual):
            body = legs_exchanged(body)
            residual = self._residual(body, row @ series)
        self._correct(residual, np.where(self._blind(body), 0.0, slope @ series), elapsed)
        self._judge(residual, series, elapsed)
        return Tracked(body, self.filter.state)

    def _residual(self, body: Body, expected: Array) -> Array:
        """Return how far the features are from what is expected; what was not seen is as expected."""
        return np.where(self._blind(body), 0.0, self._features @ body.sample - expected)

    def _blind(self, body: Body) -> NDArray[np.bool_]:
        """Tell which features hang on a joint that was not seen."""
        blind: NDArray[np.bool_] = self._uses @ ~body.seen
        return blind

    def _is_strange(self, body: Body, phase: float) -> bool:
        """Tell whether the legs are not the runner's: hidden by somebody who crosses, or already his."""
        apart = np.where(body.seen, body.sample - self.fold.at(phase), 0.0)[:BOUNCE].reshape(-1, 2)[LEGS]
        return bool((apart**2).sum() > STRANGE**2 * len(apart))

    def _wander(self, elapsed: float) -> float:
        by_chance = math.sqrt(max(elapsed, 1e-3) / (2 * PULL_TAU_S))
        return 1.0 + SPEED_UP * max(0.0, abs(self._pull) / by_chance - PULL_EXPECTED)

    def _correct(self, residual: Array, slope: Array, elapsed: float) -> None:
        assert self.filter is not None
        doubt = np.maximum(1.0, np.abs(residual) / (2.5 * np.sqrt(self._noise))) ** 2
        repeated = max(1.0, CORRELATED_S / max(elapsed, 1e-3))
        variance = self._noise * doubt * repeated
        gradient, information = float((slope * residual / variance).sum()), float((slope**2 / variance).sum())
        surprise = self.filter.correct(gradient, information)
        self._pull += (1 - math.exp(-elapsed / PULL_TAU_S)) * (surprise - self._pull)

    def _exchanged(self, body: Body, residual: Array) -> bool:
        """From the side, tell whether the legs are taken for each other: all their differences have the wrong sign."""
        if not self._side_view:
            return False
        other = residual - 2 * self._between * (self._features @ body.sample)
        return bool((other**2 / self._noise).sum() < 0.25 * (residual**2 / self._noise).sum())

    def _judge(self, residual: Array, series: Array, elapsed: float) -> None:
        squared = residual**2
        movement = 0.5 * float((series[1:] ** 2).sum())
        unexplained = min(float(squared.sum()) / max(movement, 1e-9), 4.0)
        self.unexplained_frac += (1 - math.exp(-elapsed / LOST_TAU_S)) * (unexplained - self.unexplained_frac)
        keep = math.exp(-elapsed / NOISE_TAU_S)
        bounded = np.minimum(squared, 9 * self._noise)
        self._noise = np.maximum(keep * self._noise + (1 - keep) * bounded, NOISE_FLOOR)


def _new_fold() -> Fold:
    return Fold(SAMPLE_SIZE, COARSE, FINE, MEMORY_S)


def _folded(bodies: Sequence[Body], phases: Array) -> Fold:
    fold = _new_fold()
    times = np.array([body.t for body in bodies])
    for body, phase, elapsed in zip(bodies, phases, np.diff(times, prepend=times[0]), strict=True):
        fold.add(float(phase), body.sample, float(elapsed))
    return fold


def features(view: View) -> Array:
    """Return the rows that make features of a sample: the bounce first, then differences left minus right."""
    rows = [np.eye(SAMPLE_SIZE)[BOUNCE]]
    axes = (UP,) if view.frontal else (UP, HORIZONTAL)
    for axis in axes:
        for left, right in (
            (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE),
            (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE),
        ):
            row = np.zeros(SAMPLE_SIZE)
            row[coordinate(left, axis)], row[coordinate(right, axis)] = 1.0, -1.0
            rows.append(row)
    return np.array(rows)
