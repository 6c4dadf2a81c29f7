"""From where the runner is seen, and whether whole, by the atlas's true joints."""

from dataclasses import replace

import numpy as np
import pytest

from station.gait.framing import framing, seen_view
from station.model import Landmark, Pose, View
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

SIZE_PX = (480, 640)
BY_EYE_PX = {
    View.FRONT: 532,
    View.REAR: 480,
    View.LEFT: 506,
    View.RIGHT: 506,
}  # in the atlas's pictures of her standing
FACE = [landmark for landmark in Landmark if landmark.of_face]


def run(view: View, seconds: float = 4.0) -> list[Pose]:
    return [s.pose for s in sightings(VirtualRunner(VirtualSettings()), view, seconds) if s.pose]


def standing(view: View, faced: bool = True) -> list[Pose]:
    points = np.column_stack([load_atlas(view).standing_px, np.ones(33)])
    points[FACE] = points[Landmark.NOSE] if faced else np.nan  # the atlas knows the nose only
    return [Pose(float(number), points) for number in range(5)]


@pytest.mark.parametrize("view", View)
def test_each_view_is_told_from_a_few_poses_at_any_moment_of_the_run(view):
    poses = run(view)
    assert {seen_view(poses[begin : begin + 15]) for begin in range(0, len(poses) - 15, 5)} == {view}


@pytest.mark.parametrize("view", View)
def test_the_view_needs_no_face(view):
    assert seen_view(standing(view, faced=False)) is view


def test_of_nobody_nothing_is_told():
    assert seen_view([]) is None
    assert framing([], SIZE_PX) is None


@pytest.mark.parametrize("view", View)
def test_a_whole_runner_is_inside_and_as_tall_as_in_the_picture(view):
    told = framing(standing(view), SIZE_PX)
    assert told.outside == ()
    assert told.body_px == pytest.approx(BY_EYE_PX[view], abs=20)
    assert told.body_frac == pytest.approx(told.body_px / 640)


@pytest.mark.parametrize(
    "shift, part", [((0, -90), "head"), ((0, 80), "feet"), ((-220, 0), "left"), ((220, 0), "right")]
)
def test_what_leaves_the_picture_is_named(shift, part):
    moved = [replace(pose, points=pose.points + np.array([*shift, 0])) for pose in standing(View.FRONT)]
    assert framing(moved, SIZE_PX).outside == (part,)
