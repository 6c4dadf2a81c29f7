"""Where in a picture the runner is: what is not background, and not kept."""

import numpy as np
from numpy.typing import NDArray

from station.model import Landmark, Pose

Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom, px; right and bottom are outside."""

AROUND = 0.12  # of the body's height: hair, hands, clothes and shoes reach beyond the points
CROWN = 1.2  # the head above the eyes, in such margins
_LEGS = [point for point in Landmark if point >= Landmark.LEFT_KNEE]


def body_box(pose: Pose, size_px: tuple[int, int]) -> Box | None:
    """Return the box that holds the runner, hair and shoes too; None where no point is known."""
    return _box(pose.points[:, :2], size_px, (AROUND, AROUND * CROWN, AROUND, AROUND / 2))


def legs_box(pose: Pose, size_px: tuple[int, int]) -> Box | None:
    """Return the box that holds knees and feet; None where they are not in the picture."""
    return _box(pose.points[_LEGS, :2], size_px, (AROUND,) * 4)


def without(image: Image, box: Box | None, level: int | None = None) -> Image:
    """Return a copy of the picture with a box of one colour; by default what most of the picture has."""
    left, top, right, bottom = box or (0, 0, 0, 0)
    plain = image.copy()
    plain[top:bottom, left:right] = np.median(image[::8, ::8], axis=(0, 1)) if level is None else level
    return plain


def _box(points: NDArray[np.float64], size_px: tuple[int, int], around: tuple[float, ...]) -> Box | None:
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return None
    (left, top), (right, bottom) = known.min(axis=0), known.max(axis=0)
    edge = np.array(around) * max(bottom - top, 1.0)
    corners = np.array([left - edge[0], top - edge[1], right + edge[2], bottom + edge[3]])
    left, top, right, bottom = (int(c) for c in np.clip(corners, 0, [*size_px, *size_px]).round())
    return (left, top, right, bottom) if right > left and bottom > top else None
