"""Pictures as libcamera gives them, to pictures as OpenCV has them: blue, green, red, without padding."""

import cv2
import numpy as np
from numpy.typing import NDArray

_AS_THEY_ARE = "RGB888"  # its bytes lie as blue, green, red
_TURNS = {
    "BGR888": cv2.COLOR_RGB2BGR,
    "XRGB8888": cv2.COLOR_BGRA2BGR,
    "XBGR8888": cv2.COLOR_RGBA2BGR,
    "NV12": cv2.COLOR_YUV2BGR_NV12,
    "NV21": cv2.COLOR_YUV2BGR_NV21,
    "YUV420": cv2.COLOR_YUV2BGR_I420,
    "YVU420": cv2.COLOR_YUV2BGR_YV12,
    "YUYV": cv2.COLOR_YUV2BGR_YUYV,
    "UYVY": cv2.COLOR_YUV2BGR_UYVY,
    "MJPEG": cv2.COLOR_RGB2BGR,  # picamera2 decodes it
}

READABLE = frozenset(_TURNS) | {_AS_THEY_ARE}
"""Names of libcamera's pixel formats that `blue_green_red` takes."""


def blue_green_red(image: NDArray[np.uint8], pixel_format: str, width_px: int) -> NDArray[np.uint8]:
    """Return an array of picamera2's as OpenCV's picture of that width.

    A camera may give another format than was asked for, and its lines may be longer than the picture is wide.
    """
    if pixel_format != _AS_THEY_ARE:
        image = np.asarray(cv2.cvtColor(image, _TURNS[pixel_format]), np.uint8)
    return image if image.shape[1] == width_px else np.ascontiguousarray(image[:, :width_px])
