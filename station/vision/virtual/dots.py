"""The stickers that the virtual runner may wear: painted into her pictures where her pelvis has them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from station.model import StickerColour

Image = NDArray[np.uint8]
Ellipses = NDArray[np.float64]
"""... x 2 (her left and right) x 6: middle, and two half axes, px; NaN where an arm hides it."""

COLOURS = {StickerColour.GREEN: (70, 235, 90), StickerColour.PINK: (160, 70, 250)}  # fluorescent paint: blue-green-red
FINE = 8
"""Pixels are painted so many times finer each way: where a dot's edge crosses one, it gets its share of colour."""

_TURN = np.linspace(0, 2 * np.pi, 33)[:-1]
_RIM = np.stack((np.ones_like(_TURN), np.cos(_TURN), np.sin(_TURN)))


def paint(picture: Image, ellipses: Ellipses, colour: StickerColour) -> None:
    """Paint the dots that are not hidden into a picture."""
    for ellipse in ellipses:
        if np.isfinite(ellipse).all():
            _paint_one(picture, ellipse.reshape(3, 2), np.array(COLOURS[colour]))


def _paint_one(picture: Image, ellipse: Ellipses, colour: NDArray[np.int64]) -> None:
    rim = _RIM.T @ ellipse
    left, top = np.floor(rim.min(axis=0)).astype(int)
    right, bottom = np.ceil(rim.max(axis=0)).astype(int)
    part = picture[max(top, 0) : bottom, max(left, 0) : right]
    share = _share(rim - (max(left, 0), max(top, 0)), part.shape[:2])[..., None]
    part[:] = np.round((1 - share) * part + share * colour)


def _share(rim: Ellipses, size: tuple[int, ...]) -> NDArray[np.float64]:
    """Return how much of each pixel lies inside the rim, 0..1."""
    height, width = size
    fine = np.zeros((height * FINE, width * FINE), np.uint8)
    corners = np.round((rim * FINE - 0.5) * 16).astype(np.int32)  # OpenCV's pixels have their middles at whole numbers
    cv2.fillConvexPoly(fine, corners, 1, shift=4)
    return np.asarray(fine.reshape(height, FINE, width, FINE).mean(axis=(1, 3)))
