"""Where in the stride the runner is, and how fast it goes round: a Kalman filter of two states.

State: phase (rad, unwrapped) and its rate (rad/s). The rate wanders as a runner's cadence does, the phase besides
jitters a little from step to step; both as random walks, their sizes found on the benchmark (docs/accuracy.md).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

PHASE_JITTER = 0.15  # rad per square root of a second
RATE_WANDER = 0.06  # rad/s per square root of a second


@dataclass(frozen=True, slots=True, eq=False)
class PhaseState:
    """Estimate at `t`: mean (phase, rate) and covariance; with the prediction it was made from, for smoothing."""

    t: float
    mean: Array
    covariance: Array
    predicted_mean: Array
    predicted_covariance: Array


class PhaseFilter:
    """Predict with the time that passed, correct with what a sample says of the phase."""

    def __init__(self, t: float, phase: float, rate: float, phase_sd: float, rate_sd: float) -> None:
        mean, covariance = np.array([phase, rate]), np.diag([phase_sd**2, rate_sd**2])
        self.state = PhaseState(t, mean, covariance, mean, covariance)

    @property
    def phase(self) -> float:
        return float(self.state.mean[0])

    @property
    def rate(self) -> float:
        return float(self.state.mean[1])

    @property
    def rate_sd(self) -> float:
        return float(np.sqrt(self.state.covariance[1, 1]))

    def predict(self, t: float, wander: float = 1.0) -> None:
        """Move on to `t`; `wander` > 1 lets the rate change more, as when the belt's speed does."""
        elapsed = t - self.state.t
        forward = np.array([[1.0, elapsed], [0.0, 1.0]])
        mean = forward @ self.state.mean
        covariance = forward @ self.state.covariance @ forward.T + _noise(elapsed, wander)
        self.state = PhaseState(t, mean, covariance, mean, covariance)

    def correct(self, gradient: float, information: float) -> float:
        """Take in a sample: sums of slope x residual / variance and slope^2 / variance. Return the surprise, in SD."""
        if not information > 0:
            return 0.0
        offset, variance = gradient / information, 1 / information
        before = self.state
        total = before.predicted_covariance[0, 0] + variance
        gain = before.predicted_covariance[:, 0] / total
        mean = before.predicted_mean + gain * offset
        covariance = before.predicted_covariance - np.outer(gain, before.predicted_covariance[0])
        self.state = PhaseState(before.t, mean, covariance, before.predicted_mean, before.predicted_covariance)
        return float(offset / np.sqrt(total))

    def shift(self, phase: float) -> None:
        """Turn the phase by so much, with everything that was made of it."""
        moved = np.array([phase, 0.0])
        now = self.state
        self.state = PhaseState(
            now.t, now.mean + moved, now.covariance, now.predicted_mean + moved, now.predicted_covariance
        )


def smoothed(states: list[PhaseState]) -> Array:
    """Return the phase at each of a run of states, knowing all of them (Rauch, Tung and Striebel 1965)."""
    phases = np.empty(len(states))
    mean = states[-1].mean
    phases[-1] = mean[0]
    for index in range(len(states) - 2, -1, -1):
        now, after = states[index], states[index + 1]
        forward = np.array([[1.0, after.t - now.t], [0.0, 1.0]])
        gain = now.covariance @ forward.T @ np.linalg.inv(after.predicted_covariance)
        mean = now.mean + gain @ (mean - after.predicted_mean)
        phases[index] = mean[0]
    return phases


def _noise(elapsed: float, wander: float) -> Array:
    rate = (wander * RATE_WANDER) ** 2
    jitter = PHASE_JITTER**2 * elapsed
    cross = rate * elapsed**2 / 2
    return np.array([[jitter + rate * elapsed**3 / 3, cross], [cross, rate * elapsed]])
