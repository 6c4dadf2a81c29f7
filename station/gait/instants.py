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
FRONTAL, SAGITTAL = True, False

# Seconds = constant + per m/s of belt speed + per leg length/s of vertical speed (fastest rise + fastest fall).
# The planes differ a little, since a leg nearer to the camera looks longer.
_FALL_AFTER_CONTACT = {FRONTAL: (0.0871, -0.0088, -0.0142), SAGITTAL: (0.0904, -0.0096, -0.0157)}
_TOE_OFF_AFTER_RISE = (0.1036, -0.0125, -0.0337)
_TOE_OFF_PER_LATE_LOW = 0.64  # and per second from fastest fall to lowest point
_STRAIGHT_KNEE_AFTER_TOE_OFF = (-0.0749, 0.0085, 0.0350)
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
        bounce, slope = curves[:, BOUNCE], slopes[:, BOUNCE]
        fall, rise = _fastest(slope, low)
        midstance = _lowest(bounce, low)
        speed = self._speed or _speed_of((rise - fall) / rate)
        how = np.array([1.0, np.clip(speed, *_TRIED_MPS), float(np.ptp(slope)) * rate])
        contact = fall - rate * float(how @ _FALL_AFTER_CONTACT[self._view.frontal])
        if self._view.frontal:
            late = _TOE_OFF_PER_LATE_LOW * (midstance - fall) / rate
            toe_off = rise + rate * (float(how @ _TOE_OFF_AFTER_RISE) + late)
        else:
            toe_off = _straightest_knee(side, low, curves) - rate * float(how @ _STRAIGHT_KNEE_AFTER_TOE_OFF)
        return LegInstants(contact, midstance, max(toe_off, midstance))


@functools.cache
def _grid_of(harmonics: int) -> tuple[Array, Array]:
    return Basis(harmonics, ridge=0.0).with_slope(_GRID)


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


def _straightest_knee(side: Side, low: int, curves: Array) -> float:
    """Return the phase after the lowest point at which the knee is straightest."""
    after = low + np.arange(int(1.3 * _QUARTER))
    reach = hip_to_ankle(curves[:, :BOUNCE].reshape(len(curves), -1, 2), side)
    return _refined(reach, int(after[reach[after % len(reach)].argmax()]))
