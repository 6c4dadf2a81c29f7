"""Compact round spots of a known size in a picture of one level: where they are, to a fraction of a pixel."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Level = NDArray[np.uint8]
Array = NDArray[np.float64]

LEAST_CONTRAST = 16.0  # of 255, above what is around
FOOT_FRAC = 0.2  # of the contrast: what is weaker is no part of a spot, so that no pixel comes or goes with a jump
SIZES_FRAC = (0.55, 1.7)  # of the diameter expected: bodies differ, and a blurred spot is longer
LEAST_FILL_FRAC, LEAST_ROUND_FRAC = 0.72, 0.35  # of an ellipse, of a circle: a disc may be seen at a slant


@dataclass(frozen=True, slots=True)
class Spot:
    """A spot: its middle in px from the picture's corner, its diameter, how far it stands out (of 255)."""

    x: float
    y: float
    diameter_px: float
    contrast: float


def spots(level: Level, expected_px: float) -> Iterator[Spot]:
    """Yield the spots that are about as large as expected."""
    relief = _relief(level, expected_px)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(relief >= LEAST_CONTRAST, np.uint8))
    for label, (x, y, width, height, area) in enumerate(stats[1:].tolist(), 1):
        if _may_be_one(max(width, height), area, expected_px):
            part = (slice(y, y + height), slice(x, x + width))
            alone = np.where(labels[part] == label, relief[part], 0.0)
            if spot := _spot(alone, x, y, expected_px):
                yield spot


def _relief(level: Level, expected_px: float) -> Level:
    """Return how far each pixel stands out from what is around a spot.

    That is what openings along a row and along a column leave: they keep areas and stripes, and take spots away.
    """
    smooth = cv2.GaussianBlur(level, (0, 0), max(0.6, 0.09 * expected_px))
    length = 2 * round(0.9 * expected_px) + 3
    row, column = (cv2.morphologyEx(smooth, cv2.MORPH_OPEN, np.ones(s, np.uint8)) for s in ((1, length), (length, 1)))
    return np.asarray(cv2.subtract(smooth, cv2.max(row, column)), np.uint8)


def _may_be_one(longest_px: int, area_px: int, expected_px: float) -> bool:
    return area_px >= (SIZES_FRAC[0] * expected_px) ** 2 / 2 and longest_px <= 2 * SIZES_FRAC[1] * expected_px


def _spot(alone: Array, left: int, top: int, expected_px: float) -> Spot | None:
    """Return what stands there alone as a spot; None where its upper half is not round, full and of the right size."""
    contrast = float(np.percentile(alone[alone > 0], 90))
    core = alone >= 0.5 * contrast
    diameter_px = 2 * math.sqrt(np.count_nonzero(core) / math.pi)
    if not (SIZES_FRAC[0] <= diameter_px / expected_px <= SIZES_FRAC[1] and _is_round(core)):
        return None
    x, y = _middle(np.clip(alone - FOOT_FRAC * contrast, 0.0, None))
    return Spot(left + x, top + y, diameter_px, contrast)


def _middle(weight: Array) -> tuple[float, float]:
    """Return the centre of mass, x and y: a pixel's own middle is half a pixel from its corner."""
    total = float(weight.sum())
    across, down = weight.sum(axis=0), weight.sum(axis=1)
    x, y = (float(sums @ (np.arange(len(sums)) + 0.5)) / total for sums in (across, down))
    return x, y


def _is_round(core: NDArray[np.bool_]) -> bool:
    """Tell whether a spot fills an ellipse that is not too long."""
    places = np.array(np.nonzero(core), float)
    short, long = np.linalg.eigvalsh(np.cov(places, ddof=0) + np.eye(2) / 12).tolist()  # a pixel is 1/12 wide itself
    full = places.shape[1] >= LEAST_FILL_FRAC * 4 * math.pi * math.sqrt(short * long)
    return bool(full and short >= LEAST_ROUND_FRAC**2 * long)
