"""The pelvis by two stickers on it: how far the line through them tilts, followed over the stride like a joint.

The stickers lie a hand's breadth behind the hip joints (PSIS) or before them (ASIS), but on the same bone, so their
line tilts as the line of the hips does. What perspective adds where the camera is not as high as they are stands in
docs/stickers.md.
"""

import math

import numpy as np
from numpy.typing import NDArray

from station.gait.sight import Sight
from station.model import Side, Stickers

Array = NDArray[np.float64]

UNSEEN_DEG = math.nan


def tilt_deg(stickers: Stickers | None, sight: Sight, axes: Array) -> float:
    """Return by how much the runner's right one is higher than the left, NaN where they were not seen."""
    if stickers is None:
        return UNSEEN_DEG
    first, second = sight.level(np.array((stickers.left[:2], stickers.right[:2]))) * axes
    left, right = (first, second) if first[0] <= second[0] else (second, first)  # whatever the landmarker says
    across, up = right - left
    return math.degrees(math.atan2(up, across))


def by_stickers(metrics: dict[str, float], tilt_deg: float, side: Side) -> dict[str, float]:
    """Return a leg's metrics with pelvic drop and hip adduction as the stickers show them: not at all if unseen."""
    drop = side.sign * tilt_deg
    adduction = drop + metrics["femoral_adduction_deg"]
    return metrics | {"pelvic_drop_deg": drop, "hip_adduction_deg": adduction}
