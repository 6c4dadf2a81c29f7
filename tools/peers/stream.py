"""A pose stream as other systems take it: one row per frame, under the names of Pose2Sim and Sports2D."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LANDMARKS = {
    "RHip": "right_hip",
    "LHip": "left_hip",
    "RKnee": "right_knee",
    "LKnee": "left_knee",
    "RAnkle": "right_ankle",
    "LAnkle": "left_ankle",
    "RHeel": "right_heel",
    "LHeel": "left_heel",
    "RBigToe": "right_foot_index",
    "LBigToe": "left_foot_index",
    "RShoulder": "right_shoulder",
    "LShoulder": "left_shoulder",
    "Nose": "nose",
}
FORWARD = {"rear": 1, "front": -1, "right": 1, "left": -1}


@dataclass(frozen=True, slots=True)
class Stream:
    """A whole clip: points in pixels, y down, each of shape (frames, 2)."""

    view: str
    times_s: Array
    points_px: Mapping[str, Array]

    @property
    def rate_hz(self) -> float:
        """Frames per second, on average."""
        return float((len(self.times_s) - 1) / (self.times_s[-1] - self.times_s[0]))

    @property
    def toward(self) -> int:
        """+1 where x grows with the runner's right (front, rear) or forward (sides), else -1."""
        return FORWARD[self.view]


def read(path: Path) -> Stream:
    """Read a pose stream; a frame without a runner lies on the straight line between its neighbours."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        header, *frames = map(json.loads, lines)
    times = np.array([frame["t"] for frame in frames])
    points = {name: filled(frames, times, landmark) for name, landmark in LANDMARKS.items()}
    points["Hip"] = (points["RHip"] + points["LHip"]) / 2
    return Stream(header["view"], times, points)


def filled(frames: list[dict[str, Any]], times: Array, landmark: str) -> Array:
    """Return x and y of one landmark for every frame."""
    seen = [frame for frame in frames if frame["points"]]
    at = np.array([frame["t"] for frame in seen])
    places = np.array([frame["points"][landmark][:2] for frame in seen])
    return np.column_stack([np.interp(times, at, places[:, axis]) for axis in (0, 1)])
