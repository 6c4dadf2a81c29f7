"""The runner as in a mirror: which lines are drawn where, and how boldly. Pure.

A mirror shows the runner's right on the right. A camera behind sees it so; the picture of one in front is turned over;
one at the side is left as it is. Nothing of the face is told: the head is put where the trunk points.
"""

import math
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from station.model import Focus, Landmark, Pose, Setup, Side, View

SEEN_FRAC = 0.3
"""A point of less visibility is a guess, and is not drawn."""
CLEAR_FRAC = 0.06
"""By so much of a leg's length the other ankle must be higher before this leg is said to stand."""
NECK_FRAC = 0.45
"""From the shoulders' middle to the head's, in lengths of the trunk (shoulders to hips)."""
HEAD_FRAC = 0.22
"""The head's radius, in lengths of the trunk."""

Point = tuple[float, float]
Points = Mapping[str, Point]
Bone = tuple[str, str]
Figure = dict[str, object]

PELVIS: Bone = ("left_hip", "right_hip")
SPINE: Bone = ("shoulders", "hips")
FIXED: tuple[Bone, ...] = (("left_shoulder", "right_shoulder"), SPINE, PELVIS)
ARM: tuple[Bone, ...] = (("shoulder", "elbow"), ("elbow", "wrist"))
THIGH: Bone = ("hip", "knee")
SHANK: Bone = ("knee", "ankle")
FOOT: tuple[Bone, ...] = (("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index"))

TRAINED: Mapping[Focus, tuple[Bone, ...]] = MappingProxyType(
    {
        Focus.KNEE_CAVE: (THIGH, SHANK),
        Focus.HIP_ADDUCTION: (PELVIS, THIGH),
        Focus.FEMORAL_ADDUCTION: (THIGH,),
        Focus.PELVIC_DROP: (PELVIS,),
        Focus.STEP_WIDTH: (SHANK,),
        Focus.OVERSTRIDE: (SHANK,),
        Focus.TRUNK_LEAN: (SPINE,),
    }
)
"""The lines that show what is trained; a cadence shows in none."""


class Stroke(StrEnum):
    """How a line is drawn."""

    THIN = "thin"
    BOLD = "bold"
    TRAINED = "trained"
    TRAINED_BOLD = "trained_bold"


def figure(pose: Pose | None, setup: Setup, focus: Focus | None) -> Figure | None:
    """Return lines [x, y, x, y, stroke] and the head [x, y, radius], in heights of the picture; None if unseen."""
    points = _mirrored(pose, setup) if pose else {}
    lines = [[*_at(points[a]), *_at(points[b]), stroke] for (a, b), stroke in _strokes(points, focus)]
    return {"lines": lines, "head": _head(points)} if lines else None


def standing(points: Points) -> Side | None:
    """Return the leg that stands: the one whose ankle is clearly lower. None in flight, or where a leg is unseen."""
    if not {"left_hip", "right_hip", "left_ankle", "right_ankle"} <= points.keys():
        return None
    lower = Side.LEFT if points["left_ankle"][1] > points["right_ankle"][1] else Side.RIGHT
    clear = points[f"{lower}_ankle"][1] - points[f"{lower.other}_ankle"][1]
    length = math.dist(points[f"{lower}_hip"], points[f"{lower}_ankle"])
    return lower if clear > CLEAR_FRAC * length else None


def _mirrored(pose: Pose, setup: Setup) -> dict[str, Point]:
    """Return the points that are seen, by name, and the middles of shoulders and hips."""
    flip = setup.view is View.FRONT
    points: dict[str, Point] = {}
    for landmark in Landmark:
        x, y, visibility = (float(part) for part in pose.points[landmark])
        if landmark.of_face or visibility < SEEN_FRAC or not math.isfinite(x + y):
            continue
        points[landmark.key] = ((setup.width_px - x if flip else x) / setup.height_px, y / setup.height_px)
    return points | _middles(points)


def _middles(points: Points) -> dict[str, Point]:
    pairs = {f"{joint}s": [points.get(f"{side}_{joint}") for side in Side] for joint in ("shoulder", "hip")}
    return {name: ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for name, (a, b) in pairs.items() if a and b}


def _strokes(points: Points, focus: Focus | None) -> Iterator[tuple[Bone, Stroke]]:
    trained = TRAINED.get(focus, ()) if focus else ()
    stands = standing(points)
    for side in Side:
        for bone in (*ARM, THIGH, SHANK, *FOOT):
            bold = side is stands and bone in (THIGH, SHANK)
            yield from _seen(points, (f"{side}_{bone[0]}", f"{side}_{bone[1]}"), bold, bone in trained)
    for bone in FIXED:  # last, so that the pelvis lies over the thighs
        yield from _seen(points, bone, bone == PELVIS, bone in trained)


def _seen(points: Points, bone: Bone, bold: bool, trained: bool) -> Iterator[tuple[Bone, Stroke]]:
    if bone[0] in points and bone[1] in points:
        yield bone, _STROKES[bold, trained]


_STROKES = {
    (False, False): Stroke.THIN,
    (True, False): Stroke.BOLD,
    (False, True): Stroke.TRAINED,
    (True, True): Stroke.TRAINED_BOLD,
}


def _head(points: Points) -> list[float] | None:
    if not {"shoulders", "hips"} <= points.keys():
        return None
    (x, y), (hips_x, hips_y) = points["shoulders"], points["hips"]
    trunk = math.dist((x, y), (hips_x, hips_y))
    return [*_at((x + NECK_FRAC * (x - hips_x), y + NECK_FRAC * (y - hips_y))), round(HEAD_FRAC * trunk, 4)]


def _at(point: Point) -> tuple[float, float]:
    return round(point[0], 4), round(point[1], 4)
