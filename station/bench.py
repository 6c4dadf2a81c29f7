"""`station bench`: how fast this machine is, measured on the same frames in one run.

MediaPipe alone in a loop is the yardstick; beside it runs the whole station: landmarkers side by side, measuring,
deciding, lamps on pretended pins, a session recorded to disk, the page served. Frames are decoded beforehand, so that
neither pays for that. Rounds alternate, because machines change their pace, and ratios are taken within a round.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from station.assembly import open_frames, setup_of
from station.bench_station import watched, worked
from station.model import Frame, Setup
from station.settings import Settings
from station.vision.landmarker import alone
from station.vision.model_store import require

FRAMES = 240
ROUNDS = 3
CAMERA_FRAMES = 300
BROWSERS = (0, 3)


@dataclass(frozen=True, slots=True)
class Clip:
    """Decoded frames and what is known of them."""

    setup: Setup
    frames: Sequence[Frame]

    def times(self, number: int) -> Iterable[Frame]:
        """Return `number` frames, the clip over and over, times going on."""
        span = self.frames[-1].t - self.frames[0].t + 1 / 30
        laps = (Frame(frame.t + lap * span, frame.image) for lap in range(number) for frame in self.frames)
        return islice(laps, number)


@dataclass(frozen=True, slots=True)
class Throughput:
    """Poses a second as fast as frames can be had; the ratio to MediaPipe alone is the median over rounds."""

    landmarkers: int
    poses_hz: float
    to_alone: float


@dataclass(frozen=True, slots=True)
class Delay:
    """From a frame's arrival until its cue is with lamps and buzzer, at a camera's own pace."""

    browsers: int
    poses_hz: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured."""

    clip: str
    size_px: tuple[int, int]
    cores: int
    alone_hz: float
    throughput: tuple[Throughput, ...]
    measure_and_decide_us: dict[str, float]
    delay: tuple[Delay, ...]


def bench(settings: Settings, frames: int = FRAMES, rounds: int = ROUNDS) -> Report:
    """Measure on the settings' source. Raises SourceError, ModelError."""
    clip = _decoded(settings, frames)
    cores = len(os.sched_getaffinity(0))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Measuring", total=rounds * (1 + cores) + len(BROWSERS))

        def done() -> None:
            progress.advance(task)

        alone_hz, station_hz, costs_s = _rounds(settings, clip, frames, rounds, cores, done)
        delays = tuple(_delay(settings, clip, browsers, done) for browsers in BROWSERS)
    return Report(
        settings.camera.source,
        (clip.setup.width_px, clip.setup.height_px),
        cores,
        round(median(alone_hz), 1),
        tuple(_throughput(number, hz, alone_hz) for number, hz in station_hz.items()),
        _quantiles(costs_s, 1e6),
        delays,
    )


def show(report: Report, console: Console) -> None:
    """Print the report as tables."""
    width, height = report.size_px
    speed = Table(title=f"{Path(report.clip).name}, {width} x {height}, {report.cores} cores", title_justify="left")
    for heading in ("", "poses/s", "to MediaPipe alone"):
        speed.add_column(heading, justify="right" if heading else "left")
    speed.add_row("MediaPipe alone, one loop", f"{report.alone_hz:.1f}", "1.00")
    for row in report.throughput:
        speed.add_row(f"station, {row.landmarkers} landmarker(s)", f"{row.poses_hz:.1f}", f"{row.to_alone:.2f}")
    delay = Table(title="From frame to cue, camera at 30 frames/s, ms", title_justify="left")
    for heading in ("browsers", "poses/s", "p50", "p95", "p99"):
        delay.add_column(heading, justify="right")
    for at in report.delay:
        delay.add_row(str(at.browsers), *(f"{value:.1f}" for value in (at.poses_hz, at.p50_ms, at.p95_ms, at.p99_ms)))
    costs = report.measure_and_decide_us
    console.print(speed, delay)
    console.print(
        f"Measure and decide, CPU per pose: {costs['p50']:.0f} us (p95 {costs['p95']:.0f}, p99 {costs['p99']:.0f})"
    )


def as_json(report: Report) -> str:
    """Return the report as JSON."""
    return json.dumps(asdict(report), indent=1)


def _decoded(settings: Settings, number: int) -> Clip:
    source = open_frames(settings, paced=False)
    frames = list(islice(source.frames(), number))
    clip = Clip(setup_of(settings, source), frames)
    source.close()
    return clip


def _rounds(
    settings: Settings, clip: Clip, frames: int, rounds: int, cores: int, done: Callable[[], None]
) -> tuple[list[float], dict[int, list[float]], list[float]]:
    alone_hz: list[float] = []
    station_hz: dict[int, list[float]] = {number: [] for number in range(1, cores + 1)}
    costs_s: list[float] = []
    for _ in range(rounds):
        alone_hz.append(_alone_hz(settings, clip, frames))
        done()
        for number, measured in station_hz.items():
            work = worked(settings, clip.setup, clip.times(frames), number)
            measured.append(work.poses_hz)
            costs_s += work.costs_s
            done()
    return alone_hz, station_hz, costs_s


def _alone_hz(settings: Settings, clip: Clip, frames: int) -> float:
    model = require(settings.store.data_dir, settings.pose.model)
    images = [frame.image for frame in islice(cycle(clip.frames), frames)]
    alone(model, settings.pose.min_confidence_frac, images[:10])
    began_s = time.monotonic()
    alone(model, settings.pose.min_confidence_frac, images)
    return frames / (time.monotonic() - began_s)


def _throughput(number: int, hz: list[float], alone_hz: list[float]) -> Throughput:
    ratios = [mine / yardstick for mine, yardstick in zip(hz, alone_hz, strict=True)]
    return Throughput(number, round(median(hz), 1), round(median(ratios), 3))


def _delay(settings: Settings, clip: Clip, browsers: int, done: Callable[[], None]) -> Delay:
    seen = watched(settings, clip.setup, clip.times(CAMERA_FRAMES), browsers)
    done()
    at = _quantiles(seen.delays_s, 1e3)
    return Delay(browsers, round(seen.poses_hz, 1), at["p50"], at["p95"], at["p99"])


def _quantiles(values: Sequence[float], scale: float) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(values, q)) * scale, 2) for q in (50, 95, 99)}
