"""What is true of a video: every joint of a rendered runner, or contacts that somebody counted."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from station.model import View

Point = tuple[float, float]


def _camera_view(words: Any) -> Any:
    """Return the view in words like `side-left (runner faces ...)`; a side not said is the left."""
    first = str(words).split()[0].removeprefix("side-") if str(words).split() else ""
    return "left" if first == "side" else first


CameraView = Annotated[View, BeforeValidator(_camera_view)]


class RenderedStep(BaseModel):
    """A step of a rendered runner, with its angles in the runner's own side plane."""

    side: str
    standing: bool = False
    t_ic: float
    t_mid: float
    t_to: float
    step_width_cm: float | None = None
    overstride_cm: float | None = None
    tibia_ic: float | None = None
    knee_flexion_ic: float | None = None
    knee_flexion_peak: float | None = None


class RenderedFrames(BaseModel):
    """Where the true joints are in each picture, px."""

    t: Annotated[list[float], Field(min_length=2)]
    joints2d: dict[str, list[Point]]


class RenderedRunner(BaseModel):
    """The body."""

    stature_m: float
    leg_length_m: float


class ClipTruth(BaseModel):
    """A clip of a rendered runner, true to the pixel."""

    view: CameraView
    fps: float
    runner: RenderedRunner
    belt_speed: list[float]
    steps: Annotated[list[RenderedStep], Field(min_length=2)]
    frames: RenderedFrames

    @property
    def belt_speed_mps(self) -> float | None:
        """The belt's speed where it is the same all the time."""
        speeds = set(self.belt_speed)
        return speeds.pop() if len(speeds) == 1 else None


class Contact(BaseModel):
    """A contact counted by eye."""

    frame: int


class FootageTruth(BaseModel):
    """A real video: what it shows, and the contacts that somebody counted, if anybody runs there."""

    view: CameraView = View.FRONT
    fps: float = 0.0
    activity: str = "nobody runs (no truth beside it)"
    contacts: list[Contact] = []

    @property
    def counted_spm(self) -> float | None:
        """The cadence counted; None where nobody runs."""
        frames = [contact.frame for contact in self.contacts]
        if "running" not in self.activity.lower() or len(frames) < 2:
            return None
        return 60.0 * self.fps * (len(frames) - 1) / (frames[-1] - frames[0])
