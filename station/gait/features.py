"""What the phase is told from: the bounce of the mid-hip, and what differs between the legs."""

import numpy as np
from numpy.typing import NDArray

from station.gait.body import BOUNCE, HORIZONTAL, SAMPLE_SIZE, UP, Body, coordinate
from station.model import Landmark, View

Array = NDArray[np.float64]

PAIRS = ((Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE), (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE))


class Features:
    """Linear features of a sample: the bounce first, then differences left minus right of ankles and knees."""

    def __init__(self, view: View) -> None:
        axes = (UP,) if view.frontal else (UP, HORIZONTAL)
        differences = [_difference(*pair, axis) for axis in axes for pair in PAIRS]
        self._rows = np.array([np.eye(SAMPLE_SIZE)[BOUNCE], *differences])
        self._uses = self._rows != 0
        self._turning = np.array([0.0, *np.ones(len(differences))])  # those that turn their sign with the legs
        self._side_view = not view.frontal
        self.count = len(self._rows)

    def of(self, samples: Array) -> Array:
        """Return the features of samples or of a series: (size,) -> (count,), (n, size) -> (n, count)."""
        told: Array = samples[..., :SAMPLE_SIZE] @ self._rows.T
        return told

    def residual(self, body: Body, expected: Array, blind: NDArray[np.bool_]) -> Array:
        """Return how far the features are from what is expected; what was not seen (`blind`) is as expected."""
        return np.where(blind, 0.0, self._rows @ body.sample - expected)

    def blind(self, body: Body) -> NDArray[np.bool_]:
        """Tell which features hang on a joint that was not seen."""
        blind: NDArray[np.bool_] = self._uses @ ~body.seen
        return blind

    def exchanged(self, body: Body, residual: Array, noise: Array) -> bool:
        """From the side, tell whether the legs are taken for each other: all their differences have the wrong sign."""
        if not self._side_view:
            return False
        other = residual - 2 * self._turning * (self._rows @ body.sample)
        return bool((other**2 / noise).sum() < 0.25 * (residual**2 / noise).sum())


def _difference(left: Landmark, right: Landmark, axis: int) -> Array:
    row = np.zeros(SAMPLE_SIZE)
    row[coordinate(left, axis)], row[coordinate(right, axis)] = 1.0, -1.0
    return row
