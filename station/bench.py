"""`station bench`: how fast this machine is, measured on the same frames in one run.

MediaPipe alone in a loop is the yardstick; beside it runs the whole station: landmarkers side by side, measuring,
deciding, lamps on pretended pins, a session recorded to disk, the page served. Frames are decoded beforehand, so that
neither pays for that. Rounds alternate, because machines change their pace, and ratios are taken within a round.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from station.assembly import landmarkers_wanted, open_frames, setup_of
from station.bench_station import Work, side_by_side, watched, worked
from station.model import Frame, Setup
from station.settings import Settings
from station.vision.landmarker import alone
from station.vision.model_store import require

Thing = TypeVar("Thing")
Row = tuple[str, ...]

FRAMES = 240
ROUNDS = 3
CAMERA_S = 10.0
BROWSERS = (0, 3)
SLOW_HZ, FAST_HZ = 30.0, 60.0


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

    def at_pace(self, rate_hz: float, seconds: float) -> Iterator[Frame]:
        """Yield the clip over and over as a camera of this rate would."""
        for number, frame in enumerate(self.times(round(rate_hz * seconds))):
            yield Frame(number / rate_hz, frame.image)


@dataclass(frozen=True, slots=True)
class Throughput:
    """Poses a second as fast as frames can be had; the ratio to one MediaPipe loop is the median over rounds."""

    what: str
    poses_hz: float
    to_one_loop: float


@dataclass(frozen=True, slots=True)
class Delay:
    """From a frame's arrival until its cue is with lamps and buzzer, at a camera's own pace."""

    camera_hz: float
    landmarkers: int
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
    throughput: tuple[Throughput, ...]
    measure_and_decide_us: dict[str, float]
    delay: tuple[Delay, ...]


def bench(settings: Settings, frames: int = FRAMES, rounds: int = ROUNDS) -> Report:
    """Measure on the settings' source. Raises SourceError, ModelError."""
    clip = _decoded(settings, frames)
    cores = len(os.sched_getaffinity(0))
    arms = _arms(settings, clip, frames, cores)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Measuring", total=rounds * len(arms) + len(BROWSERS) + cores)
        measured = [[_done(progress, task, arm()) for arm in arms.values()] for _ in range(rounds)]
        delays = [_done(progress, task, delay()) for delay in _delays(settings, clip, cores)]
    costs_s = [cost for row in measured for work in row for cost in work.costs_s]
    return Report(
        settings.camera.source,
        (clip.setup.width_px, clip.setup.height_px),
        cores,
        tuple(_throughput(what, [row[column] for row in measured], measured) for column, what in enumerate(arms)),
        _quantiles(costs_s, 1e6),
        tuple(delays),
    )


def show(report: Report, console: Console) -> None:
    """Print the report as tables."""
    for title, headings, rows in _tables(report):
        table = Table(title=title, title_justify="left")
        for heading in headings:
            table.add_column(heading, justify="left" if heading == headings[0] else "right")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def as_markdown(report: Report) -> str:
    """Return the report as a page of documentation."""
    parts = ["# Speed\n\nMade by `station bench CLIP --markdown docs/speed.md`; nothing here is typed in.\n"]
    for title, headings, rows in _tables(report):
        lines = [headings, ("---", *("---:" for _ in headings[1:])), *rows]
        parts.append(f"## {title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines))
    return "\n".join(parts)


def _tables(report: Report) -> Iterator[tuple[str, Row, list[Row]]]:
    width, height = report.size_px
    yield (
        f"{Path(report.clip).name}, {width} x {height}, {report.cores} cores",
        ("", "poses/s", "to one MediaPipe loop"),
        [(row.what, f"{row.poses_hz:.1f}", f"{row.to_one_loop:.2f}") for row in report.throughput],
    )
    yield (
        "From frame to cue, at a camera's pace",
        ("camera, frames/s", "landmarkers", "browsers", "poses/s", "p50, ms", "p95, ms", "p99, ms"),
        [
            (
                f"{at.camera_hz:.0f}",
                str(at.landmarkers),
                str(at.browsers),
                *(f"{value:.1f}" for value in (at.poses_hz, at.p50_ms, at.p95_ms, at.p99_ms)),
            )
            for at in report.delay
        ],
    )
    costs = report.measure_and_decide_us
    yield (
        "Measure and decide, CPU time of a pose",
        ("", "p50, us", "p95, us", "p99, us"),
        [("all rounds", *(f"{costs[name]:.0f}" for name in ("p50", "p95", "p99")))],
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


def _arms(settings: Settings, clip: Clip, frames: int, cores: int) -> dict[str, Callable[[], Work]]:
    """Return what is compared, the yardstick first."""
    seen = list(clip.times(frames))
    arms: dict[str, Callable[[], Work]] = {"MediaPipe alone, one loop": partial(_one_loop, settings, seen)}
    for number in range(2, cores + 1):
        arms[f"landmarkers alone, {number} side by side"] = partial(side_by_side, settings, seen, number)
    for number in range(1, cores + 1):
        arms[f"station, {number} landmarker{'s' if number > 1 else ''}"] = partial(
            worked, settings, clip.setup, seen, number
        )
    return arms


def _one_loop(settings: Settings, frames: Sequence[Frame]) -> Work:
    model = require(settings.store.data_dir, settings.pose.model)
    return Work(alone(model, settings.pose.min_confidence_frac, [frame.image for frame in frames]))


def _done(progress: Progress, task: TaskID, thing: Thing) -> Thing:
    progress.advance(task)
    return thing


def _throughput(what: str, works: list[Work], rounds: list[list[Work]]) -> Throughput:
    ratios = [work.poses_hz / row[0].poses_hz for work, row in zip(works, rounds, strict=True)]
    return Throughput(what, round(median(work.poses_hz for work in works), 1), round(median(ratios), 3))


def _delays(settings: Settings, clip: Clip, cores: int) -> Iterator[Callable[[], Delay]]:
    """Yield what is to be timed: a usual camera without and with tablets, and a fast one with 1 to N landmarkers."""
    for browsers in BROWSERS:
        yield partial(_delay, settings, clip, SLOW_HZ, landmarkers_wanted(settings), browsers)
    for landmarkers in range(1, cores + 1):
        yield partial(_delay, settings, clip, FAST_HZ, landmarkers, 0)


def _delay(settings: Settings, clip: Clip, camera_hz: float, landmarkers: int, browsers: int) -> Delay:
    seen = watched(settings, clip.setup, clip.at_pace(camera_hz, CAMERA_S), landmarkers, browsers)
    at = _quantiles(seen.delays_s, 1e3)
    return Delay(camera_hz, landmarkers, browsers, round(seen.poses_hz, 1), at["p50"], at["p95"], at["p99"])


def _quantiles(values: Sequence[float], scale: float) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(values, q)) * scale, 2) for q in (50, 95, 99)}
