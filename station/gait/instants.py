"""Where on the mean stride each leg lands, stands and leaves the belt.

Midstance is the lowest point of the mid-hip: it is that within 6 ms of the deepest knee, needs no foot and is the
instant the 2D literature reads its angles at (Dingenen 2018). Contact lies a known time before the mid-hip falls
fastest (Milner and Paquette 2015), in every view. Toe-off lies after the mid-hip rises fastest, and, seen from the
side, just before the knee's straightest moment (Fellin 2010).

How long before and after hangs on the belt's speed and on how fast the mid-hip falls and rises: whoever flies longer
falls faster and stands shorter. The numbers were fitted to seven runners on a force-measuring treadmill, and tried on
each of them left out (docs/decisions/0004).
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.gait.angles import hip_to_ankle
from station.gait.body import BOUNCE, UP, coordinate
from station.gait.fold import Basis, Fold
from station.model import Landmark, Side, View

Array = NDArray[np.float64]

_GRID = np.linspace(0, 2 * np.pi, 128, endpoint=False)  # maxima are found between its points
_QUARTER = len(_GRID) // 4
_LEFT_ANKLE, _RIGHT_ANKLE = coordinate(Landmark.LEFT_ANKLE, UP), coordinate(Landmark.RIGHT_ANKLE, UP)
FRONTAL, SAGITTAL = True, False
HIGHEST, LOWEST = 1.0, -1.0

# Seconds = constant + per m/s of belt speed + per leg length/s of vertical speed (fastest rise + fastest fall).
# The planes differ a little, since a leg nearer to the camera looks longer.
_FALL_AFTER_CONTACT = {
    FRONTAL: np.array((0.0871, -0.0088, -0.0142)),
    SAGITTAL: np.array((0.0904, -0.0096, -0.0157)),
}
_TOE_OFF_AFTER_RISE = np.array((0.1036, -0.0125, -0.0337))
_TOE_OFF_PER_LATE_LOW = 0.64  # and per second from fastest fall to lowest point
_STRAIGHT_KNEE_AFTER_TOE_OFF = np.array((-0.0749, 0.0085, 0.0350))
_TRIED_MPS = (2.0, 5.0)
# Without the belt's speed: the time from fastest fall to fastest rise tells it, longer when slower.
_SPEED_MPS = (2.5, 3.5, 4.5)
_RISE_AFTER_FALL_S = (0.145, 0.160, 0.185)


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
        rows, steepness = _grid_of(fold.basis.harmonics)
        curves = rows @ fold.series
        bounce, slope = curves[:, BOUNCE].tolist(), (steepness @ fold.series)[:, BOUNCE].tolist()
        lows = _two_lows(bounce)
        between = curves[lows, _LEFT_ANKLE] - curves[lows, _RIGHT_ANKLE]
        left, right = lows if between[0] < between[1] else lows[::-1]  # the standing foot is the lower
        moving = _Moving(curves, bounce, slope, max(slope) - min(slope), rate)
        return Stride(
            self._leg(Side.LEFT, left, moving), self._leg(Side.RIGHT, right, moving), bounce=max(bounce) - min(bounce)
        )

    def _leg(self, side: Side, low: int, moving: "_Moving") -> LegInstants:
        rate, steepest = moving.rate, moving.steepest * moving.rate
        fall, rise = _fastest(moving.slope, low)
        midstance = _refined(moving.bounce, low, LOWEST)
        speed = self._speed or _speed_of((rise - fall) / rate)
        how = np.array([1.0, min(max(speed, _TRIED_MPS[0]), _TRIED_MPS[1]), steepest])
        contact = fall - rate * float(how @ _FALL_AFTER_CONTACT[self._view.frontal])
        if self._view.frontal:
            late = _TOE_OFF_PER_LATE_LOW * (midstance - fall) / rate
            toe_off = rise + rate * (float(how @ _TOE_OFF_AFTER_RISE) + late)
        else:
            toe_off = _straightest_knee(side, low, moving.curves) - rate * float(how @ _STRAIGHT_KNEE_AFTER_TOE_OFF)
        return LegInstants(contact, midstance, max(toe_off, midstance))


@dataclass(frozen=True, slots=True, eq=False)
class _Moving:
    """The mean stride on the grid: all curves, and of the mid-hip height and slope (in plain numbers: they are few)."""

    curves: Array
    bounce: Sequence[float]
    slope: Sequence[float]
    steepest: float
    rate: float


@functools.cache
def _grid_of(harmonics: int) -> tuple[Array, Array]:
    return Basis(harmonics, ridge=0.0).with_slope(_GRID)


def _two_lows(bounce: Sequence[float]) -> list[int]:
    """Return where the mid-hip is lowest in either half of the stride."""
    size = len(bounce)
    first = min(range(size), key=bounce.__getitem__)
    second = min(range(first + _QUARTER, first + 3 * _QUARTER), key=lambda place: bounce[place % size])
    return [first, second % size]


def _fastest(slope: Sequence[float], low: int) -> tuple[float, float]:
    """Return the phases of fastest fall before, and fastest rise after, the lowest point."""
    size = len(slope)
    fall = min(range(low, low - _QUARTER, -1), key=lambda place: slope[place % size])
    rise = max(range(low, low + _QUARTER), key=lambda place: slope[place % size])
    return _refined(slope, fall, LOWEST), _refined(slope, rise, HIGHEST)


def _refined(curve: Sequence[float], index: int, sign: float) -> float:
    """Return the phase of a curve's highest or lowest point between grid points; `index` may lie outside the grid."""
    size = len(curve)
    before, at, after = (sign * curve[(index + shift) % size] for shift in (-1, 0, 1))
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float((index + shift) * 2 * math.pi / size)


def _speed_of(rise_after_fall_s: float) -> float:
    return float(np.interp(rise_after_fall_s, _RISE_AFTER_FALL_S, _SPEED_MPS[::-1]))


def _straightest_knee(side: Side, low: int, curves: Array) -> float:
    """Return the phase after the lowest point at which the knee is straightest."""
    after = low + np.arange(int(1.3 * _QUARTER))
    reach = hip_to_ankle(curves[:, :BOUNCE].reshape(len(curves), -1, 2), side)
    return _refined(reach.tolist(), int(after[reach[after % len(reach)].argmax()]), HIGHEST)
