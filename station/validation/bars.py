"""The bars that the station is built to, and whether it holds them: a row for each that the cases can judge."""

from collections.abc import Callable, Iterator, Sequence
from math import inf

from station.validation.bar import Bar, judged
from station.validation.figures import (
    Streams,
    all_intervals,
    cadence_errors,
    first_times,
    inside,
    instants,
    legs,
    live_errors,
    settle_times,
)
from station.validation.score import FootageRow, Scores, StreamRow
from station.validation.sections import greatest, least, mean

STEADY_HZ = 10.0
"""From so many poses a second on the full bars hold; below, those of slow cameras."""
CONTACT_HZ = 30.0
"""Instants of contact are judged from so many poses a second on."""
METRIC_BARS = (
    ("fppa_deg", "FPPA", 0.6),
    ("femoral_adduction_deg", "femoral adduction", 0.6),
    ("pelvic_drop_deg", "pelvic drop", 1.0),
    ("hip_adduction_deg", "hip adduction", 1.0),
    ("tibia_angle_deg", "tibia angle", 0.6),
    ("knee_flexion_contact_deg", "knee flexion at contact", 1.2),
    ("knee_flexion_peak_deg", "knee flexion, peak", 1.2),
    ("overstride_frac", "overstride", 0.01),
    ("step_width_m", "step width", 0.008),
)
VIEWS = (("frontal", True), ("side", False))


def bars(scores: Scores) -> list[Bar]:
    """Return every bar that there are cases for."""
    steady = [row for row in scores.streams if row.truth.fps >= STEADY_HZ]
    slow = [row for row in scores.streams if row.truth.fps < STEADY_HZ]
    return [
        *_live(steady, slow),
        *_cadence(scores.streams),
        *_steps(scores.streams),
        *_instants(scores.streams),
        *_metrics(steady),
        *_thinned(scores),
        *judged("95 % intervals of means: truth inside", "%", inside(all_intervals(scores.streams)), 0.98, 0.90),
        *_quiet(scores.streams, scores.footage),
        *_footage(scores.footage),
    ]


def _live(steady: Streams, slow: Streams) -> Iterator[Bar]:
    what = "live cadence after the first 6 s, 10 poses/s and more"
    yield from judged(f"{what}: mean error of all streams", "spm", mean(live_errors(steady)), 0.65)
    yield from judged(f"{what}: worst stream", "spm", greatest(live_errors(steady)), 1.2)
    window = mean(row.live.window_mae_spm for row in steady)
    yield from judged(f"{what}: against the best trailing window", "spm", window, 0.3)
    what = "live cadence, 8 and 6 poses/s"
    yield from judged(f"{what}: mean error of all streams", "spm", mean(live_errors(slow)), 0.9)
    yield from judged(f"{what}: worst stream", "spm", greatest(live_errors(slow)), 2.0)


def _cadence(streams: Streams) -> Iterator[Bar]:
    yield from judged("mean cadence of a stream: mean error", "spm", mean(cadence_errors(streams)), 0.1)
    yield from judged("mean cadence of a stream: worst", "spm", greatest(cadence_errors(streams)), 0.3)
    settled, first = settle_times(streams), first_times(streams)
    yield from judged("within 2 spm for 5 s after a step of cadence: mean", "s", mean(settled), 4.0)
    yield from judged("within 2 spm for 5 s after a step of cadence: slowest", "s", greatest(settled), 4.0)
    yield from judged("first cadence after running starts: mean", "s", mean(first), 4.0)
    yield from judged("first cadence after running starts: slowest", "s", greatest(first), 4.0)
    shares = [row.live.share_frac for row in streams]
    yield from judged("running frames with a cadence: mean", "%", mean(shares), least=0.97)
    yield from judged("running frames with a cadence: worst stream", "%", least(shares), least=0.97)


def _steps(streams: Streams) -> Iterator[Bar]:
    shares = {
        "steps found": [row.steps.recall_frac for row in streams],
        "steps that are true (precision)": [row.steps.precision_frac for row in streams],
        "side right": [row.steps.side_frac for row in streams],
    }
    for what, values in shares.items():
        yield from judged(f"{what}: all streams", "%", mean(values), least=0.995)
        yield from judged(f"{what}: worst stream", "%", least(values), least=0.97)


def _instants(streams: Streams) -> Iterator[Bar]:
    fast = [row for row in streams if row.truth.fps >= CONTACT_HZ]
    for view, frontal in VIEWS:
        if found := instants(fast, "t_contact_s", _seen(frontal)):
            what = f"initial contact, {view}, 30 poses/s and more"
            yield from judged(f"{what}: bias of the worst stream", "ms", abs(found.worst), 8.0)
            yield from judged(f"{what}: SD between streams", "ms", found.between, 7.0)
            yield from judged(f"{what}: SD within a stream", "ms", found.within, 10.0)
    for (view, frontal), limit in zip(VIEWS, (14.0, 12.0), strict=True):
        if found := instants(streams, "t_toe_off_s", _seen(frontal)):
            yield from judged(f"toe-off, {view}: SD between streams", "ms", found.between, limit)


def _seen(frontal: bool) -> Callable[[StreamRow], bool]:
    return lambda row: row.truth.view.frontal is frontal


def _metrics(steady: Streams) -> Iterator[Bar]:
    for metric, name, limit in METRIC_BARS:
        if found := legs(steady, metric):
            unit = metric.rpartition("_")[2]
            yield from judged(f"mean of a leg, 60 to 10 poses/s, mean error: {name}", unit, found.mae, limit)


def _thinned(scores: Scores) -> Iterator[Bar]:
    largest = greatest(row.difference_deg for row in scores.thinned)
    yield from judged("a mean angle at 60 and at 10 poses/s, same run: largest difference", "deg", largest, 0.3)


def _quiet(streams: Streams, footage: Sequence[FootageRow]) -> Iterator[Bar]:
    running = greatest(row.live.false_running_frac for row in streams)
    yield from judged("standing frames called running: worst stream", "%", running, 0.0)
    others = [row for row in footage if row.truth.counted_spm is None]
    frames = sum(row.running_frames for row in others) if others else None
    yield from judged("frames called running in real videos where nobody runs", "", frames, 0.0)
    cues = sum(row.live.false_cues for row in streams) + sum(row.cues for row in others)
    yield from judged("cues while nobody runs", "", cues if others or running is not None else None, 0.0)


def _footage(footage: Sequence[FootageRow]) -> Iterator[Bar]:
    errors = [
        inf if row.mean_spm is None else abs(row.mean_spm - counted)
        for row in footage
        if (counted := row.truth.counted_spm) is not None
    ]
    yield from judged("counted footage: cadence, worst clip", "spm", greatest(errors), 1.0)
