"""A loop of pictures of the virtual runner for libcamera's virtual camera, with a cadence that is known exactly."""

from pathlib import Path

import cv2

from station.model import Activity, Side, View
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.pictures import Pictures
from station.vision.virtual.runner import Footfall, Moment

STRIDES, PICTURES = 2, 45  # a whole number of strides, so that the loop has no seam
REPEATS = 4  # the virtual camera shows each picture four times before it goes to the next
FPPA_DEG = {Side.LEFT: 14.0, Side.RIGHT: 5.0}


def cadence_spm(frame_rate_hz: float) -> float:
    """Return how many steps a minute she makes when the camera gives so many frames a second."""
    return 60 * 2 * STRIDES * frame_rate_hz / (PICTURES * REPEATS)


def shoot(folder: Path, view: View = View.FRONT) -> None:
    """Write the loop as 0.jpg, 1.jpg and so on."""
    folder.mkdir(parents=True)
    pictures = Pictures(load_atlas(view))
    for number in range(PICTURES):
        image = pictures.picture(_moment(2 * STRIDES * number / PICTURES))
        cv2.imwrite(str(folder / f"{number}.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 95])


def _moment(steps: float) -> Moment:
    """Return what she does so many steps after a left contact, a step taking a second."""
    number = int(steps)
    return Moment(steps, Activity.RUNNING, _footfall(number), _footfall(number + 1))


def _footfall(number: int) -> Footfall:
    side = Side.RIGHT if number % 2 else Side.LEFT
    return Footfall(side, number, number + 1, FPPA_DEG[side], 0.18)
