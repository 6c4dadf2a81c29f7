"""Pictures in libcamera's formats become OpenCV's, colours right and padding gone."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.vision.pixels import READABLE, blue_green_red

WIDTH_PX, HEIGHT_PX, PADDING_PX = 64, 48, 16


def blocks() -> NDArray[np.uint8]:
    """Red, green, blue and grey, so large that halved colours stay what they are."""
    picture = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    picture[:24, :32], picture[:24, 32:], picture[24:, :32], picture[24:, 32:] = (
        (20, 30, 200),
        (20, 200, 30),
        (200, 30, 20),
        128,
    )
    return picture


def laid(picture: NDArray[np.uint8], pixel_format: str) -> NDArray[np.uint8]:
    """Return a picture as libcamera lays it in memory, as picamera2 hands the array on."""
    planar = cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420)
    height, width = picture.shape[:2]
    quarter = height // 4
    luma, u, v = planar[:height], planar[height : height + quarter], planar[height + quarter :]
    u, v = u.reshape(height // 2, width // 2), v.reshape(height // 2, width // 2)
    lines = [luma.reshape(height, width)[:, 0::2], luma.reshape(height, width)[:, 1::2]]
    u_lines, v_lines = u.repeat(2, axis=0), v.repeat(2, axis=0)
    return {
        "RGB888": picture,
        "BGR888": picture[:, :, ::-1].copy(),
        "MJPEG": picture[:, :, ::-1].copy(),
        "XRGB8888": cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA),
        "XBGR8888": cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA),
        "YUV420": planar,
        "YVU420": np.concatenate([luma, v.reshape(quarter, width), u.reshape(quarter, width)]),
        "NV12": np.concatenate([luma, np.stack([u, v], axis=2).reshape(height // 2, width)]),
        "NV21": np.concatenate([luma, np.stack([v, u], axis=2).reshape(height // 2, width)]),
        "YUYV": np.stack([lines[0], u_lines, lines[1], v_lines], axis=2).reshape(height, width, 2),
        "UYVY": np.stack([u_lines, lines[0], v_lines, lines[1]], axis=2).reshape(height, width, 2),
    }[pixel_format]


@pytest.mark.parametrize("pixel_format", sorted(READABLE))
def test_colours_are_where_opencv_looks_for_them(pixel_format: str) -> None:
    seen = blue_green_red(laid(blocks(), pixel_format), pixel_format, WIDTH_PX)
    inner = np.abs(seen.astype(int) - blocks())[[6, 6, 36, 36], [8, 48, 8, 48]]
    assert seen.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert inner.max() <= 4


@pytest.mark.parametrize("pixel_format", ["YUV420", "XRGB8888", "RGB888"])
def test_lines_longer_than_the_picture_are_cut(pixel_format: str) -> None:
    padded = np.pad(blocks(), ((0, 0), (0, PADDING_PX), (0, 0)), constant_values=255)
    seen = blue_green_red(laid(padded, pixel_format), pixel_format, WIDTH_PX)
    assert seen.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert seen.flags.c_contiguous
    assert np.abs(seen.astype(int) - blocks())[[6, 6, 36, 36], [8, 48, 8, 48]].max() <= 4
