"""Judge one case's results: what kind of case it is decides how."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.validation.cases import Case
from station.validation.clip_score import ClipScore, score_clip
from station.validation.intervals import Interval, score_intervals
from station.validation.live_score import LiveScore, score_live
from station.validation.results import Results
from station.validation.step_score import StepScore, score_steps
from station.validation.stream_truth import StreamTruth
from station.validation.video_truth import ClipTruth, FootageTruth


@dataclass(frozen=True, slots=True)
class StreamRow:
    """A pose stream: what it is, and what the station made of it."""

    name: str
    truth: StreamTruth
    live: LiveScore
    steps: StepScore
    cadence_error_spm: float | None
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A rendered clip, and what the station made of it."""

    name: str
    score: ClipScore


@dataclass(frozen=True, slots=True)
class FootageRow:
    """A real video: what it shows, and what the station told of it."""

    name: str
    truth: FootageTruth
    mean_spm: float | None
    steps: int
    running_frames: int
    frames: int
    cues: int = 0


@dataclass(frozen=True, slots=True)
class ThinnedRow:
    """The mean angle of a leg that differs most when only every so many frames of a stream are seen."""

    name: str
    every: int
    metric: str
    side: str
    full_deg: float
    thinned_deg: float

    @property
    def difference_deg(self) -> float:
        return abs(self.thinned_deg - self.full_deg)


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that was judged."""

    streams: Sequence[StreamRow] = ()
    clips: Sequence[ClipRow] = ()
    footage: Sequence[FootageRow] = ()
    thinned: Sequence[ThinnedRow] = ()


def score(case: Case, results: Results) -> StreamRow | ClipRow | FootageRow:
    """Judge the results of a case."""
    truth = case.truth
    if isinstance(truth, StreamTruth):
        return _stream(case.short, truth, results)
    if isinstance(truth, ClipTruth):
        return ClipRow(case.short, score_clip(truth, results))
    live = results.live
    running, cues = int(live.running.sum()), int(live.cued.sum())
    return FootageRow(case.short, truth, results.mean_spm, len(results.steps), running, len(live.t), cues)


def _stream(name: str, truth: StreamTruth, results: Results) -> StreamRow:
    return StreamRow(
        name,
        truth,
        score_live(truth, results.live),
        score_steps(truth, results),
        None if results.mean_spm is None else results.mean_spm - truth.mean_spm,
        tuple(score_intervals(truth, results)),
    )


def score_thinned(name: str, every: int, full: Results, thinned: Results) -> ThinnedRow | None:
    """Compare every mean angle of a leg; None where there is none in both."""
    rows = [
        ThinnedRow(name, every, metric, side, told["mean"], again)
        for metric, legs in full.summary["metrics"].items()
        if metric.endswith("_deg")
        for side, told in legs.items()
        if (again := _mean(thinned, metric, side)) is not None and told["mean"] is not None
    ]
    return max(rows, key=lambda row: row.difference_deg, default=None)


def _mean(results: Results, metric: str, side: str) -> float | None:
    leg = results.summary["metrics"].get(metric, {}).get(side) or {}
    mean: float | None = leg.get("mean")
    return mean
