"""Look at a still as carefully as the station looks at a film: several times, a little differently each time.

One look at one picture is noisy. A film shows a step again and again at other places of the picture, and its mean is
far better known. A still is therefore also looked at smaller, turned by four degrees, and in a mirror
(`mirror.py`): six looks.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from station.vision.landmarker import Landmarker
from station.vision.mirror import unmirrored

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

SMALLER, TURNED_DEG = 0.93, 4.0


class StillEye:
    """Finds the runner in single pictures. Close it."""

    def __init__(self, model: Path, min_confidence_frac: float) -> None:
        self._landmarker = Landmarker(model, min_confidence_frac)

    def look(self, picture: Image) -> Points | None:
        """Return the mean of all looks at a picture, 33 x (x px, y px, visibility), or None where nobody is seen."""
        image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
        plain, mirrored = self._looks(image), self._looks(np.asarray(cv2.flip(image, 1), np.uint8))
        looks = plain + [unmirrored(points, image.shape[1]) for points in mirrored]
        return np.mean(looks, axis=0) if looks else None

    def close(self) -> None:
        self._landmarker.close()

    def _looks(self, image: Image) -> list[Points]:
        self._landmarker.look(np.zeros_like(image))  # loses whom it followed
        self._landmarker.look(image)  # finds, and is a little off where it was found; tracked it is not
        found = (self._look(image, change) for change in _changes(image))
        return [points for points in found if points is not None]

    def _look(self, image: Image, change: NDArray[np.float64]) -> Points | None:
        height, width = image.shape[:2]
        changed = cv2.warpAffine(image, change, (width, height), borderMode=cv2.BORDER_REPLICATE)
        points = self._landmarker.look(np.asarray(changed, np.uint8))
        if points is not None:
            back = cv2.invertAffineTransform(change)
            points[:, :2] = points[:, :2] @ back[:, :2].T + back[:, 2]
        return points


def _changes(image: Image) -> tuple[NDArray[np.float64], ...]:
    height, width = image.shape[:2]
    middle = (width / 2, height / 2)
    turns = ((0.0, 1.0), (0.0, SMALLER), (TURNED_DEG, 1.0))
    return tuple(cv2.getRotationMatrix2D(middle, turned_deg, scale).astype(float) for turned_deg, scale in turns)
