"""What the virtual runner's pelvis truly does, read off the atlas."""

import numpy as np

from station.model import Landmark, Side, View
from station.vision.virtual.atlas import Level, load_atlas
from station.vision.virtual.runner import FORMS


def true_drop_deg(view: View, side: Side, form: str) -> float:
    """Return the pelvic drop in the picture at midstance (lowest mid-hip), of a runner who was never cued."""
    atlas, shown = load_atlas(view), FORMS[form]
    fppa_deg = shown.left_fppa_deg if side is Side.LEFT else shown.right_fppa_deg
    return float(np.interp(fppa_deg, atlas.ladder, [_drop_deg(level, view, side) for level in atlas.levels]))


def _drop_deg(level: Level, view: View, side: Side) -> float:
    left, right = (level.points_px[:, hip] for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP))
    half = len(left) // 2
    stance = slice(half, None) if side is Side.RIGHT else slice(0, half)
    lowest = stance.start + int((left + right)[stance, 1].argmax())
    to_the_right = -1 if view is View.FRONT else 1
    across, up = (right - left)[lowest] * (to_the_right, -1)
    return side.sign * float(np.degrees(np.arctan2(up, across)))
