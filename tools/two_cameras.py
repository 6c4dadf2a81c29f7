"""What two cameras find of one runner, and what either finds alone: contacts, toe-offs and live cadence against truth.

Real runners' joints (the benchmark's `motion` folder) are put through a camera in front and one at the left side, with
noise, each at its own instants, and measured by the live engine. The truth is the force plate's; of the cadence it is
the mean of the eight seconds around.

    python -m tools.two_cameras [FOLDER] [--report FILE]
"""

import argparse
import json
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, pstdev

import click
import numpy as np

from station.gait.analyser import GaitAnalyser
from station.gait.fusion import Fusion
from station.model import GaitEstimate, Landmark, Measured, Pose, Setup, Step, View
from station.pinhole import Pinhole
from tools.aim_study import SHOULDERS, SIZE_PX, Runner, poses

VIEWS, WAYS = (View.FRONT, View.LEFT), ("front", "side", "both")
CAMERA = Pinhole(0.0, 3.0, 0.9, 0.0, 0.0, 0.0, math.log(0.9 * SIZE_PX[1]))
LATER = 2  # samples of 1/150 s by which the second camera's frames lie later
NOISES = ((0.0, 0.0), (10.0, 0.0), (8.0, 0.15))
"""SD in mm, and for how long (s) the errors of neighbouring frames are alike."""
EVERY = {30: 5, 15: 10}
"""Poses a second, and which of 150 pictures a second those are."""
SETTLED_S, SETTLED_STEPS, AROUND_S, NEAR_S = 8.0, 8, 4.0, 0.1
INSTANTS = {"contact": ("t_contact_s", "ic"), "toe-off": ("t_toe_off_s", "to")}


@dataclass
class Found:
    """What one way of looking found in a run."""

    steps: list[Step] = field(default_factory=list)
    live: list[GaitEstimate] = field(default_factory=list)

    def add(self, measured: Measured) -> None:
        self.steps += measured.steps
        self.live.append(measured.estimate)


@dataclass(frozen=True)
class Run:
    """A run and its truth."""

    found: dict[str, Found]
    contacts: Sequence[dict[str, object]]


def read(path: Path, first: int, every: int) -> Runner:
    with np.load(path) as kept:
        joints = {key: kept[key][first::every].astype(float) for key in kept if kept[key].ndim == 2}
        times = (first + np.arange(len(joints["left_hip"])) * every) / float(kept["rate_hz"])
    middle = (joints["left_hip"] + joints["right_hip"]) / 2
    leg_m = float(np.median(np.linalg.norm(joints["left_hip"] - joints["left_ankle"], axis=1)))
    joints |= {key: middle + leg_m * np.array(place) for key, place in SHOULDERS.items()}
    return Runner(path.stem, {Landmark[key.upper()]: places for key, places in joints.items()}, times)


def noisy(runner: Runner, view: View, sd_mm: float, alike_s: float, hz: float) -> Iterator[Pose]:
    """Yield what a landmarker with such noise sees."""
    chance = np.random.default_rng(list(View).index(view))
    sd_px, keep = sd_mm / 1000 * CAMERA.focal_px / CAMERA.distance_m, math.exp(-1 / (hz * alike_s)) if alike_s else 0.0
    error = chance.normal(0, sd_px, (len(Landmark), 2))
    for pose in poses(runner, CAMERA, view, 0.0):
        error = keep * error + math.sqrt(1 - keep**2) * chance.normal(0, sd_px, error.shape)
        points = pose.points.copy()
        points[:, :2] += error
        yield Pose(pose.t, points)


def run(path: Path, hz: int, sd_mm: float, alike_s: float) -> Run:
    """Return what was found of a run, frame by frame in the order of time."""
    with np.load(path) as kept:
        speed_mps, contacts = float(kept["speed_mps"]), json.loads(str(kept["contacts"]))
    analysers = [GaitAnalyser(Setup(view, *SIZE_PX, 1.75, speed_mps)) for view in VIEWS]
    fusion, found = Fusion(VIEWS, 0.6), {way: Found() for way in WAYS}
    frames = [
        (pose.t, camera, pose)
        for camera, view in enumerate(VIEWS)
        for pose in noisy(read(path, LATER * camera, EVERY[hz]), view, sd_mm, alike_s, hz)
    ]
    for t, camera, pose in sorted(frames, key=lambda frame: frame[:2]):
        measured = analysers[camera].update(pose, t)
        found[WAYS[camera]].add(measured)
        found["both"].add(fusion.update(camera, measured))
    return Run(found, contacts)


def errors_ms(steps: Sequence[Step], contacts: Sequence[dict[str, object]], what: str) -> list[float]:
    name, key = INSTANTS[what]
    errors = []
    for index, real in enumerate(contacts):
        near = [t for one in steps if one.side == real["side"] and (t := getattr(one, name)) is not None]
        off = [t - float(str(real[key])) for t in near if abs(t - float(str(real[key]))) < NEAR_S]
        errors += [1000 * off[0]] if off and index > SETTLED_STEPS else []
    return errors


def cadence_errors(live: Sequence[GaitEstimate], contacts: Sequence[dict[str, object]]) -> list[float]:
    """Return by how much the live cadence was off, every half second."""
    landed = np.array([float(str(one["ic"])) for one in contacts])
    told = [(one.t, one.cadence_spm) for one in live if one.cadence_spm is not None]
    errors = []
    for t in np.arange(SETTLED_S, landed[-1] - AROUND_S, 0.5):
        around = landed[np.abs(landed - t) < AROUND_S]
        true_spm = 60 * (len(around) - 1) / (around[-1] - around[0])
        errors.append(abs(float(np.interp(t, *zip(*told, strict=True))) - true_spm))
    return errors


def rows(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the table's lines."""
    yield "| poses/s | noise | what | " + " | ".join(WAYS) + " |"
    yield "| --- | --- | --- |" + " --- |" * len(WAYS)
    for hz, (sd_mm, alike_s) in [(hz, noise) for hz in EVERY for noise in NOISES]:
        runs = [run(path, hz, sd_mm, alike_s) for path in paths]
        noise = f"{sd_mm:g} mm" + (f", alike for {alike_s:g} s" if alike_s else "")
        for what in INSTANTS:
            yield f"| {hz} | {noise} | {what}: bias, SD between runs, SD within, ms | {_cells(runs, what)} |"
        spm = [fmean(e for one in runs for e in cadence_errors(one.found[way].live, one.contacts)) for way in WAYS]
        yield f"| {hz} | {noise} | live cadence: mean error, steps/min | {' | '.join(f'{each:.3f}' for each in spm)} |"
        yield f"| {hz} | {noise} | steps | {' | '.join(str(sum(len(r.found[w].steps) for r in runs)) for w in WAYS)} |"


def _cells(runs: Sequence[Run], what: str) -> str:
    cells = []
    for way in WAYS:
        errors = [errors_ms(one.found[way].steps, one.contacts, what) for one in runs]
        means = [fmean(each) for each in errors]
        cells.append(f"{fmean(means):+.1f}, {pstdev(means):.1f}, {fmean(map(pstdev, errors)):.1f}")
    return " | ".join(cells)


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    there = Path(os.environ.get("STATION_BENCH", "../shared")) / "bench" / "motion"
    told.add_argument("folder", nargs="?", type=Path, default=there)
    told.add_argument("--report", type=Path, help="write the page there")
    options = told.parse_args()
    table = "\n".join(rows(sorted(options.folder.glob("*.npz"))))
    click.echo(table)
    if options.report:
        options.report.write_text(f"{PAGE}\n{table}\n", encoding="utf-8")


PAGE = """# Two cameras against one

Made by `python -m tools.two_cameras --report docs/two-cameras.md`; nothing here is typed in. Seven real treadmill
runners at 2.5 and 3.5 m/s, 30 s each (Fukuchi, Fukuchi and Duarte 2017, PeerJ 5:e3298, data
10.6084/m9.figshare.4543435, CC BY 4.0; changed: joint centres, projection, noise), their joints put through a camera in
front and one at the left, frames 13 ms apart; truth from force plates. The joints' noise is modelled: no figure here is
accuracy with MediaPipe, and nobody filmed a runner with two cameras for it. How the two are made one:
[decision 6](decisions/0006-two-cameras.md).
"""


if __name__ == "__main__":
    main()
