"""Sports2D's angles of every frame of a clip, by its own steps and default settings.

From the side it is told which side it sees. In front and rear views it is told "none", its word for points that it is
not to mirror, and the signs are set in `columns.py`.
"""

import numpy as np
import pandas as pd
from Pose2Sim.common import angle_dict
from Pose2Sim.filtering import filter1d, hampel_filter
from Sports2D.process import compute_angles_for_person

from tools.peers.stream import Array, Stream

ANGLES = ("right knee", "left knee", "right shank", "left shank", "right thigh", "left thigh", "pelvis")
CUT_OFF_HZ = 6
HIGHEST_CUT_OFF = 0.4  # of the frame rate


def measure(stream: Stream) -> dict[str, Array]:
    """Return each angle over time in degrees, outliers taken out and filtered without lag."""
    names = list(stream.points_px)
    places = np.stack([stream.points_px[name] for name in names], axis=1)
    frames = pd.DataFrame([of_frame(xy, names, stream.view) for xy in places], columns=ANGLES)
    return {name: smooth(frames[name], stream.rate_hz) for name in ANGLES}


def of_frame(xy: Array, names: list[str], view: str) -> list[float]:
    """Return Sports2D's angles of one frame, points of shape (points, 2) in pixels."""
    side = view if view in ("left", "right") else "none"
    ids = list(range(len(names)))
    _, angles, _ = compute_angles_for_person(xy[:, 0], xy[:, 1], side, True, ids, names, ANGLES, angle_dict)
    return list(angles)


def smooth(angle: "pd.Series[float]", rate_hz: float) -> Array:
    """Filter an angle as Sports2D's demo settings do, with a lower cut-off where the frames are too few for it."""
    cut_off = int(min(CUT_OFF_HZ, HIGHEST_CUT_OFF * rate_hz))
    butterworth = {"filtering": {"butterworth": {"order": 4, "cut_off_frequency": cut_off}}}
    return np.asarray(filter1d(hampel_filter(angle), butterworth, "butterworth", rate_hz), dtype=float)
