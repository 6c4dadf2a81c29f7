"""Two stickers make pelvic drop a measurement: on the virtual runner's true joints, in no time at all."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from virtual_pelvis import true_drop_deg

from station.gait.analyser import GaitAnalyser
from station.model import Aim, Grade, LegEstimate, Origin, Pose, Setup, Side, Sighting, Stickers, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

FORM = "cave_left"  # the left knee's cave goes with more pelvic drop than the right one's
BY_STICKERS = ("pelvic_drop_deg", "hip_adduction_deg")


def setup_of(view: View, **known: object) -> Setup:
    return replace(load_atlas(view).setup, source="mediapipe", **{"stickers": True, **known})


def seen(view: View = View.REAR, seconds: float = 14.0) -> list[Sighting]:
    runner = VirtualRunner(VirtualSettings(form=FORM, stickers="green"))
    return list(sightings(runner, view, seconds))


def told(of: list[Sighting], setup: Setup) -> dict[Side, LegEstimate]:
    analyser = GaitAnalyser(setup)
    for sighting in of:
        measured = analyser.update(sighting.pose, sighting.t)
    return {side: measured.estimate.leg(side) for side in Side}


def changed(of: list[Sighting], change: Callable[[Pose], Pose]) -> list[Sighting]:
    return [replace(each, pose=change(each.pose)) if each.pose else each for each in of]


def unseen(pose: Pose) -> Pose:
    return replace(pose, stickers=None)


@pytest.mark.parametrize("view", [View.REAR, View.FRONT])
def test_the_drop_of_either_leg_is_what_it_truly_is_grade_b(view: View) -> None:
    for side, leg in told(seen(view), setup_of(view)).items():
        assert leg.metrics["pelvic_drop_deg"] == pytest.approx(true_drop_deg(view, side, FORM), abs=0.7)
        trust = leg.trust["pelvic_drop_deg"]
        assert (trust.grade, trust.origin) == (Grade.B, Origin.STICKERS)
        assert trust.body95 > 0


@pytest.mark.parametrize("view", [View.REAR, View.FRONT])
def test_hip_adduction_is_the_drop_and_the_thigh_together(view: View) -> None:
    true_joints = replace(setup_of(view), source="simulated")  # these are no landmarks of MediaPipe's to correct
    for leg in told(seen(view), true_joints).values():
        together = leg.metrics["pelvic_drop_deg"] + leg.metrics["femoral_adduction_deg"]
        assert leg.metrics["hip_adduction_deg"] == pytest.approx(together, abs=0.01)


def test_without_them_mediapipes_drop_is_no_value_to_rely_on() -> None:
    for leg in told(seen(), setup_of(View.REAR, stickers=False)).values():
        trust = leg.trust["pelvic_drop_deg"]
        assert trust.grade in (Grade.C, Grade.D)
        assert trust.origin is not Origin.STICKERS


def test_worn_but_not_seen_there_is_no_drop_and_all_else_is_the_same() -> None:
    hidden, without = (
        told(changed(seen(), unseen), setup_of(View.REAR, stickers=stickers)) for stickers in (True, False)
    )
    for side in Side:
        assert hidden[side].metrics == {
            name: value for name, value in without[side].metrics.items() if name not in BY_STICKERS
        }
        assert hidden[side].metrics


def test_seen_in_half_of_the_frames_they_tell_the_same() -> None:
    every, half = (
        told(changed(seen(), change), setup_of(View.REAR))
        for change in (lambda pose: pose, lambda pose: unseen(pose) if round(30 * pose.t) % 2 else pose)
    )
    for side in Side:
        assert half[side].metrics["pelvic_drop_deg"] == pytest.approx(every[side].metrics["pelvic_drop_deg"], abs=0.4)


def test_a_landmarker_that_takes_left_for_right_changes_nothing() -> None:
    def exchanged(pose: Pose) -> Pose:
        return replace(pose, stickers=pose.stickers and Stickers(pose.stickers.right, pose.stickers.left))

    assert told(changed(seen(), exchanged), setup_of(View.REAR)) == told(seen(), setup_of(View.REAR))


def test_a_rolled_cameras_stickers_are_levelled_with_the_points() -> None:
    roll_deg = 4.0
    setup = setup_of(View.REAR, aim=Aim(0.0, roll_deg, 3.5, 0.9))
    middle, turn = np.array((setup.width_px / 2, setup.height_px / 2)), math.radians(roll_deg)
    rolled = np.array(((math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))))

    def roll(pose: Pose) -> Pose:
        points = pose.points.copy()
        points[:, :2] = middle + (points[:, :2] - middle) @ rolled
        left, right = (
            middle + (np.array(at[:2]) - middle) @ rolled for at in (pose.stickers.left, pose.stickers.right)
        )
        return Pose(pose.t, points, Stickers((*left.tolist(), 1.0), (*right.tolist(), 1.0)))

    level, levelled = told(seen(), setup_of(View.REAR)), told(changed(seen(), roll), setup)
    for side in Side:
        assert levelled[side].metrics["pelvic_drop_deg"] == pytest.approx(
            level[side].metrics["pelvic_drop_deg"], abs=0.1
        )
