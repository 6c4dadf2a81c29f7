"""The atlas's pictures: decoded once, chosen by phase and form, and put together for the faults."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from station.errors import SourceError
from station.model import Activity, StickerColour
from station.vision.virtual.atlas import Atlas
from station.vision.virtual.dots import Ellipses, paint
from station.vision.virtual.faults import BEHIND_FRAC, FLOOR_FRAC, SOMEBODY_STRIDE_S, crossed_px
from station.vision.virtual.runner import Moment

FIGURE_LEVELS = 26  # how far a pixel is from the empty treadmill's to be part of the runner, of 255
_TRIM = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))  # her white trim is as bright as the wall

Image = NDArray[np.uint8]


class Pictures:
    """All pictures of a view in memory, as the clips hold them (YUV 4:2:0, half the bytes): about 150 MB.

    Raises SourceError where they are not as they were installed.
    """

    def __init__(self, atlas: Atlas, stickers: StickerColour | None = None) -> None:
        self._atlas = atlas
        self._stickers = stickers
        self.empty = self._still(atlas.empty)
        self._standing = self._still(atlas.standing)
        self._strides = [self._clip(level.clip) for level in atlas.levels]

    def picture(self, moment: Moment) -> Image:
        """Return a fresh picture of her, blue-green-red."""
        match moment.activity:
            case Activity.NOBODY:
                return self.empty.copy()
            case Activity.STANDING:
                return self._dotted(self._standing.copy(), self._atlas.standing_dots_px)
            case _:
                return self._running(moment)

    def somebody(self, t: float) -> Image:
        """Return a picture of another, who jogs whatever the runner does."""
        return self._at(rung=0, phase=t / SOMEBODY_STRIDE_S)

    def _running(self, moment: Moment) -> Image:
        form = self._atlas.form(moment)
        rung = int(np.abs(np.subtract(self._atlas.ladder, form)).argmin())
        dots_px = self._atlas.levels[rung].dots_px
        return self._dotted(self._at(rung, moment.phase), dots_px[self._index(moment.phase)])

    def _dotted(self, picture: Image, dots_px: Ellipses) -> Image:
        if self._stickers:
            paint(picture, dots_px, self._stickers)
        return picture

    def _index(self, phase: float) -> int:
        return round(phase * self._atlas.phases) % self._atlas.phases

    def _at(self, rung: int, phase: float) -> Image:
        stride = self._strides[rung]
        return _image(cv2.cvtColor(stride[self._index(phase)], cv2.COLOR_YUV2BGR_I420))

    def _still(self, path: Path) -> Image:
        picture = cv2.imread(str(path))
        if picture is None:
            raise _damaged(path)
        return self._turned(_image(picture))

    def _clip(self, path: Path) -> list[Image]:
        pictures = [_image(cv2.cvtColor(self._turned(picture), cv2.COLOR_BGR2YUV_I420)) for picture in _decoded(path)]
        if len(pictures) != self._atlas.phases:
            raise _damaged(path)
        half = len(pictures) // 2 if self._atlas.mirrored else 0
        return pictures[half:] + pictures[:half]

    def _turned(self, picture: Image) -> Image:
        return _image(cv2.flip(picture, 1)) if self._atlas.mirrored else picture


def _damaged(path: Path) -> SourceError:
    return SourceError(f"The virtual runner's picture {path} is missing or damaged. Install the station again.")


def _decoded(path: Path) -> list[Image]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    pictures = []
    while (read := capture.read())[0]:
        pictures.append(_image(read[1]))
    capture.release()
    return pictures


def _image(array: Any) -> Image:
    return np.asarray(array, np.uint8)


def shifted(picture: Image, empty: Image, shift_px: int) -> Image:
    """Return the picture with its runner so much further to the right."""
    return _laid(empty, *_moved(picture, _figure(picture, empty), 1.0, shift_px))


def with_somebody_behind(picture: Image, empty: Image, somebody: Image, crossed_frac: float) -> Image:
    """Return the picture with the mirrored figure of another behind its runner, crossing from left to right."""
    other = _image(cv2.flip(somebody, 1))
    mask = _image(cv2.flip(_figure(somebody, empty), 1))
    shift_px = round(crossed_px(crossed_frac, empty.shape[1]))
    crowded = _laid(empty, *_moved(other, mask, BEHIND_FRAC, shift_px))
    return _laid(crowded, picture, _figure(picture, empty))


def _figure(picture: Image, empty: Image) -> Image:
    """Return 255 where somebody is."""
    apart = cv2.absdiff(picture, empty).max(axis=2)
    clear = cv2.medianBlur(np.where(apart > FIGURE_LEVELS, 255, 0).astype(np.uint8), 5)
    return _image(cv2.morphologyEx(clear, cv2.MORPH_CLOSE, _TRIM))


def _moved(picture: Image, mask: Image, size_frac: float, shift_px: int) -> tuple[Image, Image]:
    """Return picture and mask, shrunk towards a point on the floor and moved sideways."""
    height, width = mask.shape
    keep = 1 - size_frac
    move = np.array([[size_frac, 0, keep * width / 2 + shift_px], [0, size_frac, keep * FLOOR_FRAC * height]])
    there = [cv2.warpAffine(part, move, (width, height), flags=cv2.INTER_AREA) for part in (picture, mask)]
    return _image(there[0]), _image(there[1])


def _laid(ground: Image, picture: Image, mask: Image) -> Image:
    """Return the ground with the masked part of a picture over it."""
    result = ground.copy()
    cv2.copyTo(picture, mask, result)
    return result
