"""Hold other mathematics of cadence against the station's, on pose streams with truth (docs/decisions/0004).

    .venv/bin/python tools/rhythm_rivals.py ../shared/bench/streams

All get the same signals from the same bodies, see nothing of the future, and start when the station's lock has found
the rhythm, so that only the following is compared. The gains of the oscillator are the best of a grid on these very
streams: in its favour.
"""

import itertools
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.gait.body import BodyReader
from station.gait.features import Features
from station.gait.lock import find_rhythm
from station.gait.tracker import Tracker
from station.posestream import PoseReader

Array = NDArray[np.float64]
WINDOW_S, EVERY_S = 6.0, 0.25
GAINS = list(itertools.product((2.0, 4.0, 8.0), (4.0, 16.0, 64.0)))


@dataclass(frozen=True, slots=True)
class Stream:
    """Signals of a stream (n x features, the bounce first), and the true cadence at the times that are judged."""

    name: str
    fps: float
    times: Array
    signals: Array
    kalman_spm: Array
    true_spm: Array
    judged: NDArray[np.bool_]


def load(path: Path) -> Stream:
    truth = json.loads(path.with_name(path.name.replace(".poses.jsonl.gz", ".truth.json")).read_text())
    rows = list(followed(PoseReader(path)))
    times, signals = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    runs = [segment for segment in truth["segments"] if segment["kind"] == "run"]
    judged = (times >= runs[0]["t0"] + 6) & (times <= runs[-1]["t1"])
    for change in truth["changes"]:
        judged &= ~((times >= change["t"] - 1) & (times < change["t"] + 10))
    true_spm = np.interp(times, truth["cadence"]["t"], truth["cadence"]["spm"])
    return Stream(path.name[:12], truth["fps"], times, signals, np.array([row[2] for row in rows]), true_spm, judged)


def followed(reader: PoseReader) -> Iterator[tuple[float, Array, float]]:
    """Yield time, signals and the station's own cadence of every body, NaN before it has one."""
    bodies, tracker = BodyReader(reader.setup), Tracker(reader.setup.view)
    features = Features(reader.setup.view)
    for sighting in reader:
        body = bodies.read(sighting.pose) if sighting.pose else None
        if body is None:
            continue
        tracker.update(body)
        rate = tracker.follower.filter.rate if tracker.follower else np.nan
        yield sighting.t, features.of(body.sample), rate * 60 / np.pi


def periodogram(stream: Stream) -> Array:
    """Fit harmonics to the last seconds anew, every quarter of a second: the recursive Fourier fit with a window."""
    found, last = np.full(len(stream.times), np.nan), -np.inf
    for i, t in enumerate(stream.times):
        found[i] = found[i - 1] if i else np.nan
        if t - last < EVERY_S or np.isnan(stream.kalman_spm[i]):
            continue
        last, window = t, (stream.times > t - WINDOW_S) & (stream.times <= t)
        rhythm = find_rhythm(stream.times[window], stream.signals[window, :1], stream.signals[window, 1:])
        found[i] = rhythm.stride_hz * 120 if rhythm else np.nan
    return found


def oscillator(stream: Stream, coupling: float, learning: float) -> Array:
    """Follow the difference between the ankles by an adaptive frequency oscillator (Righetti and Ijspeert 2006)."""
    found, order = np.full(len(stream.times), np.nan), np.array([1, 3])
    signal = stream.signals[:, 1] / max(float(stream.signals[:, 1].std()), 1e-6)
    phase, rate, weights = 0.0, 0.0, np.zeros(4)
    for i in range(1, len(signal)):
        if not rate:
            rate = stream.kalman_spm[i] * np.pi / 60 if np.isfinite(stream.kalman_spm[i]) else 0.0
            continue
        dt = min(stream.times[i] - stream.times[i - 1], 0.2)
        phase += rate * dt
        basis = np.concatenate((np.cos(order * phase), np.sin(order * phase)))
        error = signal[i] - basis @ weights
        weights += (1 - np.exp(-dt)) * error * basis
        slope = np.concatenate((-order * np.sin(order * phase), order * np.cos(order * phase))) @ weights
        push = error * slope / (1.0 + slope**2)
        phase += coupling * dt * push
        rate += learning / 16 * dt * push
        found[i] = rate * 60 / np.pi
    return found


def mae(stream: Stream, found: Array) -> float:
    """Return the mean error; a value that is missing where one is due counts as the mean of all that are there."""
    return float(np.nanmean(np.abs(found - stream.true_spm)[stream.judged]))


def judge(path: Path) -> tuple[float, dict[str, float]]:
    stream = load(path)
    ways: dict[str, Callable[[Stream], Array]] = {"Kalman filter and fold": lambda s: s.kalman_spm}
    ways["periodogram of six seconds"] = periodogram
    for gains in GAINS:
        ways[f"adaptive oscillator {gains}"] = lambda s, gains=gains: oscillator(s, *gains)
    return stream.fps, {name: mae(stream, way(stream)) for name, way in ways.items()}


def main() -> None:
    with Pool() as pool:
        judged = pool.map(judge, sorted(Path(sys.argv[1]).glob("*.poses.jsonl.gz")))
    lines = [
        "| | 60 to 10 poses/s: mean | worst | 8 and 6 poses/s: mean | worst |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in judged[0][1]:
        fast = [errors[name] for fps, errors in judged if fps >= 10]
        slow = [errors[name] for fps, errors in judged if fps < 10]
        lines.append(f"| {name} | {np.mean(fast):.2f} | {max(fast):.2f} | {np.mean(slow):.2f} | {max(slow):.2f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
