"""What the camera is, what it saw, and who was in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from station.model.body import Landmark, View


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the camera stands and how it looks, as found from the belt's corners."""

    yaw_deg: float
    """How far off the belt's middle line: + = a rear camera to the runner's left, a front camera to the right."""
    roll_deg: float
    """+ = the camera is turned clockwise (seen from behind it), so that the picture's verticals lean left."""
    distance_m: float
    """From the middle of the belt, along the floor."""
    height_m: float
    """Above the belt."""
    yaw_sd_deg: float = 0.5
    roll_sd_deg: float = 0.7
    heading_deg: float | None = None
    """How far to the right of the belt's direction it looks; one that looks at the belt's middle has its yaw here."""
    focal_px: float | None = None
    """With the heading it tells the line of sight to a runner who is not on the belt's middle."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the runner stands still: their own zero, and what the same body's angles jitter by from pose to pose."""

    zero: Mapping[str, float]
    """By name, degrees: `pelvic_tilt_deg`, `shoulder_tilt_deg` (+ = left lower), `trunk_side_lean_deg` (+ = right),
    `left_fppa_deg`, `right_fppa_deg`."""
    jitter: Mapping[str, float]
    """SD of each from pose to pose, degrees."""
    poses: int


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known of camera and run before the first frame."""

    view: View
    width_px: int
    height_px: int
    runner_height_m: float | None = None
    belt_speed_mps: float | None = None
    source: str = ""
    aim_known: bool = False
    """True where the camera was levelled and put on the belt's middle line, so that left and right compare."""
    aim: Aim | None = None
    """As measured by the guided set-up; what it shows is then corrected for."""
    real_hips: bool = False
    """True where corrected angles are told with hip centres as far apart as people's, not the rendered bodies'."""
    stickers: bool = False
    """True where the runner wears two on the pelvis: pelvic drop is then read off them, and off nothing else."""
    second: "Setup | None" = None
    """Of a second camera, which looks at the other plane; None where there is one camera."""

    @property
    def cameras(self) -> tuple["Setup", ...]:
        """Each camera's own set-up, the first one's first."""
        return (replace(self, second=None), self.second) if self.second else (self,)

    def of_run(self, **known: float | None) -> "Setup":
        """Return the set-up with more known of the run (height, belt speed), which all cameras see alike."""
        return replace(self, second=self.second and replace(self.second, **known), **known)  # type: ignore[arg-type]

    def aimed(self, aim: Aim, camera: int) -> "Setup":
        """Return the set-up with another aim of the camera of this number (0 = the first)."""
        if camera and self.second:
            return replace(self, second=replace(self.second, aim=aim))
        return replace(self, aim=aim)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `image` is height x width x 3, blue-green-red, 8 bits."""

    t: float
    image: NDArray[np.uint8]
    arrived_s: float = 0.0
    """When the station had it, on its own monotonic clock: only delays are made of this."""


class StickerColour(StrEnum):
    """Of the dots worn on the pelvis: colours that no skin has."""

    GREEN = "green"
    PINK = "pink"


@dataclass(frozen=True, slots=True)
class Stickers:
    """The two stickers on the pelvis, on the runner's own left and right: x px, y px, confidence 0..1."""

    left: tuple[float, float, float]
    right: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One runner in one frame.

    `points` is 33 x 3: x px to the right, y px down, visibility 0..1; an unseen point is NaN, NaN, 0.
    """

    t: float
    points: NDArray[np.float64]
    stickers: Stickers | None = None

    def visibility(self, landmark: Landmark) -> float:
        return float(self.points[landmark, 2])


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one frame showed: a pose or nobody."""

    t: float
    pose: Pose | None
    arrived_s: float = 0.0
    camera: int = 0
    """Which camera saw it: 0 the first, 1 the second."""
