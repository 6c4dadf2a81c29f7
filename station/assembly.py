"""Settings in, wired station out: the only module that knows every room."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from station.coaching.coach import Coach
from station.errors import SourceError
from station.gait.analyser import GaitAnalyser
from station.gait.fusion import Fusion
from station.metrics import MEDIAPIPE
from station.model import FREE_RUN, Cue, Frame, Metronome, SessionPlan, Setup, Truth, View
from station.posestream import is_pose_stream
from station.runtime.engine import Engine, NoAdvice
from station.settings import CameraSettings, SecondCameraSettings, Settings
from station.vision.landmarker import Landmarker, Searcher
from station.vision.model_store import require
from station.vision.recorded import RecordedSource
from station.vision.stickers import StickerFinder
from station.vision.video import VideoSource
from station.vision.virtual.source import VirtualSource

NO_PICAMERA2 = (
    "picamera2 is not installed. It comes with Raspberry Pi OS: run `sudo apt install python3-picamera2` and make the "
    "environment anew (`make clean setup`), or set camera.source to usb:0."
)

SOMEBODY_ELSE_FRAC = 0.3
"""How sure MediaPipe must be of a second person: none was seen in 180 pictures of one (hardware/placement.md)."""


class Frames(Protocol):
    """A source of frames, as every camera room's class is one."""

    @property
    def size_px(self) -> tuple[int, int]: ...

    @property
    def frame_count(self) -> int | None: ...

    def frames(self) -> Iterator[Frame]: ...

    def close(self) -> None: ...


class Ears(Protocol):
    """A runner who hears inside this program."""

    def hear(self, cue: Cue) -> None: ...

    def listen(self, metronome: Metronome | None) -> None:
        """Hear a beat, or that there is none; told at every frame."""


def second_of(settings: Settings) -> Settings | None:
    """Return the settings as the second camera has them; None where there is none."""
    return settings.model_copy(update={"camera": settings.second_camera}) if settings.second_camera.source else None


def without_second(settings: Settings) -> Settings:
    """Return the settings with the first camera only."""
    return settings.model_copy(update={"second_camera": SecondCameraSettings()})


def open_frames(settings: Settings, paced: bool, beside: Frames | None = None) -> Frames:
    """Open the source that the settings name. `paced` = as if it happened now. Raises SourceError.

    `beside` is what the other camera sees: two that are virtual see the same runner.
    """
    source = settings.camera.source
    if source == "virtual" and isinstance(beside, VirtualSource):
        return beside.beside(settings.camera.view or View.LEFT)
    if source == "virtual":
        return VirtualSource(settings.virtual, settings.camera.view or View.FRONT, paced)
    if source.partition(":")[0] == "picamera2":
        return _open_picamera(settings.camera)
    return VideoSource(source, paced, settings.camera)


def setup_of(settings: Settings, frames: Frames) -> Setup:
    """Return what is known of camera and run; of the virtual runner everything is."""
    width_px, height_px = frames.size_px
    known = frames.setup if isinstance(frames, VirtualSource) else None
    return Setup(
        settings.camera.view or View.FRONT,
        width_px,
        height_px,
        settings.runner.height_m or (known.runner_height_m if known else None),
        settings.runner.belt_speed_mps or (known.belt_speed_mps if known else None),
        MEDIAPIPE,
        settings.camera.aim_known,
        real_hips=_real_hips(settings, frames),
        stickers=settings.runner.stickers is not None,
    )


def _real_hips(settings: Settings, frames: Frames) -> bool:
    """Tell whether the runner has people's hips: before a camera yes, in a file (it may be rendered) if so set."""
    if settings.runner.hips != "auto":
        return settings.runner.hips == "people"
    return frames.frame_count is None and not isinstance(frames, VirtualSource)


def open_recorded(settings: Settings, path: Path, paced: bool) -> tuple[RecordedSource, Setup]:
    """Open a pose stream; what the settings say of the runner goes before what its header says."""
    source = RecordedSource(path, paced)
    kept = source.setup
    view = settings.camera.view or kept.view
    return source, replace(
        kept,
        view=view,
        aim=kept.aim if view is kept.view else None,
        runner_height_m=settings.runner.height_m or kept.runner_height_m,
        belt_speed_mps=settings.runner.belt_speed_mps or kept.belt_speed_mps,
        aim_known=settings.camera.aim_known or kept.aim_known,
        real_hips=kept.real_hips if settings.runner.hips == "auto" else settings.runner.hips == "people",
        stickers=settings.runner.stickers is not None or kept.stickers,
    )


def recorded_path(settings: Settings) -> Path | None:
    """Return the pose stream that the settings name as source, if they do."""
    path = Path(settings.camera.source)
    return path if is_pose_stream(path) else None


def open_landmarkers(settings: Settings, number: int) -> list[Landmarker]:
    """Open landmarkers with the kept model. Raises ModelError where there is none. Call before threads start."""
    model = require(settings.store.data_dir, settings.pose.model)
    worn = settings.runner.stickers
    stickers = StickerFinder(worn) if worn else None
    return [Landmarker(model, settings.pose.min_confidence_frac, stickers) for _ in range(number)]


def open_searcher(settings: Settings) -> Searcher:
    """Open what searches a single picture for somebody else, with the kept model. Call before threads start."""
    return Searcher(require(settings.store.data_dir, settings.pose.model), SOMEBODY_ELSE_FRAC)


def landmarkers_wanted(settings: Settings) -> int:
    """Return how many landmarkers to run: as set, else one less than the cores."""
    cores = len(os.sched_getaffinity(0))
    return settings.pose.landmarkers or max(1, cores - 1)


def coaching_engine(settings: Settings, setup: Setup, plan: SessionPlan) -> Engine:
    """Return an engine that measures and coaches, fresh."""
    return Engine(_analysers(settings, setup), Coach(settings.coaching, plan), _fusion(settings, setup))


def _analysers(settings: Settings, setup: Setup) -> Sequence[GaitAnalyser]:
    return [GaitAnalyser(camera, settings.coaching.mean_steps) for camera in setup.cameras]


def _fusion(settings: Settings, setup: Setup) -> Fusion | None:
    """Return what makes one runner of two views; one camera's is passed on as it is."""
    views = [camera.view for camera in setup.cameras]
    return Fusion(views, settings.coaching.min_confidence_frac) if len(views) > 1 else None


def free_run(settings: Settings) -> SessionPlan:
    """Return what a free run is by the settings."""
    coaching = settings.coaching
    return replace(
        FREE_RUN,
        baseline_s=coaching.baseline_s,
        baseline_steps=coaching.baseline_steps,
        cadence_factor=coaching.cadence_factor,
    )


def idle_engine(settings: Settings, setup: Setup) -> Engine:
    """Return an engine that only measures."""
    return Engine(_analysers(settings, setup), NoAdvice(), _fusion(settings, setup))


def ears_of(frames: Frames | None) -> Ears | None:
    """Return how the runner in front of the camera hears inside this program; only the virtual one does."""
    return frames if isinstance(frames, VirtualSource) else None


def truth_of(frames: Frames | None) -> Callable[[], Truth | None]:
    """Return what tells the truth about the runner; only the virtual one's is known."""
    return partial(getattr, frames, "truth") if isinstance(frames, VirtualSource) else lambda: None


def _open_picamera(camera: CameraSettings) -> Frames:
    """Open `picamera2` (the first) or `picamera2:N`."""
    _, colon, number = camera.source.partition(":")
    if colon and not number.isdecimal():
        raise SourceError(f"{camera.source} names no camera. Write picamera2, or picamera2: and its number.")
    try:
        from station.vision.picamera import PicameraSource  # noqa: PLC0415 (there only on a Pi)
    except ModuleNotFoundError:
        raise SourceError(NO_PICAMERA2) from None
    source: Frames = PicameraSource(camera, int(number or 0))
    return source
