"""The camera thread: a camera that is lost is told once, tried again, and told once when it is back."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from station.errors import CameraLost, SourceError
from station.model import Frame
from station.runtime.camera import Camera
from station.runtime.threads import Life

BLACK = np.zeros((4, 4, 3), np.uint8)
LOST = "The camera usb:0 stopped sending pictures. Check its cable."


class Cable:
    """A camera whose cable the test pulls and plugs in."""

    def __init__(self) -> None:
        self.plugged, self.asked, self.is_open = threading.Event(), 0, True
        self.plugged.set()
        self.t = 0.0

    def open(self) -> "Cable":
        self.asked += 1
        assert not self.is_open or self.asked == 1, "a device that is still held can not be opened again"
        if not self.plugged.is_set():
            raise SourceError("No camera answers.")
        self.is_open = True
        return self

    def frames(self) -> Iterator[Frame]:
        while self.plugged.is_set():
            self.t += 1
            yield Frame(self.t, BLACK)
        raise CameraLost(LOST)

    def close(self) -> None:
        self.is_open = False


def until(condition: "callable") -> None:
    waited = threading.Event()
    for _ in range(1000):
        if condition():
            return
        waited.wait(0.01)
    raise AssertionError("it never came")


def test_a_lost_camera_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    cable = Cable()
    camera = Camera(cable.open(), cable.open, retry_s=0.01)
    camera.start(Life())
    assert camera.box.take()
    assert camera.trouble is None
    assert camera.looking and camera.looking.since_s is not None

    cable.plugged.clear()
    until(lambda: camera.trouble == LOST)
    until(lambda: cable.asked > 3)
    lost = camera.looking
    assert lost and lost.since_s is None
    until(lambda: camera.looking and camera.looking.moved_s > lost.moved_s)  # each attempt is a sign of life

    cable.plugged.set()
    until(lambda: camera.trouble is None)
    before = camera.box.take()
    assert before and before.t > 1
    camera.close()
    assert caplog.text.count(LOST) == 1
    assert caplog.text.count("The camera is back.") == 1


def test_a_clip_ends() -> None:
    class Clip(Cable):
        def frames(self) -> Iterator[Frame]:
            yield Frame(0.0, BLACK)

    life = Life()
    camera = Camera(Clip(), Clip, retry_s=0.01)
    camera.start(life)
    assert camera.box.take()
    assert camera.box.take() is None
    assert camera.trouble == "The clip is over."
    assert not life.over
    camera.close()


def test_a_camera_that_fails_in_a_way_nobody_thought_of_ends_the_station() -> None:
    class Broken(Cable):
        def frames(self) -> Iterator[Frame]:
            raise MemoryError
            yield

    life = Life()
    Camera(Broken(), Broken, retry_s=0.01).start(life)
    assert life.wait(10)
    assert isinstance(life.cause, MemoryError)


def test_a_camera_can_be_closed_while_it_is_lost() -> None:
    cable = Cable()
    camera = Camera(cable.open(), cable.open, retry_s=30)
    camera.start(Life())
    cable.plugged.clear()
    until(lambda: camera.trouble == LOST)
    camera.close()


class Stuck(Cable):
    """A camera whose driver, once it is lost, never comes back from being closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closing, self.let_go = threading.Event(), threading.Event()
        self.camera: Camera | None = None
        self.told: str | None = None

    def close(self) -> None:
        assert self.camera
        self.told = self.camera.trouble
        self.closing.set()
        self.let_go.wait(60)


def test_what_is_wrong_is_told_before_a_driver_that_may_hang_is_touched() -> None:
    cable = Stuck()
    camera = cable.camera = Camera(cable, cable.open, retry_s=0.01)
    camera.start(Life())
    cable.plugged.clear()
    assert cable.closing.wait(10)
    assert (cable.told, camera.newest) == (LOST, None)
    camera.close()  # comes back although the driver does not
    assert not cable.let_go.is_set()
    cable.let_go.set()
