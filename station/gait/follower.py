"""Follow a rhythm that was found: place each body in the stride, learn from it, and judge how well it fits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.gait.body import LEGS, SAMPLE_SIZE, Body, legs_exchanged
from station.gait.features import Features
from station.gait.fold import Basis, Fold
from station.gait.phase import PhaseFilter, PhaseState
from station.gait.slow import news

Array = NDArray[np.float64]

# Harmonics of the stride (6: to 8 Hz at 160 steps/min; above 8 poses hold noise), and how firmly they are held.
COARSE, FINE = Basis(6, ridge=0.02), Basis(8, ridge=0.005)
MEMORY_S = 6.0  # about eight strides
STRANGE = 0.12  # leg lengths, RMS of hips, knees and ankles from the mean stride; a runner's own stay below 0.05
UNEXPLAINED_TAU_S = 0.5
NOISE_TAU_S = 5.0
NOISE_FLOOR = 0.004**2
# A cadence that changes pulls every correction the same way. Pull beyond so many SD of chance lets the rate move more.
PULL_TAU_S, PULL_EXPECTED, SPEED_UP = 0.7, 2.0, 2.5
_OF_LEGS = slice(2 * LEGS.start, 2 * LEGS.stop)  # their coordinates in a sample
CORRELATED_S = 0.05  # landmark errors of neighbouring frames are alike: more frames a second tell less each


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """One body placed in the stride."""

    body: Body
    state: PhaseState


class Follower:
    """Place bodies by phase; `unexplained_frac` says how much of the movement does not fit the mean stride."""

    def __init__(self, features: Features, fold: Fold, phase: PhaseFilter, noise: Array) -> None:
        self._features = features
        self._noise = np.maximum(noise, NOISE_FLOOR)
        self.fold, self.filter = fold, phase
        self.unexplained_frac = 0.0
        self._pull = 0.0
        self._learned = _Learned(features, fold.series)

    def follow(self, body: Body, learn: bool = True) -> Tracked | None:
        """Place a body; None for one that does not look like the runner's, from which nothing is learned either."""
        elapsed = body.t - self.filter.state.t
        tracked = self._place(body, elapsed)
        phase = tracked.state.belief.phase
        if is_strange(tracked.body, self.fold, phase):
            return None
        if learn:
            self.fold.add(phase, tracked.body.known, elapsed)
        return tracked

    def _place(self, body: Body, elapsed: float) -> Tracked:
        self.filter.predict(body.t, self._wander(elapsed))
        row, slope = self.fold.basis.with_slope(self.filter.phase)
        if self._learned.of is not self.fold.series:
            self._learned = _Learned(self._features, self.fold.series)
        expected, steepness = row @ self._learned.series, slope @ self._learned.series
        blind = self._features.blind(body)
        residual = self._features.residual(body, expected, blind)
        if self._features.exchanged(body, residual, self._noise):
            body = legs_exchanged(body)
            blind = self._features.blind(body)
            residual = self._features.residual(body, expected, blind)
        self._correct(residual.tolist(), np.where(blind, 0.0, steepness).tolist(), elapsed)
        self._judge(residual, elapsed)
        return Tracked(body, self.filter.state)

    def _wander(self, elapsed: float) -> float:
        by_chance = math.sqrt(max(elapsed, 1e-3) / (2 * PULL_TAU_S))
        return 1.0 + SPEED_UP * max(0.0, abs(self._pull) / by_chance - PULL_EXPECTED)

    def _correct(self, residual: Sequence[float], slope: Sequence[float], elapsed: float) -> None:
        """Let the features tell the phase; in plain numbers, since they are so few."""
        repeated = max(1.0, CORRELATED_S / max(elapsed, 1e-3))
        gradient = information = 0.0
        for off, steep, noise in zip(residual, slope, self._noise.tolist(), strict=True):
            doubt = max(1.0, abs(off) / (2.5 * math.sqrt(noise)))
            variance = noise * (doubt * doubt) * repeated
            gradient += steep * off / variance
            information += steep * steep / variance
        surprise = self.filter.correct(gradient, information)
        self._pull += news(elapsed, PULL_TAU_S) * (surprise - self._pull)

    def _judge(self, residual: Array, elapsed: float) -> None:
        squared = residual * residual
        unexplained = min(sum(squared.tolist(), 0.0) / self._learned.movement, 4.0)
        self.unexplained_frac += news(elapsed, UNEXPLAINED_TAU_S) * (unexplained - self.unexplained_frac)
        bounded = np.minimum(squared, 9 * self._noise)
        self._noise = np.maximum(self._noise + news(elapsed, NOISE_TAU_S) * (bounded - self._noise), NOISE_FLOOR)


class _Learned:
    """What the features and their movement are on a mean stride: the same until that is solved for anew."""

    def __init__(self, features: Features, series: Array) -> None:
        self.of = series
        self.series = features.of(series)
        self.movement = movement(self.series)


def movement(series: Array) -> float:
    """Return the variance that the features of a mean stride have."""
    return max(0.5 * float((series[1:] ** 2).sum()), 1e-9)


def is_strange(body: Body, fold: Fold, phase: float) -> bool:
    """Tell whether the legs are not the runner's: hidden by somebody who crosses, or already his."""
    apart = np.where(body.seen[_OF_LEGS], body.sample[_OF_LEGS] - fold.at(phase)[_OF_LEGS], 0.0)
    return bool((apart * apart).sum() > STRANGE**2 * (len(apart) // 2))


def folded(bodies: Sequence[Body], phases: Array) -> Fold:
    """Return the mean stride of bodies at known phases; of none, an empty one."""
    size = bodies[0].known.size if bodies else SAMPLE_SIZE
    fold = Fold(size, COARSE, FINE, MEMORY_S)
    times = np.array([body.t for body in bodies])
    for body, phase, elapsed in zip(bodies, phases, np.diff(times, prepend=times[:1]), strict=True):
        fold.add(float(phase), body.known, float(elapsed))
    return fold
