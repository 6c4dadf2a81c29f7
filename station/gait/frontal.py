"""The frontal plane at midstance, as this set-up can best tell it: points, what all points say, or stickers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from station.gait import angles
from station.gait.anatomy import Anatomy, Looked, learned
from station.gait.pelvis import by_stickers
from station.metrics import CORRECTED, MEDIAPIPE, RAW, REAL_HIPS_DEG
from station.model import Setup, Side

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one step shows: metrics by name, and how the correction went."""

    metrics: dict[str, float]
    doubts: Mapping[str, float] = field(default_factory=dict)
    """By how much the networks differ about each corrected angle (SD, degrees)."""
    uncorrected: frozenset[str] = frozenset()
    """Angles that should have been corrected, but of a body unlike those that were learned from: the points' own."""


class Frontal:
    """Read the frontal metrics of one set-up. Only MediaPipe's points are corrected: its errors were learned from."""

    def __init__(self, setup: Setup, looked: Looked = Looked.PLAINLY) -> None:
        self._view, self._looked, self._real_hips = setup.view, looked, setup.real_hips
        self._anatomy: Anatomy | None = learned() if setup.source == MEDIAPIPE and setup.view.frontal else None

    def read(self, joints: Array, side: Side, tilt_deg: float | None) -> Seen:
        """Return the metrics, and what came of correcting them.

        `joints` are rows of `JOINTS`; `tilt_deg` is the stickers' where they are worn. What was not seen is left out.
        """
        seen = self._read(joints, side)
        found, uncorrected = seen.metrics, seen.uncorrected
        if tilt_deg is not None:
            found, uncorrected = by_stickers(found, tilt_deg, side), uncorrected - {"pelvic_drop_deg"}
        return replace(
            seen,
            uncorrected=uncorrected,
            metrics={name: value for name, value in found.items() if math.isfinite(value)},
        )

    def _read(self, joints: Array, side: Side) -> Seen:
        read = angles.frontal(joints, side)
        if self._anatomy is None:
            return Seen(read)
        raw = {RAW[name]: read[name] for name in CORRECTED}
        corrected = self._anatomy.correct(joints, read, side, self._view, self._looked)
        if corrected is None:
            return Seen(read | raw, uncorrected=frozenset(CORRECTED))
        told = _as_in_people(corrected.angles) if self._real_hips else corrected.angles
        return Seen(read | told | raw, corrected.doubts)


def _as_in_people(corrected: dict[str, float]) -> dict[str, float]:
    return {name: value + REAL_HIPS_DEG.get(name, 0.0) for name, value in corrected.items()}
