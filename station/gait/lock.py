"""Find the stride frequency from nothing: which rhythm explains the last seconds best.

What differs between the legs turns its sign every half stride, so it holds odd harmonics of the stride only; what both
legs share repeats every step and holds even ones. Fitting each with its own harmonics keeps half and double the true
frequency from fitting as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST_HZ, HIGHEST_HZ, STEP_HZ = 0.7, 2.1, 0.02  # strides: from slow walking to sprinting on a treadmill
_ODD, _EVEN = np.array([1, 3]), np.array([2, 4])
_FREQUENCIES = np.arange(LOWEST_HZ, HIGHEST_HZ, STEP_HZ)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The best stride frequency, and the share of the movement's variance that it explains."""

    stride_hz: float
    explained_frac: float


def find_rhythm(times: Array, shared: Array, between: Array) -> Rhythm | None:
    """Return the rhythm of signals shared by the legs (n x a) and different between them (n x b), None if too few."""
    if len(times) < 10:
        return None
    explained = (_explained(times, between, _ODD) + _explained(times, shared, _EVEN)) / 2
    best = int(explained.argmax())
    return Rhythm(_peak(explained, best), float(explained[best]))


def _explained(times: Array, signals: Array, order: NDArray[np.int64]) -> Array:
    """Return for each frequency the mean share of the signals' variance that its harmonics explain."""
    angle = 2 * np.pi * np.multiply.outer(np.multiply.outer(_FREQUENCIES, times - times[-1]), order)
    design = np.concatenate((np.ones((*angle.shape[:2], 1)), np.cos(angle), np.sin(angle)), axis=2)
    transposed = design.transpose(0, 2, 1)
    normal = transposed @ design + 1e-6 * np.eye(design.shape[2])
    centred = signals - signals.mean(axis=0)
    fitted = design @ np.linalg.solve(normal, transposed @ centred)
    left_over = ((centred - fitted) ** 2).sum(axis=1)
    share: Array = (1 - left_over / np.maximum((centred**2).sum(axis=0), 1e-12)).mean(axis=1)
    return share


def _peak(curve: Array, index: int) -> float:
    """Return the frequency of a peak, between the grid's points."""
    if not 0 < index < len(curve) - 1:
        return float(_FREQUENCIES[index])
    before, at, after = curve[index - 1 : index + 2]
    bend = before - 2 * at + after
    shift = 0.0 if bend >= 0 else 0.5 * (before - after) / bend
    return float(_FREQUENCIES[index] + shift * STEP_HZ)
