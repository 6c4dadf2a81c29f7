"""How bright each part of a picture is: enough to find a lamp in it, too little to know anybody."""

import cv2
import numpy as np
from numpy.typing import NDArray

LONG_CELLS = 120


Cells = NDArray[np.uint8]


def cells(image: NDArray[np.uint8]) -> Cells:
    """Return the mean grey of each cell, at most 120 cells to the longer side."""
    scale = min(1.0, LONG_CELLS / max(image.shape))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)
