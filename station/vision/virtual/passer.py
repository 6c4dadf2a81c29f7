"""Somebody else who crosses behind the runner, as a landmarker sees them without pixels: now and then it is on them.

Which of two people a landmarker shows changes in spells, not from frame to frame. How long they last is chosen, not
measured: MediaPipe keeps to the runner far longer, as the pictures of the second person show (tests).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.faults import Fault, FaultKind
from station.vision.virtual.faults import BEHIND_FRAC, FLOOR_FRAC, SOMEBODY_STRIDE_S, crossed_px, playing

Points = NDArray[np.float64]

ON_HER_S, ON_THEM_S = 0.7, 0.4  # mean spells
SPELLS = 0x9A55


class Passer:
    """Ask in the order of time."""

    def __init__(self, stride_px: Points, size_px: tuple[int, int], faults: Sequence[Fault], seed: int) -> None:
        self._stride_px, self._size_px, self._faults = stride_px, size_px, faults
        self._chance = np.random.default_rng([seed, SPELLS])
        self._on_them = False
        self._until_s = 0.0

    def points(self, t: float) -> Points | None:
        """Return the other's joints while the landmarker is on them, None while it is on the runner."""
        fault = playing(self._faults, FaultKind.SECOND_PERSON, t)
        if fault is None:
            self._on_them, self._until_s = False, t
            return None
        while self._until_s <= t:
            self._on_them = not self._on_them
            self._until_s += float(self._chance.exponential(ON_THEM_S if self._on_them else ON_HER_S))
        return self._at(t, fault.done_frac(t)) if self._on_them else None

    def _at(self, t: float, crossed_frac: float) -> Points:
        width_px, height_px = self._size_px
        place = round(t / SOMEBODY_STRIDE_S * len(self._stride_px)) % len(self._stride_px)
        on_floor_px = np.array((width_px / 2, FLOOR_FRAC * height_px))
        across_px = (crossed_px(crossed_frac, width_px), 0.0)
        there: Points = BEHIND_FRAC * self._stride_px[place] + (1 - BEHIND_FRAC) * on_floor_px + across_px
        return there
