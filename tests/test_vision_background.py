"""Has the camera moved? Told on real rendered pictures of the virtual runner."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.model import Pose, View
from station.settings import VirtualSettings
from station.vision.background import BLANK, FAR_PX, fingerprint, moved_px, packed, unpacked
from station.vision.figure import body_box
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.source import VirtualSource

Image = NDArray[np.uint8]
LONG_PX = 640


@pytest.fixture(scope="module", params=list(View))
def scene(request) -> tuple[Image, Image, tuple[int, int, int, int]]:
    """Two moments of a run, and the box that she is in in both."""
    frames = VirtualSource(VirtualSettings(), request.param, paced=False).frames()
    images = [next(frames).image for _ in range(120)]
    standing = load_atlas(request.param).standing_px
    left, top, right, bottom = body_box(Pose(0, np.column_stack([standing, np.ones(33)])), (480, 640))
    return images[100], images[119], (left - 30, top, right + 30, bottom)  # a stride reaches further than standing


def laid(scene, now: Image) -> float:
    then, _, box = scene
    return moved_px(unpacked(packed(fingerprint(then, box))), fingerprint(now, box), LONG_PX)


def moved(image: Image, x=0.0, y=0.0, roll_deg=0.0, zoom=1.0) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), roll_deg, zoom)
    matrix[:, 2] += (x, y)
    return cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)


def noisy(image: Image, light: float) -> Image:
    return np.clip(image * light + np.random.default_rng(0).normal(0, 4, image.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("light", [1.0, 0.5, 0.3, 1.3])
def test_a_camera_that_stands_still_is_not_called_moved_whatever_the_light(scene, light):
    assert laid(scene, noisy(scene[1], light)) < 1.0


@pytest.mark.parametrize("x, y", [(1.0, 0.0), (3.0, 2.0), (-5.0, 0.0), (12.0, -16.0)])
def test_a_shift_is_told_in_px(scene, x, y):
    assert laid(scene, noisy(moved(scene[1], x, y), 0.7)) == pytest.approx(np.hypot(x, y), rel=0.2)


@pytest.mark.parametrize("how", [{"roll_deg": 1.0}, {"zoom": 1.03}, {"x": 60.0}, {"x": -200.0}])
def test_a_camera_that_was_turned_or_pushed_has_moved_by_over_three_px(scene, how):
    assert laid(scene, moved(scene[1], **how)) > 3.0


def test_another_room_does_not_fit(scene):
    other = np.random.default_rng(1).integers(0, 255, (80, 60, 3), np.uint8)
    assert laid(scene, cv2.resize(other, (480, 640))) == FAR_PX
    assert moved_px(fingerprint(scene[0], None), fingerprint(scene[0][:, :300], None), LONG_PX) == FAR_PX


def test_the_runner_is_not_in_what_is_kept(scene):
    left, top, right, bottom = (edge // 2 for edge in scene[2])
    kept = unpacked(packed(fingerprint(scene[0], scene[2])))
    assert max(kept.shape) == 320
    assert (kept[top + 1 : bottom - 1, left + 1 : right - 1] == BLANK).all()


@pytest.mark.parametrize("text", ["", "no picture", "AAAA", "\N{RUNNER}"])
def test_what_is_no_picture_is_none(text):
    assert unpacked(text) is None
