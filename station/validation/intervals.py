"""Do the 95 % intervals that the station tells hold the truth 95 times in 100?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from station.validation.results import Results
from station.validation.step_score import true_means
from station.validation.stream_truth import StreamTruth


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean that was told with its 95 % interval, and the truth."""

    metric: str
    mean: float
    ci95: float
    true: float

    @property
    def holds(self) -> bool:
        """True where the truth lies inside."""
        return abs(self.mean - self.true) <= self.ci95


def score_intervals(truth: StreamTruth, results: Results) -> Iterator[Interval]:
    """Yield every interval of the summary whose truth is known: of the cadence, and of each metric and leg."""
    yield from _interval("cadence_spm", results.summary["cadence_spm"], truth.mean_spm)
    for metric, side, true in true_means(truth):
        yield from _interval(metric, results.summary["metrics"].get(metric, {}).get(side.value) or {}, true)


def _interval(metric: str, told: Mapping[str, Any], true: float) -> Iterator[Interval]:
    mean, ci95 = told.get("mean"), told.get("ci95")
    if mean is not None and ci95 is not None:
        yield Interval(metric, mean, ci95, true)
