"""Find the stickers in what `pictures.py` rendered, and in pictures and clips in which nobody wears any."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from station.model import Frame, Landmark, Pose, Side, StickerColour, Stickers, View
from station.vision.landmarker import Landmarker
from station.vision.stickers import StickerFinder
from tools.stickers.drops import Drop, higher_right_deg

WRONG_PX = 5.0  # further from where a sticker is, something else was found
EVERY_FRAME = 5  # of clips without stickers

Image = NDArray[np.uint8]
Row = dict[str, Any]


def drops_of_stills(folder: Path, landmarker: Landmarker) -> Iterator[Drop]:
    """Yield what was found in each picture."""
    finders = {colour: StickerFinder(colour) for colour in StickerColour}
    for line in (folder / "rows.jsonl").read_text().splitlines():
        row = json.loads(line)
        image = np.asarray(cv2.imread(str(folder / row["file"])), np.uint8)
        if pose := _pose(image, landmarker):
            yield _drop(row, pose, finders[StickerColour(row["colour"])].find(image, pose.points))


def false_pairs(folder: Path, landmarker: Landmarker) -> tuple[int, int]:
    """Return how many pictures of a folder were looked at, and in how many a pair of either colour was "found"."""
    finders = [StickerFinder(colour) for colour in StickerColour]
    looked = wrong = 0
    for image in _pictures(folder):
        if pose := _pose(image, landmarker):
            looked += 1
            wrong += any(finder.find(image, pose.points) for finder in finders)
    return looked, wrong


def _pose(image: Image, landmarker: Landmarker) -> Pose | None:
    """Show the picture twice: the first time the landmarker may still look where another runner was."""
    landmarker.find(Frame(0.0, image))
    return landmarker.find(Frame(0.0, image))


def _drop(row: Row, pose: Pose, found: Stickers | None) -> Drop:
    view, side, at = View(row["view"]), Side(row["side"]), row["joints_px"]
    told = found and _in_order(found, view)
    wrong = told is not None and max(map(_apart_px, told, (at["sticker_L"], at["sticker_R"]))) > WRONG_PX
    hips = [pose.points[hip, :2].tolist() for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)]
    return Drop(
        row["scene"],
        view,
        side,
        row["runner"] is not None,
        side.sign * higher_right_deg(at["hip_L"], at["hip_R"], view),
        side.sign * _lab_deg(row),
        side.sign * higher_right_deg(*sorted(hips, reverse=view is View.FRONT), view),
        side.sign * higher_right_deg(*told, view) if told and not wrong else None,
        wrong,
    )


def _in_order(found: Stickers, view: View) -> tuple[list[float], list[float]]:
    """Return left and right one as they lie in the picture, whatever the landmarker took for left."""
    one, other = sorted((list(found.left[:2]), list(found.right[:2])))
    return (other, one) if view is View.FRONT else (one, other)


def _apart_px(one: list[float], other: list[float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _lab_deg(row: Row) -> float:
    left, right = (np.array(row["joints_3d"][f"hip_{leg}"]) for leg in "LR")
    across = left - right
    true_deg = float(np.degrees(np.arctan2(-across[2], np.hypot(*across[:2]))))
    return true_deg + (-1 if row["view"] == "front" else 1) * float(row["camera"]["roll"])


def _pictures(folder: Path) -> Iterator[Image]:
    for path in sorted(folder.glob("*.jpg")):
        yield np.asarray(cv2.imread(str(path)), np.uint8)
    for path in sorted(folder.glob("*.mp4")):
        capture, number = cv2.VideoCapture(str(path)), 0
        while (read := capture.read())[0]:
            if number % EVERY_FRAME == 0:
                yield np.asarray(read[1], np.uint8)
            number += 1
