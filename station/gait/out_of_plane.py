"""Take back what yaw does: it shifts every joint across the picture by how far that joint is out of the plane.

From front and rear the plane is the frontal one through the hips, from the sides the sagittal one. One camera does not
see how far a joint is out of it. But runners hardly differ in that at midstance and contact, at any speed: the knee is
0.14 of a leg ahead of the hips, the ankle 0.08 behind, SD between runners 0.02. So a tenth of what yaw does is left.
Means of both legs of seven runners at 2.5 and 3.5 m/s (Fukuchi et al. 2017, PeerJ 5:e3298, CC BY 4.0).
"""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from station.gait.body import HORIZONTAL, JOINTS
from station.model import Landmark, Side

Array = NDArray[np.float64]
Usual = Mapping[Side, Array]
"""By the side that stands: how far each of `JOINTS` is out of the plane, leg lengths, + = toward the camera's yaw."""

_AHEAD_AT_MIDSTANCE = {  # of the leg that stands, of the other
    "SHOULDER": (0.07, 0.07),  # a trunk that leans seven degrees; not of that source
    "HIP": (-0.006, 0.006),
    "KNEE": (0.138, 0.145),
    "ANKLE": (-0.085, -0.335),
    "HEEL": (-0.198, -0.42),
    "FOOT_INDEX": (0.045, -0.4),
}
_OUTWARD_AT_CONTACT = {
    "SHOULDER": (0.2, 0.2),
    "HIP": (0.097, 0.097),
    "KNEE": (0.077, 0.075),
    "ANKLE": (0.05, 0.054),
    "HEEL": (0.028, 0.026),
    "FOOT_INDEX": (0.054, 0.066),
}
_OUTWARD_AT_MIDSTANCE = _OUTWARD_AT_CONTACT | {"KNEE": (0.074, 0.091), "ANKLE": (0.015, 0.084)}


def _of(joint: Landmark, stands: Side, usual: Mapping[str, tuple[float, float]]) -> float:
    side, _, name = joint.name.partition("_")
    return usual.get(name, (0.0, 0.0))[side != stands.name]  # arms swing: they are left where they are


def _to_the_left(joint: Landmark) -> float:
    return -1.0 if joint.name.startswith("RIGHT") else 1.0


FRONTAL: Usual = {side: np.array([_of(joint, side, _AHEAD_AT_MIDSTANCE) for joint in JOINTS]) for side in Side}
SAGITTAL_AT_CONTACT: Usual = {
    side: np.array([_to_the_left(joint) * _of(joint, side, _OUTWARD_AT_CONTACT) for joint in JOINTS]) for side in Side
}
SAGITTAL_AT_MIDSTANCE: Usual = {
    side: np.array([_to_the_left(joint) * _of(joint, side, _OUTWARD_AT_MIDSTANCE) for joint in JOINTS]) for side in Side
}


def straightened(joints: Array, side: Side, yaw_deg: float, usual: Usual) -> Array:
    """Return joints (rows of `JOINTS`) as a camera with no yaw shows them, while that side stands."""
    if yaw_deg == 0.0:
        return joints
    straight = joints.copy()
    straight[:, HORIZONTAL] += math.tan(math.radians(yaw_deg)) * usual[side]
    return straight
