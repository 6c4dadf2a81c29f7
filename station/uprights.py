"""The picture's own plumb lines: walls, doors and windows stand upright, and many long edges agree on it.

Used to make the camera's roll surer than four taps on a belt can. A single edge may lie (the posts of many a treadmill
lean), so only edges near what the belt says count, and only where most of their length agrees.
"""

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from station.pinhole import Pinhole

Array = NDArray[np.float64]
Point = tuple[float, float]
Edge = tuple[Point, Point]

LEAST_FRAC = 0.1  # of the picture's height: shorter edges are clutter
MOST = 60
STEEPEST_DEG = 15.0
AGREE_DEG = 0.7  # edges that lean alike to this, each way, tell the same
MOSTLY_FRAC = 0.5  # of the length of all edges that could be upright must agree
ENOUGH_FRAC = 0.4  # of the picture's height: how long those must be together
SD_DEG = 0.6  # of what they agree on: 40 rolled pictures of eight rendered gyms whose treadmills' posts lean


def upright_edges(picture: NDArray[np.uint8]) -> list[Edge]:
    """Return the long edges of a picture (blue-green-red) that are about upright, longest first, lower end first."""
    found = cv2.createLineSegmentDetector().detect(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))[0]
    if found is None:
        return []
    ends = np.asarray(found, float).reshape(-1, 2, 2)
    ends[ends[:, 0, 1] < ends[:, 1, 1]] = ends[ends[:, 0, 1] < ends[:, 1, 1]][:, ::-1]
    across, up = np.abs(ends[:, 1] - ends[:, 0]).T
    upright = (up > LEAST_FRAC * picture.shape[0]) & (across < math.tan(math.radians(STEEPEST_DEG)) * up)
    longest = ends[upright][np.argsort(-up[upright])[:MOST]].round(1).tolist()
    return [((x0, y0), (x1, y1)) for (x0, y0), (x1, y1) in longest]


def roll_by(edges: Sequence[Edge], camera: Pinhole, sd_deg: float, size_px: tuple[int, int]) -> float | None:
    """Return the roll that most edges agree on, within three SD of the camera's own; None where they do not."""
    if not edges:
        return None
    lengths, leans = np.array([_length_and_lean(edge, camera, size_px) for edge in edges]).T
    near = np.abs(leans) < 3 * sd_deg
    together = (np.abs(leans - leans[:, None]) < AGREE_DEG) & near & near[:, None]
    agreeing = together[int((together @ lengths).argmax())]
    agreed = float(lengths[agreeing].sum())
    if agreed < max(ENOUGH_FRAC * size_px[1], MOSTLY_FRAC * float(lengths[near].sum())) or agreeing.sum() < 3:
        return None
    return camera.roll_deg + float(np.average(leans[agreeing], weights=lengths[agreeing]))


def _length_and_lean(edge: Edge, camera: Pinhole, size_px: tuple[int, int]) -> tuple[float, float]:
    """Return an edge's length, px, and how far it leans left of what that camera shows upright there, degrees."""
    lower, upper = np.array(edge)
    along, up = upper - lower, camera.upright((lower + upper) / 2, np.array(size_px) / 2)
    length = math.hypot(*along.tolist())
    return length, math.degrees(math.asin((along[0] * up[1] - along[1] * up[0]) / length))
