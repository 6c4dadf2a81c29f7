"""A camera for the set-up's tests: real pictures of the virtual runner, and what a perfect landmarker sees in them."""

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from station.camera_desk import CameraDesk
from station.model import Activity, Advice, Beat, Command, Frame, GaitEstimate, Measured, Sighting, Stage, Targets, View
from station.onlooker import Onlooker
from station.settings import VirtualSettings
from station.vision.background import packed, unpacked
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner
from station.vision.virtual.source import VirtualSource

BELT_M = (1.67, 0.50)
CORNERS = {  # of her belt, px, as the renderer's camera projects them; its near end lies below the rear picture's edge
    View.FRONT: ((151.2, 622.5), (328.8, 622.5), (295.7, 503.5), (184.3, 503.5)),
    View.REAR: ((141.8, 656.4), (338.2, 656.4), (299.3, 516.4), (180.7, 516.4)),
    View.LEFT: ((25.7, 578.5), (537.0, 578.5), (497.6, 541.9), (54.1, 541.9)),
}
STANDING = "stand@0+1000"


@dataclass
class Camera:
    """Shows a picture, as long as it `shows` anything."""

    image: NDArray[np.uint8]
    shows: bool = True

    def newest(self) -> Frame | None:
        return Frame(0.0, self.image, time.monotonic()) if self.shows else None

    def somebody(self, image: NDArray[np.uint8]) -> bool:
        return False


@dataclass
class Scene:
    """The virtual runner in front of a camera desk; `posted` is what the desk told the loop."""

    folder: Path
    view: View = View.REAR
    faults: tuple[str, ...] = (STANDING,)
    seen_from: View | None = None
    posted: list[Command] = field(default_factory=list)
    number: int = 0
    """0 the first camera, 1 the second."""

    def __post_init__(self) -> None:
        seen_from = self.seen_from or self.view
        settings = VirtualSettings(faults=self.faults)
        self.camera = Camera(next(VirtualSource(settings, seen_from, paced=False).frames()).image)
        self._coming = sightings(VirtualRunner(settings), seen_from, 600, noise_px=0.5)
        self.desk = self.opened()

    def opened(self) -> CameraDesk:
        """A desk as after a restart of the program."""
        atlas = load_atlas(self.view)
        self.onlooker = Onlooker(self.camera, lambda: 30.0)
        return CameraDesk(atlas.setup, self.onlooker, self.folder, self.posted.append, self.number)

    def run(self, seconds: float, *commands: Command) -> None:
        until = None
        for sighting in self._coming:
            until = sighting.t + seconds if until is None else until
            self.desk.watch(beat(replace(sighting, camera=self.number), commands))
            commands = ()
            if sighting.t >= until:
                return


def beat(sighting: Sighting, commands: tuple[Command, ...]) -> Beat:
    estimate = GaitEstimate(sighting.t, Activity.STANDING)
    return Beat(sighting, Measured(estimate), Advice(Stage.WAITING, Targets()), commands)


def pushed_print(text: str) -> str:
    """Return a kept print as it would be had the camera stood a little beside."""
    grey = unpacked(text)
    assert grey is not None
    push = np.array([[1.0, 0, 4], [0, 1, 2]])
    return packed(np.asarray(cv2.warpAffine(grey, push, grey.shape[::-1]), np.uint8))
