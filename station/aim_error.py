"""What a measured aim leaves: how far each metric moves with yaw and roll, and what no aim takes back.

From real runners' joints put through cameras of known aim (`tools/aim_study.py`, docs/camera-setup.md).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from station.model import Aim

Z95 = 1.96
PERSPECTIVE_AT_M = 3.0


@dataclass(frozen=True, slots=True)
class Moves:
    """A metric's answer to the camera, in its own unit."""

    by_yaw: float
    """A degree."""
    by_roll: float
    """A degree."""
    left_of_yaw: float
    """Half width of the 95 % interval of what the correction leaves of a degree: runners differ a little in depth."""
    perspective: float
    """What the perspective of three metres adds at most, as against a camera far away; it falls with distance."""


MOVES: Mapping[str, Moves] = MappingProxyType(
    {
        "fppa_deg": Moves(0.8, 0.0, 0.15, 2.1),
        "femoral_adduction_deg": Moves(0.29, 1.0, 0.08, 0.65),
        "pelvic_drop_deg": Moves(0.03, 1.0, 0.09, 0.3),
        "hip_adduction_deg": Moves(0.29, 0.0, 0.1, 0.7),
        "trunk_side_lean_deg": Moves(0.12, 1.0, 0.12, 0.1),  # nobody knows how far this trunk leans
        "step_width_m": Moves(0.0003, 0.0002, 0.0004, 0.003),
        "knee_window_frac": Moves(0.002, 0.003, 0.005, 0.04),
        "overstride_frac": Moves(0.001, 0.016, 0.0007, 0.003),
        "tibia_angle_deg": Moves(0.06, 1.0, 0.05, 0.45),
        "knee_flexion_contact_deg": Moves(0.06, 0.0, 0.06, 0.4),
        "knee_flexion_peak_deg": Moves(0.1, 0.0, 0.15, 1.1),
        "trunk_lean_deg": Moves(0.02, 1.0, 0.03, 0.1),
    }
)


def left95(name: str, aim: Aim) -> float:
    """Return what may be left in every value alike, as the half width of a 95 % interval; 0 for a time."""
    moves = _moves(name)
    return math.hypot(_of_aim(moves, aim), moves.perspective * PERSPECTIVE_AT_M / aim.distance_m) if moves else 0.0


def apart95(name: str, aim: Aim) -> float:
    """Return what may be left in right minus left: yaw and roll move the legs against each other."""
    moves = _moves(name)
    return 2 * _of_aim(moves, aim) if moves else 0.0


def _moves(name: str) -> Moves | None:
    """Return a metric's answer; the points' own angle moves as the corrected one does."""
    return MOVES.get(name.replace("_raw_", "_"))


def _of_aim(moves: Moves, aim: Aim) -> float:
    unsure = math.hypot(moves.by_yaw * aim.yaw_sd_deg, moves.by_roll * aim.roll_sd_deg)
    return math.hypot(Z95 * unsure, moves.left_of_yaw * aim.yaw_deg)
