"""Quiet standing: the runner's own zero, and how much every angle jitters although nobody moves.

The body sways a little also in quiet standing (under 1 degree, below 0.5 Hz), so the jitter is told from one pose to
the next and not from the mean: what moves slowly is the runner, what jumps is the landmarker.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from station.gait.angles import frontal
from station.gait.body import BOUNCE, HIPS, LEGS, SEEN_FRAC, Body, BodyReader
from station.looks import Unrest
from station.model import Pose, Setup, Side, Standing

Array = NDArray[np.float64]

FEWEST_POSES = 10
SEEN_SHARE = 0.8  # of all frames
STILL_FRAC = 0.03  # of leg length: quiet standers sway by 0.01, a step moves the ankle by 0.3


def standing(poses: Sequence[Pose | None], setup: Setup) -> Standing | Unrest:
    """Return the runner's zero and jitter of some seconds of standing, a pose a frame; else why not."""
    reader = BodyReader(setup)
    read = [reader.read(pose) for pose in poses if pose is not None]
    bodies = [body for body in read if body is not None and (body.visible[LEGS] >= SEEN_FRAC).all()]
    if len(bodies) < max(FEWEST_POSES, SEEN_SHARE * len(poses)):
        return Unrest.UNSEEN
    if not _still(bodies):
        return Unrest.MOVED
    told = [_angles(body) for body in bodies]
    columns = {name: np.array([each[name] for each in told]) for name in told[0]}
    zero = {name: round(fmean(values), 2) for name, values in columns.items()}
    return Standing(zero, {name: round(_jitter(values), 2) for name, values in columns.items()}, len(bodies))


def _still(bodies: Sequence[Body]) -> bool:
    joints = np.array([body.sample[:BOUNCE] for body in bodies]).reshape(len(bodies), -1, 2)
    bounce = np.array([body.sample[BOUNCE] for body in bodies])
    return bool(joints[:, LEGS].std(axis=0).max() < STILL_FRAC and bounce.std() < STILL_FRAC)


def _angles(body: Body) -> Mapping[str, float]:
    joints = body.sample[:BOUNCE].reshape(-1, 2)
    left, right = (frontal(joints, side) for side in Side)
    return {
        "pelvic_tilt_deg": _left_lower(joints[HIPS]),
        "shoulder_tilt_deg": _left_lower(joints[:2]),
        "trunk_side_lean_deg": right["trunk_side_lean_deg"],
        "left_fppa_deg": left["fppa_deg"],
        "right_fppa_deg": right["fppa_deg"],
    }


def _left_lower(pair: Array) -> float:
    """Return how much lower the left one of a pair is, as the angle of their line."""
    across, up = pair[1] - pair[0]
    return float(np.degrees(np.arctan2(up, abs(across))))


def _jitter(values: Array) -> float:
    """Return the SD from pose to pose, from the differences of neighbours."""
    return float(np.diff(values).std() / np.sqrt(2))
