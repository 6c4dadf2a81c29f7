"""Pose2Sim's gait events, found in a whole clip.

Pose2Sim is made for 3D points of people who walk or run over ground. It gets the picture plane as X (the way the
runner goes, or their right) and Y (up), in metres by the height of the runner, and the frames' own times.
"""

import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from Pose2Sim.common import compute_height
from Pose2Sim.Utilities.trc_gaitevents import trc_gaitevents_func
from Sports2D.process import CORRECTION_2D_TO_3D, make_trc_with_trc_data

from tools.peers.contacts import Contact, paired
from tools.peers.stream import Array, Stream

SIDEWAYS = ("left", "right")
# What served Pose2Sim best on the benchmark of 0, 1, 5, 20, 30 percent: the belt in front and rear views.
FLOOR_PERCENTILE = {"rear": 20, "front": 5}
CUT_OFF_HZ = 10.0
HIGHEST_CUT_OFF = 0.4  # of the frame rate; the filter itself refuses half the frame rate and more


@dataclass(frozen=True, slots=True)
class Plane:
    """The points of a stream in metres, x the runner's way or right, y up from the belt."""

    times_s: Array
    points_m: dict[str, Array]


def find(stream: Stream, height_m: float) -> list[Contact]:
    """Return the contacts that Pose2Sim finds in a stream, oldest first."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        trc = Path(folder) / "stream.trc"
        make_trc_with_trc_data(trc_table(in_metres(stream, height_m)), trc, fps=round(stream.rate_hz))
        (right_on, left_on, right_off, left_off), _ = trc_gaitevents_func(trc_path=str(trc), **settings(stream))
    found = [*paired("right", right_on, right_off), *paired("left", left_on, left_off)]
    return sorted(found, key=lambda contact: contact.contact_s)


def settings(stream: Stream) -> dict[str, Any]:
    """Choose the method by view: heel against hip from the side, height of the heel in front and rear views."""
    method = "forward_coordinates" if stream.view in SIDEWAYS else "height_coordinates"
    return {
        "method": method,
        "right_toe_marker": "RBigToe" if stream.view in SIDEWAYS else "RHeel",
        "left_toe_marker": "LBigToe" if stream.view in SIDEWAYS else "LHeel",
        "cut_off_frequency": min(CUT_OFF_HZ, HIGHEST_CUT_OFF * stream.rate_hz),
        "plot": False,
        "save_output": False,
    }


def in_metres(stream: Stream, height_m: float) -> Plane:
    """Scale pixels to metres as Sports2D does, by the height of the runner."""
    flat = {name: np.column_stack([xy, np.zeros(len(xy))]) for name, xy in stream.points_px.items()}
    scale = height_m / (CORRECTION_2D_TO_3D * compute_height(columns(flat)))
    heels = np.concatenate([stream.points_px[name][:, 1] for name in ("RHeel", "LHeel")])
    belt = np.percentile(heels, 100 - FLOOR_PERCENTILE.get(stream.view, 0))
    points = {
        name: np.column_stack([stream.toward * xy[:, 0], belt - xy[:, 1], np.zeros(len(xy))]) * scale
        for name, xy in stream.points_px.items()
    }
    return Plane(stream.times_s, points)


def columns(points: dict[str, Array]) -> pd.DataFrame:
    """Lay points side by side, three columns of one name each."""
    return pd.concat([pd.DataFrame(xyz, columns=[name] * 3) for name, xyz in points.items()], axis=1)


def trc_table(plane: Plane) -> pd.DataFrame:
    """Return the table that Sports2D writes as a .trc file."""
    return pd.concat([pd.Series(plane.times_s, name="time"), columns(plane.points_m)], axis=1)
