"""Would another format than BGR save work? Its cost from libcamera's buffer to MediaPipe, and what the points do.

nice .venv/bin/python -m tools.camera_formats
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from station.model import Frame, Landmark, View
from station.settings import StoreSettings, VirtualSettings
from station.vision.landmarker import Landmarker
from station.vision.model_store import require
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.pictures import Pictures
from station.vision.virtual.source import VirtualSource

Image = NDArray[np.uint8]

WIDTH_PX, HEIGHT_PX = 960, 720  # as a sensor that is mounted upright gives it
ROUNDS = 200
LEVEL, STRIDES = 3, 3  # of the virtual runner's knee cave, 11 degrees
LEGS = [mark for mark in Landmark if any(part in mark.name for part in ("HIP", "KNEE", "ANKLE"))]


def upright(image: Image) -> Image:
    return cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)


def bgr(frame: Image) -> Image:
    return cv2.cvtColor(upright(frame.copy()), cv2.COLOR_BGR2RGB)


def yuv(frame: Image) -> Image:
    return cv2.cvtColor(upright(cv2.cvtColor(frame.copy(), cv2.COLOR_YUV2BGR_I420)), cv2.COLOR_BGR2RGB)


def yuv_at_once(frame: Image) -> Image:
    return upright(cv2.cvtColor(frame.copy(), cv2.COLOR_YUV2RGB_I420))


def luma(frame: Image) -> Image:
    return cv2.cvtColor(upright(frame[:HEIGHT_PX].copy()), cv2.COLOR_GRAY2RGB)


def cost_ms(way: Callable[[Image], Image], frame: Image) -> float:
    """Return the median cost of a way, ms."""
    costs = []
    for _ in range(ROUNDS):
        began_s = time.perf_counter()
        way(frame)
        costs.append(time.perf_counter() - began_s)
    return 1000 * median(costs)


def ways() -> None:
    source = next(VirtualSource(VirtualSettings(), View.FRONT, paced=False).frames()).image
    picture = np.asarray(
        cv2.resize(cv2.rotate(source, cv2.ROTATE_90_COUNTERCLOCKWISE), (WIDTH_PX, HEIGHT_PX)), np.uint8
    )
    planar = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    rows = (
        ("BGR (now)", bgr, picture),
        ("YUV, BGR for the page", yuv, planar),
        ("YUV, RGB at once", yuv_at_once, planar),
        ("luma alone", luma, planar),
    )
    for name, way, frame in rows:
        click.echo(f"{name:24} {cost_ms(way, frame):.2f} ms")


def points(model: Path) -> None:
    """Compare colour, luma and a half-size picture, in turns: CPU time of a pose, and legs against the truth."""
    atlas = load_atlas(View.FRONT)
    pictures, truth_px = Pictures(atlas), atlas.levels[LEVEL].points_px
    rivals = {name: Rival(Landmarker(model, 0.5), change) for name, change in CHANGES.items()}
    for number in range(STRIDES * atlas.phases):
        picture = pictures._at(LEVEL, number / atlas.phases)
        for rival in rivals.values():
            rival.look(number / 30, picture, truth_px[number % atlas.phases][LEGS])
    for name, rival in rivals.items():
        rival.landmarker.close()
        half, most = np.quantile(rival.errors_px, [0.5, 0.95])
        cost = f"{median(rival.costs_ms):.1f} ms a pose"
        click.echo(f"{name:24} {cost}, legs {half:.2f} px from the truth, 95 % {most:.2f}, {rival.missed} missed")


@dataclass
class Rival:
    """A way to show the runner to a landmarker, and what came of it."""

    landmarker: Landmarker
    change: Callable[[Image], Image]
    costs_ms: list[float] = field(default_factory=list)
    errors_px: list[float] = field(default_factory=list)
    missed: int = 0

    def look(self, t: float, picture: Image, truth_px: NDArray[np.float64]) -> None:
        image = np.ascontiguousarray(self.change(picture))
        began_s = time.process_time()
        pose = self.landmarker.find(Frame(t, image))
        self.costs_ms.append(1000 * (time.process_time() - began_s))
        if pose is None:
            self.missed += 1
            return
        apart = pose.points[LEGS, :2] * (picture.shape[0] / image.shape[0]) - truth_px
        self.errors_px += np.hypot(*apart.T).tolist()


CHANGES: dict[str, Callable[[Image], Image]] = {
    "colour": lambda image: image,
    "luma alone": lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
    "half the size (lores)": lambda image: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
}

if __name__ == "__main__":
    ways()
    points(require(StoreSettings().data_dir, "full"))
