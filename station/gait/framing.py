"""How the runner stands in the picture: whole or cut off, how large, and seen from where.

The view is told by which shoulder is left in the picture, and from the side by where the feet point: right in 1,630
of 1,631 poses tried (hardware/placement.md). The face is no help: seen from behind, MediaPipe is as sure of nose and
mouth as from the front.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.looks import Framing
from station.model import Landmark, Pose, View

Array = NDArray[np.float64]

EDGE_FRAC = 0.015  # of the body's height, between the body and the picture's edge
CROWN_FRAC = 0.14  # of the height from nose to soles: how far the crown is above the nose
TURNED_FRAC = 0.40  # shoulders' width by the trunk's length: 0.6 and more from front and rear, below 0.3 from the side
_HEAD = [point for point in Landmark if point.of_face]
_SOLES = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL, Landmark.LEFT_FOOT_INDEX, Landmark.RIGHT_FOOT_INDEX]
_BODY = [*_HEAD, *(point for point in Landmark if point >= Landmark.LEFT_HIP)]  # hands may leave the picture
_TURN = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, Landmark.LEFT_HIP, Landmark.RIGHT_HIP, *_SOLES]


def framing(poses: Sequence[Pose], size_px: tuple[int, int]) -> Framing | None:
    """Return how the runner stood in the picture over some poses; None where nobody was seen."""
    points = _knowing(poses, _BODY)
    if not len(points):
        return None
    soles = points[:, _SOLES, 1].max(axis=1)
    nose = points[:, Landmark.NOSE, 1]
    crown = nose - CROWN_FRAC * (soles - nose)
    body_px = float(np.median(soles - crown))
    edge, (width, height) = EDGE_FRAC * body_px, size_px
    across = points[:, _BODY, 0]
    cut = {
        "head": np.median(crown) < 0,
        "feet": soles.max() > height - edge,
        "left": across.min() < edge,
        "right": across.max() > width - edge,
    }
    return Framing(body_px, body_px / height, tuple(name for name, is_cut in cut.items() if is_cut))


def seen_view(poses: Sequence[Pose]) -> View | None:
    """Return from where the runner is seen, by what most poses say; None where nobody was seen."""
    points = _knowing(poses, _TURN)
    if not len(points):
        return None
    x, y = np.median(_to_trunk(points), axis=0).tolist()
    if abs(x) > TURNED_FRAC:
        return View.FRONT if x > 0 else View.REAR
    return View.RIGHT if y > 0 else View.LEFT


def _to_trunk(points: Array) -> Array:
    """Return, in trunk lengths, how far the left shoulder is to the right of the other, and where the feet point."""
    trunk = np.abs(_mid(points, "SHOULDER") - _mid(points, "HIP"))[:, 1]
    across = points[:, Landmark.LEFT_SHOULDER, 0] - points[:, Landmark.RIGHT_SHOULDER, 0]
    ahead = (_mid(points, "FOOT_INDEX") - _mid(points, "HEEL"))[:, 0]
    return np.stack([across, ahead], axis=1) / np.maximum(trunk, 1.0)[:, None]


def _mid(points: Array, name: str) -> Array:
    both: Array = points[:, [Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]], :2].mean(axis=1)
    return both


def _knowing(poses: Sequence[Pose], landmarks: Sequence[Landmark]) -> Array:
    """Return the points of the poses that know all these landmarks."""
    whole = [pose.points for pose in poses if np.isfinite(pose.points[landmarks, :2]).all()]
    return np.array(whole).reshape(-1, len(Landmark), 3)
