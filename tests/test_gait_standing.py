"""Quiet standing, by the atlas's true joints with noise."""

from dataclasses import replace

import numpy as np
import pytest

from station.gait.standing import standing
from station.looks import Unrest
from station.model import Aim, Landmark, Pose, Setup, Sighting, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

FRONTAL = (View.FRONT, View.REAR)


def stood(view: View, noise_px: float, fault: str = "stand@0+60") -> list[Pose | None]:
    runner = VirtualRunner(VirtualSettings(faults=(fault,)))
    return [s.pose for s in sightings(runner, view, 3.0, noise_px=noise_px)]


def setup_of(view: View) -> Setup:
    return load_atlas(view).setup


def lifted(poses: list[Pose], side: str, px: float) -> list[Pose]:
    """Lower a side's shoulder and hip."""
    rows = [Landmark[f"{side}_SHOULDER"], Landmark[f"{side}_HIP"]]
    moved = np.zeros((33, 3))
    moved[rows, 1] = px
    return [replace(pose, points=pose.points + moved) for pose in poses]


@pytest.mark.parametrize("view", FRONTAL)
def test_her_zero_is_found_and_the_jitter_is_the_noise(view):
    exact, noisy = (standing(stood(view, noise_px), setup_of(view)) for noise_px in (0.0, 1.0))
    assert set(exact.jitter.values()) == {0.0}
    for name in exact.zero:
        assert noisy.zero[name] == pytest.approx(exact.zero[name], abs=0.6)
    # the ends of a hip line 60 px wide, each with a noise of 1 px
    assert noisy.jitter["pelvic_tilt_deg"] == pytest.approx(np.degrees(np.sqrt(2) / 60), rel=0.5)
    assert noisy.poses == 90


@pytest.mark.parametrize("view", FRONTAL)
@pytest.mark.parametrize("side, sign", [("LEFT", 1), ("RIGHT", -1)])
def test_plus_is_left_lower_from_the_front_and_from_behind(view, side, sign):
    level, low = (standing(lifted(stood(view, 0.0), side, px), setup_of(view)) for px in (0.0, 8.0))
    for name in ("pelvic_tilt_deg", "shoulder_tilt_deg"):
        assert sign * (low.zero[name] - level.zero[name]) > 2


@pytest.mark.parametrize("view", FRONTAL)
def test_what_the_camera_leans_is_not_told_of_the_runner(view):
    setup, turn = setup_of(view), np.radians(3.0)  # a camera turned clockwise shows all turned the other way
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = np.array([setup.width_px, setup.height_px]) / 2

    def turned(pose: Pose) -> Pose:
        points = pose.points.copy()
        points[:, :2] = (points[:, :2] - middle) @ matrix.T + middle
        return replace(pose, points=points)

    level = stood(view, 0.0)
    aimed = replace(setup, aim=Aim(yaw_deg=0.0, roll_deg=3.0, distance_m=3.5, height_m=0.9))
    true, corrected, raw = (
        standing(poses, known).zero["shoulder_tilt_deg"]
        for poses, known in ((level, setup), ([turned(p) for p in level], aimed), ([turned(p) for p in level], setup))
    )
    assert corrected == pytest.approx(true, abs=0.1)
    assert abs(raw - true) == pytest.approx(3.0, abs=0.2)


def test_a_runner_who_moves_is_told_so():
    assert standing(stood(View.FRONT, 1.0, fault="drop@50+1"), setup_of(View.FRONT)) is Unrest.MOVED


def test_nobody_seen_is_told_so():
    assert standing([None] * 90, setup_of(View.FRONT)) is Unrest.UNSEEN
    assert standing([], setup_of(View.FRONT)) is Unrest.UNSEEN
    half = [Sighting(0.0, pose).pose if number % 2 else None for number, pose in enumerate(stood(View.FRONT, 1.0))]
    assert standing(half, setup_of(View.FRONT)) is Unrest.UNSEEN
