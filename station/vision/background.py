"""What the background looked like when the camera was set up, and whether the camera has moved since.

A small grey picture is kept, with the runner blanked out. Corners in it are followed into the new picture, both evened
out so that light and shadow do not count; what moves by itself (a coach, the belt) is outvoted. On the virtual runner,
rendered clips and a real one, a camera that stands still has moved by up to 0.5 px, a shift of 1 to 20 px is right to
a tenth, at a quarter to one and a half times the light.
"""

import base64
import binascii
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from station.vision.figure import Box, without

Grey = NDArray[np.uint8]
Array = NDArray[np.float64]

LONG_PX = 320  # of the longer side: enough for a tenth of a pixel, too small to know a face
BLANK = 0
FAR_PX = 99.0
"""What is told where the two do not show the same background."""
FEWEST, AGREEING_FRAC = 12, 0.3  # corners that move alike: 0.36 and more of the same room, below 0.25 of another
_CORNERS, _QUALITY, _APART_PX = 300, 0.02, 5
_WINDOW_PX, _HALVINGS = (21, 21), 3
_THERE_AND_BACK_PX, _ALIKE_PX = 0.5, 0.7
_FINE_PX, _COARSE_PX, _CONTRAST = 0.8, 6.0, 40.0
_EDGE = np.ones((9, 9), np.uint8)  # corners that the blank itself makes


def fingerprint(image: NDArray[np.uint8], runner: Box | None) -> Grey:
    """Return the background, small and grey; the runner is blank."""
    plain = np.maximum(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), BLANK + 1)
    scale = LONG_PX / max(plain.shape)
    small = np.asarray(cv2.resize(plain, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    left, top, right, bottom = (round(edge * scale) for edge in runner or (0, 0, 0, 0))
    return without(small, (left, top, right, bottom), BLANK)


def packed(grey: Grey) -> str:
    """Return it as text: PNG in base64."""
    return base64.b64encode(cv2.imencode(".png", grey)[1].tobytes()).decode()


def unpacked(text: str) -> Grey | None:
    """Return it from text; None where that is no picture."""
    try:
        data = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except (binascii.Error, ValueError):
        return None
    grey = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if len(data) else None
    return None if grey is None else np.asarray(grey, np.uint8)


def moved_px(then: Grey, now: Grey, long_px: int) -> float:
    """Return how far the background has moved between two fingerprints, in px of a picture `long_px` long.

    The mean over all that is background in both; `FAR_PX` where they do not fit.
    """
    if then.shape != now.shape:
        return FAR_PX
    both = np.asarray(cv2.erode(((then != BLANK) & (now != BLANK)).astype(np.uint8), _EDGE), np.uint8)
    motion = _motion(_evened(then), _evened(now), both)
    if motion is None:
        return FAR_PX
    y, x = np.nonzero(both)
    at = np.stack([x, y])
    shifts = np.hypot(*(motion[:, :2] @ at + motion[:, 2:] - at))
    return min(FAR_PX, float(shifts.mean()) * long_px / LONG_PX)


def _motion(then: Grey, now: Grey, both: Grey) -> Array | None:
    """Return the shift, turn and zoom that most corners agree on; None where too few do."""
    corners = cv2.goodFeaturesToTrack(then, _CORNERS, _QUALITY, _APART_PX, mask=both)
    if corners is None:
        return None
    there, found = _followed(then, now, corners)
    back, again = _followed(now, then, there)
    sure = (found & again).ravel().astype(bool) & (np.abs(back - corners).max(axis=(1, 2)) < _THERE_AND_BACK_PX)
    if sure.sum() < FEWEST:
        return None
    motion, agreeing = cv2.estimateAffinePartial2D(corners[sure], there[sure], ransacReprojThreshold=_ALIKE_PX)
    enough = motion is not None and agreeing.sum() >= max(FEWEST, AGREEING_FRAC * len(corners))
    return np.asarray(motion, np.float64) if enough else None


def _followed(first: Grey, second: Grey, corners: Any) -> tuple[Any, Any]:
    return cv2.calcOpticalFlowPyrLK(first, second, corners, None, winSize=_WINDOW_PX, maxLevel=_HALVINGS)[:2]


def _evened(grey: Grey) -> Grey:
    """Return what stands out against its surroundings, by how much things stand out there."""
    fine = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), _FINE_PX)
    apart = fine - cv2.GaussianBlur(fine, (0, 0), _COARSE_PX)
    usual = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), _COARSE_PX) + 4)
    return np.asarray(np.clip(128 + _CONTRAST * apart / usual, 0, 255), np.uint8)
