"""Turn pictures of a camera that is mounted on its side or upside down."""

import cv2
import numpy as np
from numpy.typing import NDArray

_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def turned(image: NDArray[np.uint8], clockwise_deg: int) -> NDArray[np.uint8]:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.asarray(cv2.rotate(image, _TURNS[clockwise_deg]), np.uint8) if clockwise_deg else image


def size_before(size_px: tuple[int, int], clockwise_deg: int) -> tuple[int, int]:
    """Return the width and height that become `size_px` by turning."""
    width, height = size_px
    return (height, width) if clockwise_deg % 180 else (width, height)
