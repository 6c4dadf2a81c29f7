"""MediaPipe's pose landmarker: a frame in, 33 points or nobody out.

In VIDEO mode MediaPipe follows the runner from frame to frame, which takes half the time of searching every picture
anew, and passes the points through a filter whose strength depends on the time between frames. At true times that
filter delays shoulders and hips by 20 to 30 ms. Told that the frames are far apart it lets everything pass, and the
tracking does not look at the time at all.
"""

import contextlib
import functools
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from numpy.typing import NDArray

from station.errors import ModelError
from station.model import Frame, Landmark, Pose
from station.vision.attention import Attention
from station.vision.stamps import TIME_DECIMALS
from station.vision.stickers import StickerFinder

FRAME_STEP_MS = 1_000_000  # what MediaPipe is told lies between two frames; as int64 microseconds good for 9e9 frames
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
PIXEL_DECIMALS, VISIBILITY_DECIMALS = 2, 3  # what is measured is what is recorded, to the bit


class Landmarker:
    """Finds one runner. Each landmarker computes on one core and must see its frames in order.

    The picture goes in as it is: MediaPipe cuts out 256 x 256 itself, and shrinking a large picture first took as
    long as it saved and moved the points.
    With `stickers` each pose has the stickers that its runner wears, if both were seen.
    Raises ModelError where the model can not be opened. Close it: MediaPipe's own destructor fails at exit.
    """

    def __init__(self, model: Path, min_confidence_frac: float, stickers: StickerFinder | None = None) -> None:
        self._stickers = stickers
        with _hushed():
            _rehearse(model)
            self._landmarker = _opened(model, min_confidence_frac)
        self._stamp_ms = 0
        self._attention = Attention()

    def find(self, frame: Frame) -> Pose | None:
        """Return the runner's points in px of the frame, or None where nobody is seen."""
        image = _red_green_blue(frame.image)
        height, width = image.shape[:2]
        for strip in self._attention.strips(width, height, frame.t):
            points = self.look(strip.of(image))
            if points is not None and strip.holds(mid_hip_px := float(points[HIPS, 0].mean())):
                self._attention.found(mid_hip_px)
                return self._pose(frame, _rounded(points))
        self._attention.found(None)
        return None

    def _pose(self, frame: Frame, points: NDArray[np.float64]) -> Pose:
        stickers = self._stickers.find(frame.image, points) if self._stickers else None
        return Pose(round(frame.t, TIME_DECIMALS), points, stickers)

    def look(self, image: NDArray[np.uint8]) -> NDArray[np.float64] | None:
        """Return 33 points (x px, y px, visibility) of a picture in red, green, blue, or None where nobody is seen."""
        self._stamp_ms += FRAME_STEP_MS
        found = self._landmarker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, image), self._stamp_ms).pose_landmarks
        height, width = image.shape[:2]
        return np.array([(p.x * width, p.y * height, p.visibility) for p in found[0]]) if found else None

    def close(self) -> None:
        self._landmarker.close()


class Searcher:
    """Finds anybody in a single picture, without memory of the one before; for a look now and then.

    Open it at the door like the landmarkers. Not for several threads at once.
    """

    def __init__(self, model: Path, min_confidence_frac: float) -> None:
        with _hushed():
            self._landmarker = _opened(model, min_confidence_frac, RunningMode.IMAGE)

    def somebody(self, image: NDArray[np.uint8]) -> bool:
        """Tell whether there is somebody in the picture."""
        return bool(self._landmarker.detect(mp.Image(mp.ImageFormat.SRGB, _red_green_blue(image))).pose_landmarks)

    def close(self) -> None:
        self._landmarker.close()


def alone(model: Path, min_confidence_frac: float, images: Sequence[NDArray[np.uint8]]) -> float:
    """Run MediaPipe in the plainest loop there is and return poses a second: a yardstick for the station."""
    with _hushed():
        landmarker = _opened(model, min_confidence_frac)
    began_s = time.monotonic()
    for number, image in enumerate(images, 1):
        picture = mp.Image(mp.ImageFormat.SRGB, _red_green_blue(image))
        landmarker.detect_for_video(picture, number * FRAME_STEP_MS)
    poses_hz = len(images) / (time.monotonic() - began_s)
    landmarker.close()
    return poses_hz


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    points[:, :2] = points[:, :2].round(PIXEL_DECIMALS)
    points[:, 2] = points[:, 2].round(VISIBILITY_DECIMALS)
    return points


def _red_green_blue(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def _opened(model: Path, confidence_frac: float, mode: RunningMode = RunningMode.VIDEO) -> PoseLandmarker:
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model)),
        running_mode=mode,
        num_poses=1,
        min_pose_detection_confidence=confidence_frac,
        min_pose_presence_confidence=confidence_frac,
        min_tracking_confidence=confidence_frac,
    )
    try:
        return PoseLandmarker.create_from_options(options)
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(
            f"MediaPipe can not open the pose model {model}: {error}. Run `station model` again."
        ) from None


@functools.cache
def _rehearse(model: Path) -> None:
    """Find "somebody" in a black picture, so that MediaPipe has said its once-per-process warnings."""
    landmarker = _opened(model, confidence_frac=0.0)
    landmarker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, np.zeros((256, 256, 3), np.uint8)), 0)
    landmarker.close()


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """Send standard error nowhere: MediaPipe's native warnings heed no setting. Only while no thread runs yet."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
