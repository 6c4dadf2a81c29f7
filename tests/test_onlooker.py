"""Every check on the camera, on pictures that it must pass and on pictures spoilt so that it must not.

Real rendered pictures, the real MediaPipe.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import pytest
from camera_parts import BELT_M, CORNERS
from numpy.typing import NDArray

from station.camera_place import Place
from station.dashboard.camera_checks import Check, State, checks
from station.looks import Look
from station.model import Frame, Setup, Sighting, View
from station.onlooker import Onlooker
from station.settings import VirtualSettings
from station.vision.landmarker import Landmarker, Searcher
from station.vision.virtual.source import VirtualSource

Image = NDArray[np.uint8]
Spoil = Callable[[Image], Image]
RATE_HZ = 10


@cache
def run(view: View, fault: str = "") -> list[Frame]:
    """Two seconds of a run, from the fifth on."""
    settings = VirtualSettings(frame_rate_hz=RATE_HZ, faults=(fault,) if fault else ())
    frames = VirtualSource(settings, view, paced=False).frames()
    return [next(frames) for _ in range(7 * RATE_HZ)][-2 * RATE_HZ :]


@dataclass
class Window:
    """The newest frame, and MediaPipe's search for somebody else."""

    frame: Frame
    searcher: Searcher

    def newest(self) -> Frame:
        return replace(self.frame, arrived_s=time.monotonic())

    def somebody(self, image: Image) -> bool:
        return self.searcher.somebody(image)


@pytest.fixture(scope="module")
def searcher(pose_model) -> Iterator[Searcher]:
    searcher = Searcher(pose_model, 0.3)
    yield searcher
    searcher.close()


@pytest.fixture
def look(pose_model, searcher) -> Iterator[Callable[..., Look]]:
    landmarker = Landmarker(pose_model, 0.5)

    def looked(frames: list[Frame], view: View, spoil: Spoil, place: Place | None = None, hz: float = 30.0) -> Look:
        spoilt = [replace(frame, image=spoil(frame.image)) for frame in frames]
        height, width = spoilt[0].image.shape[:2]
        onlooker = Onlooker(Window(spoilt[-1], searcher), lambda: hz)
        onlooker.seen.extend(Sighting(frame.t, landmarker.find(frame)) for frame in spoilt)
        told = onlooker.look(Setup(view, width, height, 1.70), place)
        assert told
        return told

    yield looked
    landmarker.close()


def same(image: Image) -> Image:
    return image


def lit(factor: float) -> Spoil:
    return lambda image: np.clip(image * factor, 0, 255).astype(np.uint8)


def smeared(px: int) -> Spoil:
    """As a long exposure does."""
    return lambda image: cv2.blur(image, (px, 1))


def cut(top: int = 0, bottom: int = 640, left: int = 0, right: int = 480) -> Spoil:
    return lambda image: np.ascontiguousarray(image[top:bottom, left:right])


def shrunk(image: Image) -> Image:
    """As from twice as far."""
    return cv2.copyMakeBorder(cv2.resize(image, (216, 288)), 176, 176, 132, 132, cv2.BORDER_REPLICATE)


def by_name(lines: list[Check]) -> dict[str, Check]:
    return {line.name: line for line in lines}


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_a_good_picture_passes_every_check(look, view):
    place = Place.found(view, (480, 640), CORNERS[view], BELT_M)
    onlooker = Onlooker(Window(run(view)[3], None), lambda: 30.0)
    place = place.model_copy(update={"fingerprint": onlooker.print()})
    lines = checks(look(run(view), view, same, place), place.aim)
    assert {line.name: line.state for line in lines if line.state is not State.GOOD} == {}
    assert len(lines) == 11


@pytest.mark.parametrize(
    "name, spoil, state",
    [
        ("Light", lit(0.3), State.LOOK),
        ("Light", lit(0.1), State.BAD),
        ("Light", lit(3.0), State.BAD),
        ("Sharpness", smeared(6), State.LOOK),
        ("Sharpness", smeared(15), State.BAD),
        ("Whole body", cut(top=70), State.BAD),
        ("Whole body", cut(bottom=560), State.BAD),
        ("Whole body", cut(left=205), State.BAD),
        ("Whole body", shrunk, State.LOOK),
    ],
)
def test_a_spoilt_picture_fails_its_check_and_says_what_to_do(look, name, spoil, state):
    good = by_name(checks(look(run(View.FRONT), View.FRONT, same), None))[name]
    spoilt = by_name(checks(look(run(View.FRONT), View.FRONT, spoil), None))[name]
    assert (good.state, good.do) == (State.GOOD, "")
    assert spoilt.state is state
    assert spoilt.do


@pytest.mark.parametrize("told, seen", [(View.FRONT, View.REAR), (View.REAR, View.FRONT), (View.REAR, View.LEFT)])
def test_a_view_that_was_set_wrong_is_told(look, told, seen):
    line = by_name(checks(look(run(seen), told, same), None))["View"]
    assert line.state is State.BAD
    assert f"--view {seen}" in line.seen


def test_somebody_else_in_the_picture_is_told(look):
    passing = run(View.REAR, "second_person@4.5+6")  # she walks through in six seconds; now half of her is in view
    assert by_name(checks(look(passing[:12], View.REAR, same), None))["Alone"].state is State.BAD
    assert by_name(checks(look(run(View.REAR), View.REAR, same), None))["Alone"].state is State.GOOD


def test_a_camera_that_was_moved_is_told(look):
    place = Place.found(View.REAR, (480, 640), CORNERS[View.REAR], BELT_M)
    place = place.model_copy(update={"fingerprint": Onlooker(Window(run(View.REAR)[3], None), lambda: 30.0).print()})
    pushed = np.array([[1.0, 0, 6], [0, 1, 0]])
    moved = look(run(View.REAR), View.REAR, lambda image: cv2.warpAffine(image, pushed, (480, 640)), place)
    assert by_name(checks(moved, place.aim))["Since the set-up"].state is State.BAD


@pytest.mark.parametrize("hz, state", [(30.0, State.GOOD), (15.0, State.LOOK), (6.0, State.BAD)])
def test_a_slow_pose_rate_is_told(look, hz, state):
    assert by_name(checks(look(run(View.FRONT), View.FRONT, same, hz=hz), None))["Pose rate"].state is state


def test_an_empty_belt_says_who_is_missing(look):
    lines = by_name(checks(look(run(View.FRONT, "nobody@0+100"), View.FRONT, same), None))
    assert lines["View"].state is State.UNKNOWN
    assert "Let the runner stand on the belt." in lines["View"].do
    assert "Whole body" not in lines and "Alone" not in lines


def test_without_a_camera_there_is_no_look():
    assert Onlooker(None, lambda: 0.0).look(Setup(View.FRONT, 480, 640), None) is None
    assert Onlooker(None, lambda: 0.0).picture() is None
    assert [line.name for line in checks(None, None)] == ["View", "Distance", "Height", "Sideways", "Level"]


def test_a_picture_of_long_ago_is_not_told_as_of_now(searcher):
    class Frozen(Window):
        def newest(self) -> Frame:
            return replace(self.frame, arrived_s=time.monotonic() - 10)

    assert Onlooker(Frozen(run(View.FRONT)[0], searcher), lambda: 30.0).picture() is None
