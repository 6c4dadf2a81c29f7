"""A pose as the runner's body: joints in the runner's own frame, in leg lengths, around the middle of the hips.

Horizontal is R (the runner's right) from front and rear, F (the running direction) from the sides; U is up. Dividing
by the leg's length and moving with the hips takes out where on the belt the runner is and how far the camera.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from station.gait.pelvis import tilt_deg
from station.gait.person import Person
from station.gait.sight import Sight
from station.metrics import MEDIAPIPE
from station.model import Landmark, Pose, Setup, Side, View

Array = NDArray[np.float64]

JOINTS = (
    Landmark.LEFT_SHOULDER,
    Landmark.RIGHT_SHOULDER,
    Landmark.LEFT_HIP,
    Landmark.RIGHT_HIP,
    Landmark.LEFT_KNEE,
    Landmark.RIGHT_KNEE,
    Landmark.LEFT_ANKLE,
    Landmark.RIGHT_ANKLE,
    Landmark.LEFT_HEEL,
    Landmark.RIGHT_HEEL,
    Landmark.LEFT_FOOT_INDEX,
    Landmark.RIGHT_FOOT_INDEX,
    Landmark.LEFT_ELBOW,
    Landmark.RIGHT_ELBOW,
    Landmark.LEFT_WRIST,
    Landmark.RIGHT_WRIST,
)
ROW = {joint: row for row, joint in enumerate(JOINTS)}
SHOULDERS, HIPS = slice(0, 2), slice(2, 4)
LEGS = slice(2, 8)  # hips, knees, ankles: without these there is no gait to see
ARMS = slice(12, 16)  # only what is learned from all points looks at them, and it has learned from guesses too
LEG = {
    Side.LEFT: (Landmark.LEFT_HIP, Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE),
    Side.RIGHT: (Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE),
}
_SEGMENT_TOPS, _SEGMENT_ENDS = slice(2, 6), slice(4, 8)

BOUNCE = 2 * len(JOINTS)  # in a sample: the height of the mid-hip, after the joints' coordinates
SAMPLE_SIZE = BOUNCE + 1
TILT = SAMPLE_SIZE  # in what is known of a runner with stickers: the tilt of their line, after the sample
HORIZONTAL, UP = 0, 1
SEEN_FRAC = 0.3  # visibility below which a landmarker only guesses; far legs in real side views have 0.4 and more

_ROWS = np.array([int(joint) for joint in JOINTS])
# Legs exchanged, shoulders and arms kept.
_MIRRORED = np.array([row ^ (LEGS.start <= row < ARMS.start) for row in range(len(JOINTS))])
_TO_THE_RIGHT = {View.REAR: 1.0, View.FRONT: -1.0, View.RIGHT: 1.0, View.LEFT: -1.0}


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One pose as a body. `sample` is joints x 2 in leg lengths around the mid-hip, flat, then the mid-hip's height."""

    t: float
    sample: Array
    visible: Array
    """Visibility of each joint, 0..1."""
    seen: NDArray[np.bool_]
    """For each coordinate of the sample: was the joint seen, or only guessed?"""
    known: Array
    """The sample without what was only guessed (NaN), and the stickers' tilt where they are worn."""
    leg_px: float
    person: int
    """Counts up whenever it may be somebody else than before."""
    yaw_deg: float = 0.0
    """Of the line of sight to where the runner is, as far as the camera's aim is known."""
    tilt_deg: float | None = None
    """Of the line through the stickers, + = right higher; NaN where they were not seen, None where none are worn."""


def coordinate(joint: Landmark, axis: int) -> int:
    """Return where in a sample a joint's coordinate stands (axis HORIZONTAL or UP)."""
    return 2 * ROW[joint] + axis


class BodyReader:
    """Turn poses into bodies; remembers the runner's place and size."""

    def __init__(self, setup: Setup) -> None:
        self._frontal = setup.view.frontal
        self._axes = np.array((_TO_THE_RIGHT[setup.view], -1.0))
        self._sight = Sight(setup)
        self._stickers_worn = setup.stickers
        # MediaPipe's hips bounce half to five sixths as high as the runner, its shoulders as high (docs/anatomy.md).
        self._by_shoulders = setup.source == MEDIAPIPE
        self._person = Person()
        self._trunk_px: float | None = None
        self._number = 0

    def read(self, pose: Pose, only_same: bool = False) -> Body | None:
        """Return the body, or None where hips, knees and ankles are not all there.

        With `only_same` None too where it is somebody else's than before; else whoever is seen is now the one.
        """
        joints, visible = self._joints(pose)
        known = np.isfinite(joints)
        seen = _seen(visible, known)
        leg_px = _longest_leg(joints, seen)
        if not (leg_px > 1.0 and math.isfinite(leg_px)):  # also where one of them is missing
            return None
        mid_hip = 0.5 * (joints[2] + joints[3])
        if not self._person.may_be(mid_hip, leg_px):
            if only_same:
                return None
            self.forget()
        place, leg_px = self._person.follow(pose.t, mid_hip, leg_px), self._person.leg_px
        above_px = self._above_hips(joints, seen)
        sample = np.empty(SAMPLE_SIZE)
        sample[:BOUNCE] = np.where(known, (joints - mid_hip) / leg_px, 0.0).ravel()
        sample[BOUNCE] = (mid_hip[UP] - place[UP] + above_px) / leg_px
        yaw_deg = self._sight.yaw_deg(float(place[HORIZONTAL] * self._axes[HORIZONTAL]))
        of_sample, tilt = _of_sample(seen), self._tilt_deg(pose)
        known = _known(sample, of_sample, tilt)
        return Body(pose.t, sample, visible, of_sample, known, leg_px, self._number, yaw_deg, tilt)

    def forget(self) -> None:
        """Start afresh: somebody else may come."""
        self._person = Person()
        self._trunk_px = None
        self._number += 1

    def _above_hips(self, joints: Array, seen: NDArray[np.bool_]) -> float:
        """Return how far the shoulders are higher above the hips than at first, px; 0 where they do not count."""
        if not (self._by_shoulders and seen[SHOULDERS].all()):
            return 0.0
        trunk_px = float((joints[SHOULDERS].mean(axis=0) - joints[HIPS].mean(axis=0))[UP])
        if self._trunk_px is None:
            self._trunk_px = trunk_px
        return trunk_px - self._trunk_px

    def _tilt_deg(self, pose: Pose) -> float | None:
        return tilt_deg(pose.stickers, self._sight, self._axes) if self._stickers_worn else None

    def _joints(self, pose: Pose) -> tuple[Array, Array]:
        points = pose.points[_ROWS]
        joints, visible = self._sight.level(points[:, :2]) * self._axes, points[:, 2]
        visible = np.where(np.isfinite(visible), visible, 0.0)
        if self._frontal and joints[3, HORIZONTAL] < joints[2, HORIZONTAL]:
            return joints[_MIRRORED], visible[_MIRRORED]  # the right hip is on the right, whatever the landmarker says
        return joints, visible


def legs_exchanged(body: Body) -> Body:
    """Return the body with left and right legs taken for each other."""
    joints = body.sample[:BOUNCE].reshape(-1, 2)[_MIRRORED]
    sample = np.append(joints.ravel(), body.sample[BOUNCE])
    seen = np.append(body.seen[:BOUNCE].reshape(-1, 2)[_MIRRORED].ravel(), True)
    known = _known(sample, seen, body.tilt_deg)
    return replace(body, sample=sample, visible=body.visible[_MIRRORED], seen=seen, known=known)


def _longest_leg(joints: Array, seen: NDArray[np.bool_]) -> float:
    """Return thigh and shank together, of the leg that looks longer; one that is only guessed counts if both are."""
    segments = joints[_SEGMENT_TOPS] - joints[_SEGMENT_ENDS]  # left and right thigh, left and right shank
    thigh_left, thigh_right, shank_left, shank_right = np.hypot(segments[:, 0], segments[:, 1]).tolist()
    left, right = thigh_left + shank_left, thigh_right + shank_right
    hip_left, hip_right, knee_left, knee_right, ankle_left, ankle_right = seen[LEGS].tolist()
    known_left, known_right = hip_left and knee_left and ankle_left, hip_right and knee_right and ankle_right
    if known_left != known_right:
        return float(left if known_left else right)
    return float(max(left, right))


def _seen(visible: Array, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which joints were seen: sure enough, and in both coordinates."""
    seen: NDArray[np.bool_] = visible >= SEEN_FRAC
    seen[ARMS] = True
    seen &= known[:, HORIZONTAL] & known[:, UP]
    return seen


def _of_sample(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each coordinate of a sample whether it was seen; the mid-hip's height always was."""
    coordinates = np.empty(SAMPLE_SIZE, np.bool_)
    coordinates[:BOUNCE:2] = coordinates[1:BOUNCE:2] = seen
    coordinates[BOUNCE] = True
    return coordinates


def _known(sample: Array, seen: NDArray[np.bool_], tilt_deg: float | None) -> Array:
    known = np.where(seen, sample, np.nan)
    return known if tilt_deg is None else np.append(known, tilt_deg)
