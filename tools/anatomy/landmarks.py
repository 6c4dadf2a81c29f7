"""Let the station's landmarker look at rendered pictures, plainly and in a mirror.

    .venv/bin/python tools/anatomy/landmarks.py MODEL FOLDER [FOLDER ...]

Writes FOLDER/landmarks.npz: `points`, pictures x (plain, mirror) x 33 x (x px, y px, visibility); NaN = nobody seen.
Pictures of one scene follow each other, as the frames of a film do, so that tracking is what it is in the station.
"""

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from station.vision.landmarker import Landmarker
from station.vision.mirror import unmirrored

Array = NDArray[np.float64]


def main() -> None:
    """Look at every folder's pictures."""
    model, folders = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    for folder in folders:
        np.savez_compressed(folder / "landmarks.npz", points=looked_at(model, folder))


def looked_at(model: Path, folder: Path) -> Array:
    """Return what is seen of each picture in `rows.jsonl`."""
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    plainly, mirrored = Eye(model, in_mirror=False), Eye(model, in_mirror=True)
    found = np.full((len(rows), 2, 33, 3), np.nan)
    for number, row in enumerate(track(rows, str(folder))):
        picture = cv2.cvtColor(cv2.imread(str(folder / row["file"])), cv2.COLOR_BGR2RGB)
        for eye, into in zip((plainly, mirrored), found[number], strict=True):
            into[:] = eye.look(picture, row["scene"])
    return found


class Eye:
    """A landmarker that sees pictures plainly or in a mirror, and looks twice where a scene begins."""

    def __init__(self, model: Path, in_mirror: bool) -> None:
        self._landmarker = Landmarker(model, 0.5)
        self._in_mirror = in_mirror
        self._scene = ""

    def look(self, picture: NDArray[np.uint8], scene: str) -> Array | float:
        """Return 33 points, NaN where nobody is seen."""
        shown = np.asarray(cv2.flip(picture, 1), np.uint8) if self._in_mirror else picture
        if scene != self._scene:
            self._landmarker.look(np.zeros_like(shown))  # loses whom it followed
            self._landmarker.look(shown)
        self._scene = scene
        points = self._landmarker.look(shown)
        if points is None:
            return np.nan
        return unmirrored(points, picture.shape[1]) if self._in_mirror else points


if __name__ == "__main__":
    main()
