"""Where in the stride the runner is, and how fast it goes round: a Kalman filter of two states.

State: phase (rad, unwrapped) and its rate (rad/s). The rate wanders as a runner's cadence does, the phase besides
jitters a little from step to step; both as random walks, their sizes found on the benchmark (docs/accuracy.md).
Written out in plain numbers: for two states that is ten times as fast as small matrices.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

PHASE_JITTER = 0.15  # rad per square root of a second
RATE_WANDER = 0.055  # rad/s per square root of a second


@dataclass(frozen=True, slots=True)
class Belief:
    """Phase and rate, and their variances and covariance."""

    phase: float
    rate: float
    phase_variance: float
    covariance: float
    rate_variance: float


@dataclass(frozen=True, slots=True)
class PhaseState:
    """What was believed at `t`, and what was predicted for it before the sample was seen."""

    t: float
    belief: Belief
    predicted: Belief


class PhaseFilter:
    """Predict with the time that passed, correct with what a sample says of the phase."""

    def __init__(self, t: float, phase: float, rate: float, *, phase_sd: float, rate_sd: float) -> None:
        belief = Belief(phase, rate, phase_sd**2, 0.0, rate_sd**2)
        self.state = PhaseState(t, belief, belief)

    @property
    def phase(self) -> float:
        return self.state.belief.phase

    @property
    def rate(self) -> float:
        return self.state.belief.rate

    @property
    def rate_sd(self) -> float:
        return math.sqrt(self.state.belief.rate_variance)

    def predict(self, t: float, wander: float = 1.0) -> None:
        """Move on to `t`; `wander` > 1 lets the rate change more, as when the belt's speed does."""
        dt, now = t - self.state.t, self.state.belief
        walk = (wander * RATE_WANDER) ** 2
        predicted = Belief(
            now.phase + dt * now.rate,
            now.rate,
            now.phase_variance
            + dt * (2 * now.covariance + dt * now.rate_variance)
            + PHASE_JITTER**2 * dt
            + walk * dt**3 / 3,
            now.covariance + dt * now.rate_variance + walk * dt**2 / 2,
            now.rate_variance + walk * dt,
        )
        self.state = PhaseState(t, predicted, predicted)

    def correct(self, gradient: float, information: float) -> float:
        """Take in a sample: sums of slope x residual / variance and slope^2 / variance. Return the surprise, in SD."""
        if not information > 0:
            return 0.0
        offset, before = gradient / information, self.state.predicted
        total = before.phase_variance + 1 / information
        to_phase, to_rate = before.phase_variance / total, before.covariance / total
        corrected = Belief(
            before.phase + to_phase * offset,
            before.rate + to_rate * offset,
            before.phase_variance * (1 - to_phase),
            before.covariance * (1 - to_phase),
            before.rate_variance - to_rate * before.covariance,
        )
        self.state = PhaseState(self.state.t, corrected, before)
        return offset / math.sqrt(total)


def smoothed(states: Sequence[PhaseState]) -> list[float]:
    """Return the phase at each of a run of states, knowing all of them (Rauch, Tung and Striebel 1965)."""
    phase, rate = states[-1].belief.phase, states[-1].belief.rate
    phases = [phase]
    for now, after in zip(states[-2::-1], states[:0:-1], strict=True):
        phase, rate = _earlier(now, after, phase, rate)
        phases.append(phase)
    return phases[::-1]


def _earlier(now: PhaseState, after: PhaseState, phase: float, rate: float) -> tuple[float, float]:
    """Return phase and rate at `now`, given the smoothed ones at the state after it."""
    dt, here, there = after.t - now.t, now.belief, after.predicted
    ahead_phase, ahead_rate = here.phase_variance + dt * here.covariance, here.covariance + dt * here.rate_variance
    determinant = there.phase_variance * there.rate_variance - there.covariance**2
    off_phase, off_rate = phase - there.phase, rate - there.rate
    by_phase = (there.rate_variance * off_phase - there.covariance * off_rate) / determinant
    by_rate = (there.phase_variance * off_rate - there.covariance * off_phase) / determinant
    return (
        here.phase + ahead_phase * by_phase + here.covariance * by_rate,
        here.rate + ahead_rate * by_phase + here.rate_variance * by_rate,
    )
