"""The formulas against figures drawn by hand: each joint is placed by its angle, and the angle must come out."""

import math

import numpy as np
import pytest

from station.gait import angles
from station.gait.body import JOINTS, ROW
from station.model import Landmark, Side


def figure(**places: tuple[float, float]) -> np.ndarray:
    """Return joints at (to the right or forward, up); those not named stand straight under the shoulders."""
    joints = np.zeros((len(JOINTS), 2))
    standing = {"SHOULDER": 0.55, "HIP": 0.0, "KNEE": -0.5, "ANKLE": -1.0, "HEEL": -1.05, "FOOT_INDEX": -1.05}
    for side in Side:
        for name, up in standing.items():
            joints[ROW[Landmark[f"{side.name}_{name}"]]] = (0.1 * side.sign, up)
    for name, place in places.items():
        joints[ROW[Landmark[name.upper()]]] = place
    return joints


def leaning(side: Side, thigh_deg: float, shank_deg: float) -> dict[str, tuple[float, float]]:
    """Place a leg by the angles of thigh and shank, + = the lower end lies outward."""
    s, hip = side.sign, 0.1 * side.sign
    thigh, shank = math.radians(thigh_deg), math.radians(shank_deg)
    knee = (hip + s * 0.5 * math.sin(thigh), -0.5 * math.cos(thigh))
    ankle = (knee[0] + s * 0.5 * math.sin(shank), knee[1] - 0.5 * math.cos(shank))
    return {f"{side}_knee": knee, f"{side}_ankle": ankle}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(("thigh", "shank"), [(-8.0, 3.0), (0.0, 0.0), (4.0, -2.0)])
def test_fppa_is_shank_minus_thigh_and_valgus_is_positive(side: Side, thigh: float, shank: float) -> None:
    found = angles.frontal(figure(**leaning(side, thigh, shank)), side)
    assert found["fppa_deg"] == pytest.approx(shank - thigh)
    assert found["femoral_adduction_deg"] == pytest.approx(-thigh)


@pytest.mark.parametrize("side", Side)
def test_pelvis_drops_to_the_swing_side(side: Side) -> None:
    found = angles.frontal(figure(**{f"{side.other}_hip": (0.1 * side.other.sign, -0.02)}), side)
    assert found["pelvic_drop_deg"] == pytest.approx(math.degrees(math.atan2(0.02, 0.2)))
    assert found["hip_adduction_deg"] == pytest.approx(found["pelvic_drop_deg"])


@pytest.mark.parametrize("side", Side)
def test_trunk_leans_to_the_stance_side(side: Side) -> None:
    lean = 0.1 * side.sign
    found = angles.frontal(figure(left_shoulder=(lean - 0.1, 0.55), right_shoulder=(lean + 0.1, 0.55)), side)
    assert found["trunk_side_lean_deg"] == pytest.approx(math.degrees(math.atan2(0.1, 0.55)))


@pytest.mark.parametrize("side", Side)
def test_knee_window_closes_when_the_knee_falls_in(side: Side) -> None:
    straight = angles.frontal(figure(), side)["knee_window_frac"]
    caved = angles.frontal(figure(**leaning(side, -8, 3)), side)["knee_window_frac"]
    assert straight == pytest.approx(1.0)
    assert caved < straight


def test_foot_ahead_at_contact_is_positive() -> None:
    found = angles.sagittal_at_contact(figure(left_knee=(0.3, -0.4), left_ankle=(0.4, -0.88)), Side.LEFT)
    thigh, shank = math.hypot(0.4, 0.4), math.hypot(0.1, 0.48)  # the left hip stands 0.1 behind the middle here
    assert found["overstride_frac"] == pytest.approx(0.4 / (thigh + shank))
    assert found["tibia_angle_deg"] == pytest.approx(math.degrees(math.atan2(0.1, 0.48)))


@pytest.mark.parametrize("bent", [0.0, 20.0, 90.0, 150.0])
def test_knee_flexion_is_zero_when_straight(bent: float) -> None:
    ankle = (0.1 - 0.5 * math.sin(math.radians(bent)), -0.5 - 0.5 * math.cos(math.radians(bent)))
    assert angles.knee_flexion(figure(right_ankle=ankle), Side.RIGHT) == pytest.approx(bent)


def test_trunk_leans_forward_positive() -> None:
    joints = figure(left_shoulder=(0.1, 0.5), right_shoulder=(0.1, 0.5))
    assert angles.trunk_lean(joints) == pytest.approx(math.degrees(math.atan2(0.1, 0.5)))
