"""What all points together say: left as right, not of strange bodies, not of other landmarkers' points."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from station.errors import SourceError
from station.gait import angles
from station.gait.anatomy import ANGLES, Corrected, Looked, inputs, learned
from station.gait.body import JOINTS, ROW
from station.gait.frontal import Frontal
from station.metrics import CORRECTED, MEDIAPIPE, RAW, REAL_HIPS_DEG
from station.model import Landmark, Setup, Side, View
from station.stills import listed

REAR = Setup(View.REAR, 720, 960, source=MEDIAPIPE)


def correct(joints: np.ndarray, side: Side, looked: Looked = Looked.PLAINLY) -> Corrected | None:
    return learned().correct(joints, angles.frontal(joints, side), side, View.REAR, looked)


def seen(joints: np.ndarray) -> np.ndarray:
    return inputs(joints, angles.frontal(joints, Side.RIGHT), Side.RIGHT, View.REAR, Looked.PLAINLY)


TWIN = [row ^ 1 for row in range(len(JOINTS))]


def usual_body() -> np.ndarray:
    """Return joints in the middle of what was learned from, right leg standing."""
    middle = learned()._middle[: 2 * len(JOINTS)]
    return middle.reshape(-1, 2).astype(float)


def test_a_usual_body_is_corrected_by_some_degrees_and_the_points_own_angle_is_kept() -> None:
    joints = usual_body()
    shown = Frontal(REAR).read(joints, Side.RIGHT, None)
    assert not shown.uncorrected
    read = angles.frontal(joints, Side.RIGHT)
    for name in CORRECTED:
        assert shown.metrics[RAW[name]] == pytest.approx(read[name])
    assert 2 < shown.metrics["pelvic_drop_deg"] - read["pelvic_drop_deg"] < 15  # its hips hardly tilt
    assert shown.metrics["hip_adduction_deg"] == pytest.approx(
        shown.metrics["pelvic_drop_deg"] + shown.metrics["femoral_adduction_deg"]
    )


def test_left_and_right_are_the_same_to_a_balanced_look() -> None:
    joints = usual_body()
    mirrored = joints[TWIN] * (-1.0, 1.0)
    right = correct(joints, Side.RIGHT, Looked.BOTH_WAYS)
    left = correct(mirrored, Side.LEFT, Looked.BOTH_WAYS)
    assert right and left
    assert left.angles == pytest.approx(right.angles)


def test_size_and_place_of_the_body_do_not_matter() -> None:
    joints = usual_body()
    assert seen(3.0 * joints + 40.0) == pytest.approx(seen(joints))


@pytest.mark.parametrize("scale", [(2.0, 1.0), (1.0, 0.5)])
def test_a_squashed_body_is_not_corrected(scale: tuple[float, float]) -> None:
    joints = usual_body() * scale
    shown = Frontal(REAR).read(joints, Side.RIGHT, None)
    assert shown.uncorrected == set(CORRECTED)
    assert shown.metrics["fppa_deg"] == angles.frontal(joints, Side.RIGHT)["fppa_deg"]


def test_a_knee_far_from_where_knees_are_is_not_corrected() -> None:
    joints = usual_body()
    joints[ROW[Landmark.RIGHT_KNEE]] += (0.4, 0.0)
    assert correct(joints, Side.RIGHT) is None


def test_a_body_of_which_a_joint_is_missing_is_not_corrected() -> None:
    joints = usual_body()
    joints[ROW[Landmark.LEFT_WRIST]] = np.nan
    assert correct(joints, Side.RIGHT) is None


def test_points_that_are_not_mediapipes_stay_as_they_are() -> None:
    joints = usual_body()
    shown = Frontal(replace(REAR, source="simulated")).read(joints, Side.RIGHT, None)
    assert shown.metrics == pytest.approx(angles.frontal(joints, Side.RIGHT))


def test_peoples_hips_move_the_thigh_and_not_the_pelvis() -> None:
    joints = usual_body()
    model, people = (
        Frontal(replace(REAR, real_hips=real)).read(joints, Side.RIGHT, None).metrics for real in (False, True)
    )
    for name in (*ANGLES, "hip_adduction_deg"):
        assert people[name] - model[name] == pytest.approx(REAL_HIPS_DEG.get(name, 0.0))


def test_a_folder_without_a_list_of_stills_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="lists the pictures"):
        listed(tmp_path)
    (tmp_path / "stills.json").write_text('[{"file": "a.jpg", "view": "rear"}]')
    with pytest.raises(SourceError, match=r"0\.side: Field required"):
        listed(tmp_path)
