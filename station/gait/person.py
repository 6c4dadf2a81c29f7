"""Whose body it is: the runner stays about where and as large as she was; whoever suddenly stands elsewhere is another.

A landmarker shows one person, and when a coach crosses, not always the right one. On a treadmill the middle of the
hips stays within 0.15 leg lengths of its mean place (34 runs of the benchmark, bounce included) and a leg between 0.77
and 1.19 of its mean length, while somebody who walks past makes more than a leg length a second.
"""

import math

import numpy as np
from numpy.typing import NDArray

from station.gait.slow import news

Array = NDArray[np.float64]

FARTHEST = 0.35  # leg lengths between the middle of the hips and its place
SMALLEST, LARGEST = 0.7, 1.4  # times the leg's mean length

# Place and leg length are followed slowly, so that a stride's own movement stays in the sample.
_PLACE_TAU_S = 1.5
_LENGTH_TAU_S = 3.0


class Person:
    """Where somebody is and how large, in px; knows nobody at first."""

    def __init__(self) -> None:
        self.place: Array | None = None
        self.leg_px = 0.0
        self._t = 0.0

    def may_be(self, mid_hip: Array, leg_px: float) -> bool:
        """Tell whether a body there, so large, can be the same person; anybody can while nobody is known."""
        if self.place is None:
            return True
        across, up = (mid_hip - self.place).tolist()
        near = math.hypot(across, up) <= FARTHEST * self.leg_px
        return near and SMALLEST * self.leg_px <= leg_px <= LARGEST * self.leg_px

    def follow(self, t: float, mid_hip: Array, leg_px: float) -> Array:
        """Take in where the person is now; return the place, the slow mean of it."""
        if self.place is None:
            self.place, self.leg_px, self._t = mid_hip, leg_px, t
        elapsed = min(max(t - self._t, 0.0), 1.0)
        self._t = t
        self.place = self.place + news(elapsed, _PLACE_TAU_S) * (mid_hip - self.place)
        self.leg_px += news(elapsed, _LENGTH_TAU_S) * (leg_px - self.leg_px)
        return self.place
