"""What a camera off the belt's middle line adds to each mean angle, and what is left of it once it was set up.

Real runners' joints (the benchmark's `motion` folder: name it with STATION_BENCH or as argument) are put through
cameras that stand off the line and are turned, and measured by the live engine: without an aim, with the true one, and
with the one found from taps on the belt (SD 2.5 px, by magnifier 1 px). What counts is the difference from the same
camera on the line and level.

    python tools/aim_study.py [FOLDER] [--cameras N] [--bar]

`--bar`: only yaw 3 and roll 1.5 degrees, all signs.
"""

import argparse
import itertools
import math
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from station.belt import aim_of
from station.gait.analyser import GaitAnalyser
from station.model import Aim, Landmark, Pose, Setup, Side, View
from station.pinhole import Pinhole

Array = NDArray[np.float64]
Means = dict[tuple[str, Side], float]

SIZE_PX = (720, 960)
MIDDLE_PX = np.array(SIZE_PX) / 2
BELT_M = (1.4, 0.5)
TAP_SD_PX, MAGNIFIED_SD_PX = 2.5, 1.0
EVERY = 4  # of 150 pictures a second
RUN_S = 13.0
SHOULDERS = {"left_shoulder": (-0.2, 0.6, 0.07), "right_shoulder": (0.2, 0.6, 0.07)}  # leg lengths; not measured
FROM_RUNNER = {  # the runner's right and forward as the camera's X and Z
    View.REAR: ((1, 0), (0, 1)),
    View.FRONT: ((-1, 0), (0, -1)),
    View.LEFT: ((0, -1), (1, 0)),
    View.RIGHT: ((0, 1), (-1, 0)),
}
WAYS = ("no aim", "true aim", "four taps", "four taps and a door frame", "four taps by magnifier")


@dataclass(frozen=True, slots=True)
class Runner:
    """Joints of a run, metres: right, up, forward."""

    name: str
    joints: dict[Landmark, Array]
    times: Array


def read(path: Path) -> Runner:
    """Read a run and give it shoulders."""
    with np.load(path) as kept:
        every = slice(None, int(RUN_S * float(kept["rate_hz"])), EVERY)
        joints = {key: kept[key][every].astype(float) for key in kept if kept[key].ndim == 2}
        times = np.arange(len(joints["left_hip"])) * EVERY / float(kept["rate_hz"])
    middle = (joints["left_hip"] + joints["right_hip"]) / 2
    leg_m = float(np.median(np.linalg.norm(joints["left_hip"] - joints["left_ankle"], axis=1)))
    joints |= {key: middle + leg_m * np.array(place) for key, place in SHOULDERS.items()}
    return Runner(path.stem, {Landmark[key.upper()]: places for key, places in joints.items()}, times)


def measured(runner: Runner, camera: Pinhole, view: View, aim: Aim | None, beside_m: float = 0.0) -> Means:
    """Return what the engine makes of the runner in front of that camera: the mean of each metric and leg."""
    analyser = GaitAnalyser(Setup(view, *SIZE_PX, 1.75, aim=aim))
    found: defaultdict[tuple[str, Side], list[float]] = defaultdict(list)
    for pose in poses(runner, camera, view, beside_m):
        for step in analyser.update(pose, pose.t).steps:
            for name, value in step.metrics.items():
                found[name, step.side].append(value)
    return {key: float(np.mean(values)) for key, values in found.items() if len(values) > 5}


def poses(runner: Runner, camera: Pinhole, view: View, beside_m: float) -> Iterator[Pose]:
    """Yield what a perfect landmarker sees."""
    points = np.full((len(runner.times), len(Landmark), 3), np.nan)
    points[:, :, 2] = 0.0
    for landmark, places in runner.joints.items():
        across = (places[:, [0, 2]] + (beside_m, 0)) @ np.array(FROM_RUNNER[view], float).T
        world = np.column_stack((across[:, 0], places[:, 1], across[:, 1]))
        points[:, landmark] = np.column_stack((camera.picture(world, MIDDLE_PX), np.ones(len(world))))
    for t, seen in zip(runner.times.tolist(), points, strict=True):
        yield Pose(t, seen)


def true_aim(camera: Pinhole) -> Aim:
    return Aim(
        camera.yaw_deg,
        camera.roll_deg,
        camera.distance_m,
        camera.height_m,
        0.0,
        0.0,
        camera.heading_deg,
        camera.focal_px,
    )


def tapped_aim(camera: Pinhole, view: View, upright: bool, sd_px: float, chance: np.random.Generator) -> Aim:
    """Return the aim that somebody's taps on the belt give, the focal length unknown."""
    across, away = (BELT_M[1] / 2, BELT_M[0] / 2) if view.frontal else (BELT_M[0] / 2, BELT_M[1] / 2)
    belt = np.array([(x, 0.0, z) for x, z in itertools.product((-across, across), (-away, away))])
    post = np.array([(0.8, 0.0, away + 0.8), (0.8, 1.9, away + 0.8)])  # a door frame behind the belt
    taps, ends = (
        [(float(x), float(y)) for x, y in camera.picture(points, MIDDLE_PX) + chance.normal(0, sd_px, (len(points), 2))]
        for points in (belt, post)
    )
    return aim_of(taps, BELT_M, SIZE_PX, view, upright_px=(ends[0], ends[1]) if upright else None).aim


def cameras(number: int, chance: np.random.Generator) -> Iterator[Pinhole]:
    """Yield cameras up to five degrees off, turned up to three."""
    for _ in range(number):
        yaw, roll = float(chance.uniform(-5, 5)), float(chance.uniform(-3, 3))
        yield camera_at(yaw, roll, float(chance.uniform(2.5, 3.5)), chance)


def of_the_bar(chance: np.random.Generator) -> Iterator[Pinhole]:
    """Yield cameras three degrees off and turned by one and a half, all signs."""
    for yaw, roll in itertools.product((3.0, -3.0), (1.5, -1.5)):
        yield camera_at(yaw, roll, 3.0, chance)


def camera_at(yaw: float, roll: float, distance: float, chance: np.random.Generator) -> Pinhole:
    height, heading = float(chance.uniform(0.7, 1.1)), yaw + float(chance.normal(0, 1))
    return Pinhole(yaw, distance, height, heading, 0.0, roll, math.log(chance.uniform(0.8, 1.0) * SIZE_PX[1]))


def added(runner: Runner, camera: Pinhole, view: View, chance: np.random.Generator) -> Iterator[tuple[str, str, float]]:
    """Yield way, metric and what was added to a leg's mean."""
    ideal = replace(camera, yaw_deg=0.0, heading_deg=0.0, roll_deg=0.0)
    reference = measured(runner, ideal, view, None)
    tapping = ((False, TAP_SD_PX), (True, TAP_SD_PX), (False, MAGNIFIED_SD_PX))
    taps = (tapped_aim(camera, view, upright, sd_px, chance) for upright, sd_px in tapping)
    for way, aim in zip(WAYS, (None, true_aim(camera), *taps), strict=True):
        for key, value in measured(runner, camera, view, aim).items():
            if key in reference:
                yield way, key[0], value - reference[key]


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument(
        "folder", nargs="?", type=Path, default=Path(os.environ.get("STATION_BENCH", "../shared")) / "bench" / "motion"
    )
    told.add_argument("--cameras", type=int, default=4, help="of each run and view")
    told.add_argument("--only", default="*", help="runs whose name fits this pattern")
    told.add_argument("--bar", action="store_true", help="yaw 3 and roll 1.5 degrees only")
    options = told.parse_args()
    runners = [read(path) for path in sorted(options.folder.glob(f"{options.only}.npz"))]
    if not runners:
        sys.exit(f"There are no runs (*.npz) in {options.folder}. Name the benchmark's motion folder.")
    for views in ((View.FRONT, View.REAR), (View.LEFT, View.RIGHT)):
        chance = np.random.default_rng(1)
        errors: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for runner, view in itertools.product(runners, views):
            for camera in of_the_bar(chance) if options.bar else cameras(options.cameras, chance):
                for way, name, error in added(runner, camera, view, chance):
                    errors[name, way].append(error)
        show(" and ".join(views), errors)


def show(views: str, errors: dict[tuple[str, str], list[float]]) -> None:
    click.echo(f"\n{views}: mean size / 95 % / largest of what is added to a leg's mean\n")
    click.echo("| metric |" + "".join(f" {way} |" for way in WAYS))
    click.echo("| --- |" + " ---: |" * len(WAYS))
    for name in dict.fromkeys(name for name, _ in errors):
        sizes = (np.abs(errors[name, way]) for way in WAYS)
        cells = (f" {size.mean():.2g} / {np.percentile(size, 95):.2g} / {size.max():.2g} |" for size in sizes)
        click.echo(f"| `{name}` |" + "".join(cells))


if __name__ == "__main__":
    main()
