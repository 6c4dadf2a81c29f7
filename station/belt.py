"""Where the camera stands, from the four corners of the belt as somebody tapped them in the picture.

The best camera lets a belt of the known size fall on the taps. OpenCV finds a first one; then least squares weigh the
taps against what is known of the focal length, and tell how sure each number is. A focal length that nobody knows costs
yaw and roll nothing: the belt's own perspective tells it well enough. Roll is what a belt tells worst (its near edge is
short): edges of the picture that stand upright, or two more taps along one, make it surer.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from station.errors import AimError
from station.model import Aim, View
from station.pinhole import Pinhole, pinholes_of
from station.uprights import SD_DEG, Edge, Point, roll_by

Array = NDArray[np.float64]

TAP_SD_PX = 2.5
"""How far a finger's tap lies off what it means, px, each way."""
USUAL_FOCAL = 0.95
"""Focal length where none is known, as a part of the picture's longer side: 0.74 to 1.4 among cameras in use."""
USUAL_FOCAL_SD, KNOWN_FOCAL_SD = 0.25, 0.02  # of its logarithm

LEAST_AREA_FRAC = 0.002  # of the picture: a smaller belt says nothing with such taps
LEAST_UPRIGHT_PX = 100.0
WORST_MISFIT = 3.0  # RMS of what is left in SD of a tap, or of the focal length; by chance it stays below 2
FARTHEST_YAW_DEG, FARTHEST_ROLL_DEG = 15.0, 15.0
NEAREST_M, FARTHEST_M, LOWEST_M, HIGHEST_M = 0.8, 8.0, 0.1, 3.0

_YAW, _HEIGHT, _ROLL = 0, 2, 5  # of a camera's numbers

AGAIN = "Tap the four corners of the running surface again, each where its edges meet."
_TO_RUNNER = {  # X and Z of the camera as the runner's right and forward
    View.REAR: np.array([[1.0, 0.0], [0.0, 1.0]]),
    View.FRONT: np.array([[-1.0, 0.0], [0.0, -1.0]]),
    View.LEFT: np.array([[0.0, 1.0], [-1.0, 0.0]]),
    View.RIGHT: np.array([[0.0, -1.0], [1.0, 0.0]]),
}


@dataclass(frozen=True, slots=True, eq=False)
class Belt:
    """A belt that was found in the picture."""

    aim: Aim
    corners_px: tuple[Point, ...]
    """Near left, near right, far right, far left, as the picture shows them."""
    mm_per_px: float
    """On the belt, across the picture, at the belt's middle."""
    to_belt_m: Array
    """Homography (3 x 3) from the picture, px, to the runner's right and forward of the belt's middle, m."""

    def place_m(self, point_px: Point) -> Point:
        """Return how far to the runner's right and how far forward of the belt's middle a point of the belt lies."""
        return _through(self.to_belt_m, point_px)


def aim_of(
    corners_px: Sequence[Point],
    belt_m: tuple[float, float],
    size_px: tuple[int, int],
    view: View,
    *,
    focal_px: float | None = None,
    upright_px: Edge | None = None,
    edges_px: Sequence[Edge] = (),
) -> Belt:
    """Return the belt, and with it the camera's aim, from its four corners in any order.

    `belt_m` is length and width of the surface whose corners were tapped, `upright_px` two points one above the other
    on something upright (a door frame, a plumb line), `edges_px` what `uprights.upright_edges` saw in the picture.
    Raises AimError where they can not be a belt, or no upright.
    """
    corners, ground = _in_order(corners_px, size_px), _ground(belt_m, view)
    focal = (focal_px, KNOWN_FOCAL_SD) if focal_px else (USUAL_FOCAL * max(size_px), USUAL_FOCAL_SD)
    taps = _Taps(corners, ground, np.array(size_px) / 2, _checked(upright_px), focal)
    camera, sds = taps.camera()
    roll_deg = roll_by(edges_px, camera, float(sds[_ROLL]), size_px)
    if roll_deg is not None:
        camera, sds = replace(taps, roll_deg=roll_deg).camera()
    _check(camera, taps.misfit(camera), belt_m)
    aim = Aim(
        round(camera.yaw_deg, 3),
        round(camera.roll_deg, 3),
        round(camera.distance_m, 3),
        round(camera.height_m, 3),
        round(float(sds[_YAW]), 3),
        round(float(sds[_ROLL]), 3),
        round(camera.heading_deg, 3),
        round(camera.focal_px, 1),
    )
    on_belt = ground[:, [0, 2]] @ _TO_RUNNER[view].T
    to_belt = np.asarray(cv2.findHomography(corners, on_belt)[0], float)
    shown = tuple((float(x), float(y)) for x, y in corners)
    return Belt(aim, shown, _mm_per_px(to_belt), to_belt)


@dataclass(frozen=True, slots=True, eq=False)
class _Taps:
    """What was tapped, and what it is of."""

    corners_px: Array
    ground_m: Array
    middle_px: Array
    upright_px: Array | None
    focal: tuple[float, float]
    """What is known of the focal length: px, and the SD of its logarithm."""
    roll_deg: float | None = None
    """What the picture's edges say."""

    def camera(self) -> tuple[Pinhole, Array]:
        """Return the camera that fits best and the SD of each of its numbers."""

        def off(numbers: Array) -> Array:
            camera = Pinhole(*numbers.tolist())
            told = [self.off_focal(camera)]
            told += [] if self.roll_deg is None else [(camera.roll_deg - self.roll_deg) / SD_DEG]
            return np.append(self.off(camera), told)

        starts = pinholes_of(self.ground_m, self.corners_px, self.middle_px, self.focal[0])
        from scipy.optimize import least_squares  # noqa: PLC0415 (slow to import; asked for when a camera is set up)

        fits = [least_squares(off, np.array(astuple(start)), x_scale="jac", method="lm") for start in starts]
        found = min(fits, key=lambda fit: (fit.x[_HEIGHT] < 0, float(fit.cost)))  # a camera below looks the other way
        return _usual(Pinhole(*found.x.tolist())), np.sqrt(np.diag(np.linalg.pinv(found.jac.T @ found.jac)))

    def off(self, camera: Pinhole) -> Array:
        """Return how far every tap is off, in SD of a tap."""
        off_px = (camera.picture(self.ground_m, self.middle_px) - self.corners_px).ravel()
        if self.upright_px is None:
            return off_px / TAP_SD_PX
        lower, upper = self.upright_px
        along, up = upper - lower, camera.upright((lower + upper) / 2, self.middle_px)
        return np.append(off_px, (along[0] * up[1] - along[1] * up[0]) / math.sqrt(2)) / TAP_SD_PX

    def off_focal(self, camera: Pinhole) -> float:
        """Return how far the focal length is off what is known of it, in SD."""
        focal_px, log_sd = self.focal
        return (camera.log_focal - math.log(focal_px)) / log_sd

    def misfit(self, camera: Pinhole) -> float:
        """Return the RMS of what is left, in SD of a tap; or how far the focal length is off, where that is worse."""
        return max(float(np.sqrt((self.off(camera) ** 2).mean())), abs(self.off_focal(camera)))


def _usual(camera: Pinhole) -> Pinhole:
    """Return the same camera in the usual numbers: the search may have gone round, or through the middle."""
    behind = 180.0 if camera.distance_m < 0 else 0.0
    return replace(
        camera,
        yaw_deg=math.remainder(camera.yaw_deg + behind, 360.0),
        distance_m=abs(camera.distance_m),
        heading_deg=math.remainder(camera.heading_deg, 360.0),
        pitch_deg=math.remainder(camera.pitch_deg, 360.0),
        roll_deg=math.remainder(camera.roll_deg, 360.0),
    )


def _in_order(corners_px: Sequence[Point], size_px: tuple[int, int]) -> Array:
    """Return near left, near right, far right, far left: near and far are the two edges that lie more across."""
    corners = np.array(corners_px, float)
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        raise AimError(f"Four corners are needed. {AGAIN}")
    if (np.abs(corners - np.array(size_px) / 2) > 20.0 * np.array(size_px)).any():
        raise AimError(f"A corner lies far outside the picture. {AGAIN}")
    hull = np.asarray(cv2.convexHull(corners.astype(np.float32), clockwise=False), float).reshape(-1, 2)
    if len(hull) < 4 or cv2.contourArea(hull.astype(np.float32)) < LEAST_AREA_FRAC * math.prod(size_px):
        raise AimError(f"These four points are no belt: they lie in a line, or too close together. {AGAIN}")
    across = np.abs(np.roll(hull, -1, axis=0) - hull)[:, 0].reshape(2, 2).sum(axis=0)  # of opposite edges
    hull = np.roll(hull, -int(across.argmax()), axis=0)
    near = hull if hull[:2, 1].sum() > hull[2:, 1].sum() else np.roll(hull, -2, axis=0)
    return near if near[0, 0] < near[1, 0] else near[[1, 0, 3, 2]]


def _ground(belt_m: tuple[float, float], view: View) -> Array:
    """Return the corners as the camera sees the belt, in the same order."""
    length, width = belt_m
    if not (0.2 <= width < length <= 5.0):
        raise AimError("The belt must be longer than wide, in metres: about 1.40 long and 0.50 wide.")
    across, away = (width / 2, length / 2) if view.frontal else (length / 2, width / 2)
    return np.array([[-across, 0.0, -away], [across, 0.0, -away], [across, 0.0, away], [-across, 0.0, away]])


def _checked(upright_px: Edge | None) -> Array | None:
    """Return the lower end, then the upper."""
    if upright_px is None:
        return None
    ends = np.array(sorted(upright_px, key=lambda point: -point[1]))
    across, up = np.abs(ends[1] - ends[0]).tolist()
    if up < LEAST_UPRIGHT_PX or across > up * math.tan(math.radians(FARTHEST_ROLL_DEG)):
        raise AimError("Tap something upright at two places far above one another: a door frame, a post, a plumb line.")
    return ends


def _check(camera: Pinhole, misfit: float, belt_m: tuple[float, float]) -> None:
    length, width = belt_m
    turned = abs(camera.yaw_deg) > 90 or abs(camera.roll_deg) > 90  # only a belt that is none is seen from there
    if turned or misfit > WORST_MISFIT or not LOWEST_M <= camera.height_m <= HIGHEST_M:
        raise AimError(
            f"These points do not look like a belt {length:.2f} m long and {width:.2f} m wide, seen from above. "
            f"Measure the belt, see that the view is right, and: {AGAIN}"
        )
    if not NEAREST_M <= camera.distance_m <= FARTHEST_M:
        raise AimError(
            f"The camera would stand {camera.distance_m:.1f} m from the belt's middle. Put it two to four metres away, "
            f"or measure the belt again ({length:.2f} x {width:.2f} m). {AGAIN}"
        )
    if abs(camera.yaw_deg) > FARTHEST_YAW_DEG:
        raise AimError(f"The camera stands {abs(camera.yaw_deg):.0f} degrees off. Put it on the belt's middle line.")
    if abs(camera.roll_deg) > FARTHEST_ROLL_DEG:
        raise AimError(f"The camera is tilted sideways by {abs(camera.roll_deg):.0f} degrees. Level it and tap again.")


def _mm_per_px(to_belt: Array) -> float:
    back = np.asarray(np.linalg.inv(to_belt), np.float64)
    x, y = _through(back, (0.0, 0.0))
    return 1000 * math.dist(_through(to_belt, (x - 0.5, y)), _through(to_belt, (x + 0.5, y)))


def _through(homography: Array, point: Point) -> Point:
    x, y = cv2.perspectiveTransform(np.array([[point]], float), homography).ravel().tolist()
    return x, y
