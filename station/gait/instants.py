"""Where on the mean stride each leg lands, stands and leaves the belt.

Midstance is the lowest point of the mid-hip: it is that within 6 ms of the deepest knee, needs no foot and is the
instant the 2D literature reads its angles at (Dingenen 2018). Contact lies a known time before the mid-hip falls
fastest (Milner and Paquette 2015; the time shrinks with speed), and, seen from the side, close to when the ankle
moves back under the hip at half the belt's speed. Toe-off lies after the mid-hip rises fastest, and, from the side,
near the knee's straightest moment (Fellin 2010). The times between were measured on force plates by our benchmark.
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.gait.angles import hip_to_ankle
from station.gait.body import BOUNCE, HORIZONTAL, UP, coordinate
from station.gait.fold import Basis, Fold
from station.model import Landmark, Side, View

Array = NDArray[np.float64]

_GRID = np.linspace(0, 2 * np.pi, 128, endpoint=False)  # maxima are found between its points
_QUARTER = len(_GRID) // 4

# Belt speed m/s -> s; between them interpolated. Seven runners on a force-measuring treadmill (docs/accuracy.md).
_SPEED_MPS = (2.5, 3.5, 4.5)
_FASTEST_FALL_AFTER_CONTACT_S = (0.038, 0.026, 0.022)
_TOE_OFF_AFTER_FASTEST_RISE_S = (0.059, 0.037, 0.022)
_HALF_SPEED_BEFORE_CONTACT_S = 0.006
_STRAIGHT_KNEE_AFTER_TOE_OFF_S = 0.010
# Without the belt's speed: the time from fastest fall to fastest rise tells it, longer when slower.
_RISE_AFTER_FALL_S = (0.145, 0.160, 0.185)

ANKLE = {Side.LEFT: Landmark.LEFT_ANKLE, Side.RIGHT: Landmark.RIGHT_ANKLE}


@dataclass(frozen=True, slots=True)
class LegInstants:
    """Phases of one leg's stance; contact lies below midstance and toe-off above it (not wrapped)."""

    contact: float
    midstance: float
    toe_off: float

    def later(self, phase: float) -> "LegInstants":
        """Return the instants of a stance so much later."""
        return LegInstants(self.contact + phase, self.midstance + phase, self.toe_off + phase)


@dataclass(frozen=True, slots=True)
class Stride:
    """What the mean stride says: both legs' instants, and how far the mid-hip goes up and down, in leg lengths."""

    left: LegInstants
    right: LegInstants
    bounce: float

    def leg(self, side: Side) -> LegInstants:
        return self.left if side is Side.LEFT else self.right


class StrideReader:
    """Read the instants off the mean stride."""

    def __init__(self, view: View, belt_speed_mps: float | None) -> None:
        self._view = view
        self._speed = belt_speed_mps

    def read(self, fold: Fold, rate: float) -> Stride:
        """Return the instants; `rate` is the phase's, rad/s."""
        rows, steepness = _grid(fold)
        curves, slopes = rows @ fold.series, steepness @ fold.series
        lows = _two_lows(curves[:, BOUNCE])
        between = curves[:, coordinate(Landmark.LEFT_ANKLE, UP)] - curves[:, coordinate(Landmark.RIGHT_ANKLE, UP)]
        left, right = lows if between[lows[0]] < between[lows[1]] else lows[::-1]  # the standing foot is the lower
        return Stride(
            self._leg(Side.LEFT, left, curves, slopes, rate),
            self._leg(Side.RIGHT, right, curves, slopes, rate),
            bounce=float(np.ptp(curves[:, BOUNCE])),
        )

    def _leg(self, side: Side, low: int, curves: Array, slopes: Array, rate: float) -> LegInstants:
        fall, rise = _fastest(slopes[:, BOUNCE], low)
        speed = self._speed or _speed_of((rise - fall) / rate)
        contact = fall - rate * np.interp(speed, _SPEED_MPS, _FASTEST_FALL_AFTER_CONTACT_S)
        toe_off = rise + rate * np.interp(speed, _SPEED_MPS, _TOE_OFF_AFTER_FASTEST_RISE_S)
        if not self._view.frontal:
            contact = (contact + _foot_at_half_speed(side, low, slopes, rate, contact)) / 2
            toe_off = (toe_off + _straightest_knee(side, low, curves, rate)) / 2
        return LegInstants(float(contact), _lowest(curves[:, BOUNCE], low), float(toe_off))


@functools.cache
def _grid_of(harmonics: int) -> tuple[Array, Array]:
    return Basis(harmonics).with_slope(_GRID)


def _grid(fold: Fold) -> tuple[Array, Array]:
    return _grid_of(fold.basis.size // 2)


def _two_lows(bounce: Array) -> tuple[int, int]:
    """Return where the mid-hip is lowest in either half of the stride."""
    first = int(bounce.argmin())
    window = (first + np.arange(_QUARTER, 3 * _QUARTER)) % len(bounce)
    return first, int(window[bounce[window].argmin()])


def _fastest(slope: Array, low: int) -> tuple[float, float]:
    """Return the phases of fastest fall before, and fastest rise after, the lowest point."""
    before = low - np.arange(_QUARTER)
    after = low + np.arange(_QUARTER)
    size = len(slope)
    fall = before[slope[before % size].argmin()]
    rise = after[slope[after % size].argmax()]
    return _refined(-slope, int(fall)), _refined(slope, int(rise))


def _lowest(bounce: Array, low: int) -> float:
    return _refined(-bounce, low)


def _refined(curve: Array, index: int) -> float:
    """Return the phase of a maximum between grid points; `index` may lie outside the grid."""
    size = len(curve)
    before, at, after = (curve[(index + shift) % size] for shift in (-1, 0, 1))
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float((index + shift) * 2 * np.pi / size)


def _speed_of(rise_after_fall_s: float) -> float:
    return float(np.interp(rise_after_fall_s, _RISE_AFTER_FALL_S, _SPEED_MPS[::-1]))


def _foot_at_half_speed(side: Side, low: int, slopes: Array, rate: float, otherwise: float) -> float:
    """Return the phase of contact by the foot: it begins to move back under the hip with the belt."""
    size = len(slopes)
    velocity = slopes[:, coordinate(ANKLE[side], HORIZONTAL)]
    around = (low + np.arange(-_QUARTER // 3, _QUARTER // 3)) % size
    half = velocity[around].min() / 2
    before = low - np.arange(int(1.3 * _QUARTER))
    slower = np.flatnonzero(velocity[before % size] > half)
    if half >= 0 or not len(slower):
        return otherwise
    return float(before[slower[0]] * 2 * np.pi / size + rate * _HALF_SPEED_BEFORE_CONTACT_S)


def _straightest_knee(side: Side, low: int, curves: Array, rate: float) -> float:
    """Return the phase of toe-off by the knee, straightest just after it."""
    size = len(curves)
    after = low + np.arange(int(1.3 * _QUARTER))
    reach = hip_to_ankle(curves[:, :BOUNCE].reshape(size, -1, 2), side)  # longest when the knee is straightest
    straight = after[reach[after % size].argmax()]
    return float(straight * 2 * np.pi / size - rate * _STRAIGHT_KNEE_AFTER_TOE_OFF_S)
