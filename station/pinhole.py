"""A camera over the belt, as seven numbers, and where it shows points of the belt.

World: X to the camera's right along the belt's near edge, Y up, Z away from it, metres, from the belt's middle.
Picture: x to the right, y down, px, the line of sight through its middle, pixels square.
"""

import math
from dataclasses import astuple, dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DOWN = np.array([1.0, -1.0, 1.0])  # OpenCV's world has Y down


@dataclass(frozen=True, slots=True)
class Pinhole:
    """Where the camera stands (yaw, distance, height), how it looks (heading, pitch, roll), and its focal length."""

    yaw_deg: float
    """+ = it stands to the left, as it sees it, of the line through the belt's middle."""
    distance_m: float
    height_m: float
    heading_deg: float
    """+ = it looks to the right of straight ahead; one that looks at the belt's middle has its yaw here."""
    pitch_deg: float
    """+ = it looks down."""
    roll_deg: float
    """+ = it is turned clockwise, so that verticals lean left."""
    log_focal: float
    """Logarithm of the focal length in px."""

    @property
    def focal_px(self) -> float:
        return math.exp(self.log_focal)

    @property
    def axes(self) -> Array:
        """Its own axes as rows: right, down, ahead."""
        heading, pitch, roll = (math.radians(angle) for angle in (self.heading_deg, self.pitch_deg, self.roll_deg))
        ahead = [math.sin(heading) * math.cos(pitch), -math.sin(pitch), math.cos(heading) * math.cos(pitch)]
        down = np.array([-math.sin(heading) * math.sin(pitch), -math.cos(pitch), -math.cos(heading) * math.sin(pitch)])
        right = np.array([math.cos(heading), 0.0, -math.sin(heading)])
        turned = math.cos(roll) * right + math.sin(roll) * down, math.cos(roll) * down - math.sin(roll) * right
        return np.array([*turned, ahead])

    @property
    def place(self) -> Array:
        yaw = math.radians(self.yaw_deg)
        return np.array([-self.distance_m * math.sin(yaw), self.height_m, -self.distance_m * math.cos(yaw)])

    def picture(self, points_m: Array, middle_px: Array) -> Array:
        """Return where points (n x 3) are shown, n x 2."""
        seen = (points_m - self.place) @ self.axes.T
        shown: Array = middle_px + self.focal_px * seen[:, :2] / seen[:, 2:]
        return shown

    def upright(self, point_px: Array, middle_px: Array) -> Array:
        """Return the direction in which something upright points at a place of the picture, length 1."""
        up = self.axes[:, 1]
        direction: Array = up[:2] - (point_px - middle_px) / self.focal_px * up[2]
        return direction / np.linalg.norm(direction)


def pinholes_of(points_m: Array, shown_px: Array, middle_px: Array, focal_px: float) -> list[Pinhole]:
    """Return the cameras that show four points of the belt about there, by OpenCV, for this focal length.

    A plane looks nearly the same from two places, so there are two, and only their fit tells which one is meant.
    """
    lens = np.array([[focal_px, 0, middle_px[0]], [0, focal_px, middle_px[1]], [0, 0, 1]])
    _, turns, shifts, _ = cv2.solvePnPGeneric(points_m * _DOWN, shown_px, lens, None, flags=cv2.SOLVEPNP_IPPE)
    found = [_pinhole(turn, shift, focal_px) for turn, shift in zip(turns, shifts, strict=True)]
    usable = [camera for camera in found if math.isfinite(sum(astuple(camera)))]  # a level, straight one can be NaN
    return usable or [Pinhole(0.0, 3.0, 1.0, 0.0, 0.0, 0.0, math.log(focal_px))]


def _pinhole(turn: MatLike, shift: MatLike, focal_px: float) -> Pinhole:
    matrix = np.asarray(cv2.Rodrigues(turn)[0], float)
    right, down, ahead = (matrix * _DOWN).tolist()
    x, y, z = (-(matrix.T @ np.asarray(shift, float).ravel()) * _DOWN).tolist()
    angles = math.atan2(ahead[0], ahead[2]), math.asin(max(-1.0, min(1.0, -ahead[1]))), math.atan2(-right[1], -down[1])
    heading_deg, pitch_deg, roll_deg = map(math.degrees, angles)
    yaw_deg = math.degrees(math.atan2(-x, -z))
    return Pinhole(yaw_deg, math.hypot(x, z), y, heading_deg, pitch_deg, roll_deg, math.log(focal_px))
