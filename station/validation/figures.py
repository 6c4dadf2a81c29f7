"""The figures of many streams together, that bars, tables and plots tell."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from station.validation.intervals import Interval
from station.validation.matching import Spread
from station.validation.score import StreamRow
from station.validation.sections import mean
from station.validation.step_score import LegMean

Streams = Sequence[StreamRow]


@dataclass(frozen=True, slots=True)
class Instants:
    """The errors of an instant over streams, ms: mean bias, the largest, its spread between streams, and within."""

    bias: float
    worst: float
    between: float
    within: float
    streams: int


@dataclass(frozen=True, slots=True)
class Legs:
    """The errors of a leg's mean of a metric over streams, and of single steps."""

    mae: float
    worst: float
    bias: float
    step_sd: float | None
    legs: int


def live_errors(streams: Streams) -> list[float]:
    """Return the live cadence's error of each stream, spm; infinite where it told none."""
    judged = [row.live.mae_spm for row in streams if row.live.share_frac is not None]
    return [math.inf if error is None else error for error in judged]


def cadence_errors(streams: Streams) -> list[float]:
    """Return the size of the mean cadence's error of each stream, spm; infinite where it told none."""
    return [math.inf if row.cadence_error_spm is None else abs(row.cadence_error_spm) for row in streams]


def settle_times(streams: Streams) -> list[float]:
    """Return how long each change of cadence took to follow, s; infinite where it never was."""
    return [math.inf if settled is None else settled for row in streams for settled in row.live.settle_s]


def first_times(streams: Streams) -> list[float]:
    """Return how long the first cadence of each stream took, s; infinite where it never came."""
    return [math.inf if row.live.first_s is None else row.live.first_s for row in streams]


def instants(streams: Streams, name: str, belongs: Callable[[StreamRow], bool]) -> Instants | None:
    """Return the errors of an instant over the streams that belong; None where it was never found."""
    known = [row.steps.instants_ms[name] for row in streams if belongs(row) and name in row.steps.instants_ms]
    return _instants(known) if known else None


def _instants(known: Sequence[Spread]) -> Instants:
    biases = [errors.bias for errors in known]
    return Instants(
        fmean(biases), max(biases, key=abs), pstdev(biases), fmean(errors.sd for errors in known), len(known)
    )


def legs_of(streams: Streams, metric: str) -> list[LegMean]:
    """Return the legs of which the metric was measured and is known."""
    return [leg for row in streams for leg in row.steps.legs if leg.metric == metric]


def legs(streams: Streams, metric: str) -> Legs | None:
    """Return the errors of a metric over the streams; None where it was never measured."""
    errors = [leg.error for leg in legs_of(streams, metric)]
    if not errors:
        return None
    sizes = [abs(error) for error in errors]
    step_sd = mean(row.steps.step_errors[metric].sd for row in streams if metric in row.steps.step_errors)
    return Legs(fmean(sizes), max(sizes), fmean(errors), step_sd, len(errors))


def metric_names(streams: Streams) -> list[str]:
    """Return the metrics that were judged in any stream."""
    return list(dict.fromkeys(leg.metric for row in streams for leg in row.steps.legs))


def all_intervals(streams: Streams) -> list[Interval]:
    """Return every interval that was told and whose truth is known."""
    return [interval for row in streams for interval in row.intervals]


def inside(intervals: Iterable[Interval]) -> float | None:
    """Return the share of intervals that hold the truth."""
    return mean(float(interval.holds) for interval in intervals)
