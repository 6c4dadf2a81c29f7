"""The formulas of the border formats, on one instant's joints.

Joints are rows of `body.JOINTS`, columns horizontal (R or F) and up, in leg lengths around the mid-hip. Angles are in
degrees. H, K, A are hip, knee and ankle of the leg that stands, s is +1 for the right leg and -1 for the left.
"""

import functools
import math

import numpy as np
from numpy.typing import NDArray

from station.gait.body import HIPS, HORIZONTAL, ROW, UP
from station.model import Landmark, Side

Array = NDArray[np.float64]


def frontal(joints: Array, side: Side) -> dict[str, float]:
    """Return the frontal-plane metrics of the leg that stands, at midstance."""
    at: list[list[float]] = joints.tolist()
    s, other = side.sign, side.other
    hip, knee, ankle = (at[_row(side, name)] for name in ("HIP", "KNEE", "ANKLE"))
    other_hip, other_knee = at[_row(other, "HIP")], at[_row(other, "KNEE")]
    trunk = [(at[0][axis] + at[1][axis]) / 2 - (at[2][axis] + at[3][axis]) / 2 for axis in (HORIZONTAL, UP)]
    thigh = _degrees(s * (knee[HORIZONTAL] - hip[HORIZONTAL]), hip[UP] - knee[UP])
    shank = _degrees(s * (ankle[HORIZONTAL] - knee[HORIZONTAL]), knee[UP] - ankle[UP])
    hips_apart = abs(hip[HORIZONTAL] - other_hip[HORIZONTAL])
    drop = _degrees(hip[UP] - other_hip[UP], hips_apart)
    metrics = {
        "fppa_deg": shank - thigh,
        "femoral_adduction_deg": -thigh,
        "pelvic_drop_deg": drop,
        "hip_adduction_deg": drop - thigh,
        "trunk_side_lean_deg": _degrees(s * trunk[HORIZONTAL], trunk[UP]),
    }
    if hips_apart > 0:
        metrics["knee_window_frac"] = s * (knee[HORIZONTAL] - other_knee[HORIZONTAL]) / hips_apart
    return metrics


def ankle_from_middle(joints: Array, side: Side) -> float:
    """Return how far to the runner's right of the mid-hip the ankle stands, leg lengths."""
    return float((_leg(joints, side, "ANKLE") - joints[HIPS].mean(axis=0))[HORIZONTAL])


def sagittal_at_contact(joints: Array, side: Side) -> dict[str, float]:
    """Return the sagittal metrics read at initial contact."""
    knee, ankle = _leg(joints, side, "KNEE"), _leg(joints, side, "ANKLE")
    leg = math.dist(_leg(joints, side, "HIP"), knee) + math.dist(knee, ankle)
    ahead = ankle_from_middle(joints, side)
    metrics = {
        "tibia_angle_deg": _degrees((ankle - knee)[HORIZONTAL], (knee - ankle)[UP]),
        "knee_flexion_contact_deg": knee_flexion(joints, side),
    }
    return {"overstride_frac": ahead / leg, **metrics} if leg > 0 else metrics


def knee_flexion(joints: Array, side: Side) -> float:
    """Return by how much the knee is bent, 0 = straight."""
    thigh = _leg(joints, side, "HIP") - _leg(joints, side, "KNEE")
    shank = _leg(joints, side, "ANKLE") - _leg(joints, side, "KNEE")
    cross = thigh[0] * shank[1] - thigh[1] * shank[0]
    return 180.0 - abs(_degrees(float(cross), float(thigh @ shank)))


def hip_to_ankle(joints: Array, side: Side) -> Array:
    """Return how far apart hip and ankle are, shortest where the knee is bent most; joints may be many instants."""
    hip, ankle = (joints[..., ROW[Landmark[f"{side.name}_{name}"]], :] for name in ("HIP", "ANKLE"))
    apart: Array = np.hypot(*np.moveaxis(hip - ankle, -1, 0))
    return apart


def trunk_lean(joints: Array) -> float:
    """Return how far the trunk leans forward, from the side."""
    trunk = joints[:2].mean(axis=0) - joints[HIPS].mean(axis=0)
    return _degrees(trunk[HORIZONTAL], trunk[UP])


def _leg(joints: Array, side: Side, name: str) -> Array:
    joint: Array = joints[_row(side, name)]
    return joint


@functools.cache
def _row(side: Side, name: str) -> int:
    return ROW[Landmark[f"{side.name}_{name}"]]


def _degrees(opposite: float, adjacent: float) -> float:
    return math.degrees(math.atan2(opposite, adjacent))
