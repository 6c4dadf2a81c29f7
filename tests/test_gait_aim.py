"""What a camera off the middle line does to the angles is taken back, and what is left of it is told."""

import json
import math
import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from numpy.typing import NDArray

from station.gait.analyser import GaitAnalyser
from station.gait.sight import Sight
from station.means import Mean, asymmetry
from station.metrics import METRICS, aim95, compares_sides, sides95
from station.model import Aim, Grade, Landmark, Pose, Setup, Side, View
from station.posestream import PoseReader

Array = NDArray[np.float64]
Means = dict[tuple[str, Side], float]

BENCH = Path(os.environ.get("STATION_BENCH", Path(__file__).parent.parent.parent / "shared")) / "bench"
RUNS = [BENCH / "motion" / f"runner{runner}.npz" for runner in ("001_2.5mps", "014_3.5mps", "028_2.5mps")]
YAWED = BENCH / "streams" / "p16_001v35_rear30_w5_yaw3.poses.jsonl.gz"
ROLLED = BENCH / "streams" / "p17_019v35_front30_w5_roll15.poses.jsonl.gz"  # its verticals lean right
needs_motion = pytest.mark.skipif(not RUNS[0].exists(), reason=f"no real motion in {BENCH} (STATION_BENCH)")

SETUP = Setup(View.REAR, 720, 960, 1.75)
SHOULDERS = {Landmark.LEFT_SHOULDER: (-0.17, 0.5, 0.0), Landmark.RIGHT_SHOULDER: (0.17, 0.5, 0.0)}
FOCAL_PX, DISTANCE_M, HEIGHT_M = 850.0, 3.0, 0.9
# Where the camera's right and its line of sight point, as the runner's right and forward, when it stands on the line.
AXES = {
    View.REAR: ((1, 0), (0, 1)),
    View.FRONT: ((-1, 0), (0, -1)),
    View.LEFT: ((0, -1), (1, 0)),
    View.RIGHT: ((0, 1), (-1, 0)),
}


def aim(yaw_deg: float = 0.0, roll_deg: float = 0.0) -> Aim:
    return Aim(yaw_deg, roll_deg, DISTANCE_M, HEIGHT_M, 0.3, 0.4, yaw_deg, FOCAL_PX)


@cache
def joints(path: Path) -> tuple[dict[Landmark, Array], float]:
    """Return 12 s of a run: joints (right, up, forward; shoulders above the hips), and how many pictures a second."""
    with np.load(path) as kept:
        rate_hz = float(kept["rate_hz"])
        run = {Landmark[key.upper()]: kept[key].astype(float) for key in kept if kept[key].ndim == 2}
    middle = (run[Landmark.LEFT_HIP] + run[Landmark.RIGHT_HIP]) / 2
    run |= {shoulder: middle + np.array(place) for shoulder, place in SHOULDERS.items()}
    return {landmark: places[: int(12 * rate_hz) : 4] for landmark, places in run.items()}, rate_hz / 4


def poses(path: Path, view: View, yaw_deg: float, roll_deg: float, beside_m: float = 0.0) -> Iterator[Pose]:
    """Yield what a camera sees that looks at the belt's middle: a pinhole of this test's own."""
    run, rate_hz = joints(path)
    right, ahead = (np.array(axis, float) for axis in AXES[view])
    yaw, roll = math.radians(yaw_deg), math.radians(roll_deg)
    place = -DISTANCE_M * (ahead * math.cos(yaw) + right * math.sin(yaw))
    looks, points_right = ahead * math.cos(yaw) + right * math.sin(yaw), right * math.cos(yaw) - ahead * math.sin(yaw)
    seen = np.zeros((len(run[Landmark.LEFT_HIP]), len(Landmark), 3))
    seen[..., :2] = np.nan
    for landmark, places in run.items():
        floor = places[:, [0, 2]] + (beside_m, 0) - place
        x, y = FOCAL_PX * np.array((floor @ points_right, HEIGHT_M - places[:, 1])) / (floor @ looks)
        turned = (x * math.cos(roll) + y * math.sin(roll), y * math.cos(roll) - x * math.sin(roll))
        seen[:, landmark] = np.stack((360 + turned[0], 480 + turned[1], np.ones_like(x)), axis=1)
    return (Pose(frame / rate_hz, points) for frame, points in enumerate(seen))


def means(shown: Iterator[Pose], setup: Setup) -> Means:
    analyser = GaitAnalyser(setup)
    found: dict[tuple[str, Side], list[float]] = {}
    for pose in shown:
        for step in analyser.update(pose, pose.t).steps:
            for name, value in step.metrics.items():
                found.setdefault((name, step.side), []).append(value)
    return {key: fmean(values) for key, values in found.items() if len(values) > 5}


def added(path: Path, view: View, yaw: float, roll: float, known: Aim | None, beside_m: float = 0.0) -> Means:
    """Return what the camera adds to each mean, as against a level one on the middle line with the runner there."""
    setup = replace(SETUP, view=view)
    level = means(poses(path, view, 0.0, 0.0), setup)
    told = means(poses(path, view, yaw, roll, beside_m), replace(setup, aim=known))
    return {key: told[key] - level[key] for key in level if key in told}


def worst(errors: Means, ending: str = "_deg") -> float:
    sizes = [abs(error) for (name, _), error in errors.items() if name.endswith(ending)]
    assert sizes
    return max(sizes)


@needs_motion
@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize(("yaw", "roll"), [(3.0, 1.5), (-3.0, 1.5)])
def test_three_degrees_of_yaw_and_one_and_a_half_of_roll_add_less_than_a_degree(
    path: Path, view: View, yaw: float, roll: float
) -> None:
    assert worst(added(path, view, yaw, roll, None)) > 1.4
    assert worst(added(path, view, yaw, roll, aim(yaw, roll))) < 0.8


@needs_motion
@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_yaw_makes_the_right_knee_cave_and_the_left_one_not(view: View) -> None:
    """Positive yaw: a rear camera to the runner's left, a front one to the right (evidence of 2D running video)."""
    errors = added(RUNS[0], view, 3.0, 0.0, None)
    assert errors["fppa_deg", Side.RIGHT] > 1.5 and errors["fppa_deg", Side.LEFT] < -1.5


@needs_motion
def test_a_runner_beside_the_middle_is_seen_at_an_angle_too() -> None:
    unknown, known = (added(RUNS[0], View.REAR, 0.0, 0.0, told, beside_m=0.12) for told in (None, aim()))
    assert worst(unknown) > 1.4
    assert worst(known) < 0.5


@pytest.mark.skipif(not YAWED.exists(), reason=f"no streams in {BENCH} (STATION_BENCH)")
@pytest.mark.parametrize(
    ("stream", "known", "metric", "perspective"),
    [
        (YAWED, Aim(3.0, 0.0, 3.0, 0.9, heading_deg=3.0, focal_px=1050.0), "fppa_deg", 1.2),
        (ROLLED, Aim(0.0, -1.5, 3.0, 0.9, heading_deg=0.0, focal_px=1050.0), "pelvic_drop_deg", 0.0),
    ],
)
def test_streams_of_the_benchmark_keep_only_their_perspective(
    stream: Path, known: Aim, metric: str, perspective: float
) -> None:
    truth = json.loads(stream.with_name(stream.name.replace(".poses.jsonl.gz", ".truth.json")).read_text())
    reader = PoseReader(stream)
    told = means((sighting.pose for sighting in reader if sighting.pose), replace(reader.setup, aim=known))
    for side in Side:
        steps = [step["m"] for step in truth["steps"] if step["side"] == side.value and metric in step["m"]]
        true = fmean(step[metric]["ideal"] for step in steps)
        assert told[metric, side] - true == pytest.approx(perspective, abs=0.4)


@needs_motion
def test_what_is_left_lies_within_what_is_told() -> None:
    """Of a camera that is known exactly, the correction leaves what it says at most."""
    exact = replace(aim(4.0, 2.0), yaw_sd_deg=0.0, roll_sd_deg=0.0)
    for (name, _), error in added(RUNS[1], View.REAR, 4.0, 2.0, exact).items():
        if name in METRICS and not METRICS[name].of_time:
            assert abs(error) < aim95(name, replace(SETUP, aim=exact)), name


def test_without_an_aim_nothing_is_changed() -> None:
    points = np.random.default_rng(1).uniform(0, 900, (12, 2))
    sight = Sight(SETUP)
    assert sight.level(points) is points
    assert sight.yaw_deg(500.0) == 0.0


def test_a_line_of_sight_is_the_cameras_heading_and_the_place_in_the_picture() -> None:
    assert Sight(replace(SETUP, aim=aim(3.0))).yaw_deg(360.0) == pytest.approx(3.0)
    aside = 360 + FOCAL_PX * math.tan(math.radians(2.0))
    assert Sight(replace(SETUP, aim=aim(3.0))).yaw_deg(aside) == pytest.approx(5.0)
    only_yaw = replace(aim(3.0), heading_deg=None, focal_px=None)
    assert Sight(replace(SETUP, aim=only_yaw)).yaw_deg(aside) == 3.0


def test_verticals_that_lean_left_are_set_upright() -> None:
    lean = math.radians(2.0)
    top, foot = (360 - 300 * math.sin(lean), 480 - 300 * math.cos(lean)), (360.0, 480.0)
    level = Sight(replace(SETUP, aim=aim(roll_deg=2.0))).level(np.array((top, foot)))
    assert level == pytest.approx(np.array(((360.0, 180.0), (360.0, 480.0))))


def test_a_measured_aim_tells_what_it_leaves_and_lets_sides_be_compared() -> None:
    measured = replace(SETUP, aim=aim(2.0, 1.0))
    unsure = replace(SETUP, aim=replace(aim(2.0, 1.0), roll_sd_deg=1.2))
    assert 0 < aim95("pelvic_drop_deg", measured) < aim95("pelvic_drop_deg", SETUP)
    assert aim95("pelvic_drop_deg", unsure) > 2 * aim95("pelvic_drop_deg", measured)
    assert compares_sides("fppa_deg", measured) and not compares_sides("fppa_deg", SETUP)
    assert not compares_sides("tibia_angle_deg", replace(measured, view=View.LEFT))
    assert aim95("contact_time_s", measured) == sides95("contact_time_s", measured) == 0.0


def test_a_nearer_camera_leaves_more_perspective() -> None:
    far, near = (replace(SETUP, aim=replace(aim(), distance_m=metres)) for metres in (4.0, 2.0))
    assert aim95("fppa_deg", near) > 1.5 * aim95("fppa_deg", far)


def test_an_asymmetry_holds_what_the_aim_may_add_to_it() -> None:
    left, right = (Mean(value, 0.5, Grade.B, 30) for value in (4.0, 6.0))
    setups = (replace(SETUP, aim_known=True), replace(SETUP, aim=aim(2.0, 1.0)))
    by_word, measured = (asymmetry("pelvic_drop_deg", left, right, setup) for setup in setups)
    assert by_word and measured and by_word.ci95 and measured.ci95
    assert measured.ci95 == pytest.approx(math.hypot(by_word.ci95, sides95("pelvic_drop_deg", setups[1])))
    assert measured.ci95 > by_word.ci95
