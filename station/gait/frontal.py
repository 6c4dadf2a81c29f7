"""The frontal plane at midstance, as this set-up can best tell it: points, what all points say, or stickers."""

import math

import numpy as np
from numpy.typing import NDArray

from station.gait import angles
from station.gait.anatomy import Anatomy, Looked, learned
from station.gait.pelvis import by_stickers
from station.metrics import CORRECTED, MEDIAPIPE, RAW, REAL_HIPS_DEG
from station.model import Setup, Side

Array = NDArray[np.float64]


class Frontal:
    """Read the frontal metrics of one set-up. Only MediaPipe's points are corrected: its errors were learned from."""

    def __init__(self, setup: Setup, looked: Looked = Looked.PLAINLY) -> None:
        self._view, self._looked, self._real_hips = setup.view, looked, setup.real_hips
        self._anatomy: Anatomy | None = learned() if setup.source == MEDIAPIPE else None

    def read(self, joints: Array, side: Side, tilt_deg: float | None) -> tuple[dict[str, float], frozenset[str]]:
        """Return the metrics, and which of them should have been corrected but could not be.

        `joints` are rows of `JOINTS`; `tilt_deg` is the stickers' where they are worn. What was not seen is left out.
        """
        found, uncorrected = self._read(joints, side)
        if tilt_deg is not None:
            found = by_stickers(found, tilt_deg, side)
            uncorrected -= {"pelvic_drop_deg"}
        return {name: value for name, value in found.items() if math.isfinite(value)}, uncorrected

    def _read(self, joints: Array, side: Side) -> tuple[dict[str, float], frozenset[str]]:
        read = angles.frontal(joints, side)
        if self._anatomy is None:
            return read, frozenset()
        raw = {RAW[name]: read[name] for name in CORRECTED}
        corrected = self._anatomy.correct(joints, side, self._view, self._looked)
        if corrected is None:
            return read | raw, frozenset(CORRECTED)
        return read | (_as_in_people(corrected) if self._real_hips else corrected) | raw, frozenset()


def _as_in_people(corrected: dict[str, float]) -> dict[str, float]:
    return {name: value + REAL_HIPS_DEG.get(name, 0.0) for name, value in corrected.items()}
