"""How right the steps were: found or not, on which side, when, and what was measured on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from station.model import Side
from station.validation.matching import Spread, match, spread
from station.validation.results import TIMES, Bools, Floats, FoundStep, Results
from station.validation.stream_truth import StreamTruth, TrueStep

MATCH_S = 0.080
TRUTH = "landmarks"
EDGE_S = (1.0, 0.6)
"""Steps so near to the beginning and the end of running are neither missed nor false."""
GAP_S = 0.15
FADE_S = 0.6
LEAST_TRUE, LEAST_FOUND, LEAST_STEPS = 20, 10, 10
"""Fewer steps of a leg make no mean worth judging."""


@dataclass(frozen=True, slots=True)
class LegMean:
    """The mean of a metric over a leg's steps: true and as found."""

    metric: str
    side: Side
    true: float
    found: float
    contact_ms: float | None = None
    """How late the leg's contacts were found, on average."""

    @property
    def error(self) -> float:
        return self.found - self.true


@dataclass(frozen=True, slots=True)
class StepScore:
    """What the steps of one stream were worth; None where there was nothing to judge."""

    recall_frac: float | None
    precision_frac: float | None
    side_frac: float | None
    instants_ms: dict[str, Spread]
    step_errors: dict[str, Spread]
    legs: tuple[LegMean, ...]


Pairs = Sequence[tuple[TrueStep, FoundStep]]


def score_steps(truth: StreamTruth, results: Results) -> StepScore:
    """Judge the steps of a stream."""
    key = results.timed_by()
    found = [step for step in results.steps if key in step.values]
    true = [step for step in truth.steps if getattr(step, key) is not None]
    true_s, found_s = np.array([getattr(step, key) for step in true]), np.array([step.values[key] for step in found])
    judged = ~_free(truth, true_s) & ~np.array([step.uncertain for step in true], bool)
    pairs = match(true_s, found_s, MATCH_S)
    good = [(true[i], found[j]) for i, j in pairs.items() if judged[i]]
    inside = (found_s >= truth.start_s - 0.3) & (found_s <= truth.end_s + 0.3)
    counted = np.flatnonzero(~(_free(truth, found_s) & inside))
    return StepScore(
        recall_frac=_share([i in pairs for i in np.flatnonzero(judged)]),
        precision_frac=_share([j in set(pairs.values()) for j in counted]),
        side_frac=_share([a.side == b.side for a, b in good]),
        instants_ms=dict(_instants_ms(good)),
        step_errors=dict(_step_errors(good)),
        legs=tuple(_legs(truth, found, key, good)),
    )


def metrics_of(steps: Sequence[TrueStep]) -> list[str]:
    """Return the metrics that are true of steps, in the order of the first that has them."""
    return list(dict.fromkeys(name for step in steps for name, kinds in step.m.items() if TRUTH in kinds))


def _share(hits: Sequence[bool]) -> float | None:
    return fmean(hits) if hits else None


def _free(truth: StreamTruth, t: Floats) -> Bools:
    """Tell which times are so near to an edge, a gap or a change that a step there counts neither way."""
    after_s, before_s = EDGE_S
    free: Bools = (t < truth.start_s + after_s) | (t > truth.end_s - before_s)
    for start_s, end_s in truth.gaps:
        free |= (t >= start_s - GAP_S) & (t <= end_s + GAP_S)
    edges = [truth.start_s, truth.end_s] if truth.stands else []
    for fade_s in [*edges, *(change.t for change in truth.changes)]:
        free |= abs(t - fade_s) < FADE_S
    return free


def _instants_ms(good: Pairs) -> Iterator[tuple[str, Spread]]:
    for name in TIMES:
        known = [(getattr(a, name), b.values[name]) for a, b in good if name in b.values]
        if errors := spread([1e3 * (found - true) for true, found in known if true is not None]):
            yield name, errors


def _step_errors(good: Pairs) -> Iterator[tuple[str, Spread]]:
    for name in metrics_of([step for step, _ in good]):
        errors = spread(
            [
                b.values[name] - a.m[name][TRUTH]
                for a, b in good
                if a.side == b.side and name in a.m and name in b.values
            ]
        )
        if errors and errors.n >= LEAST_STEPS:
            yield name, errors


def true_means(truth: StreamTruth) -> Iterator[tuple[str, Side, float]]:
    """Yield metric, side and true mean of every leg that has enough steps."""
    true = [step for step in truth.steps if _well_inside(truth, step.t_contact_s)]
    for name in metrics_of(true):
        for side in Side:
            values = [step.m[name][TRUTH] for step in true if step.side == side and name in step.m]
            if len(values) >= LEAST_TRUE:
                yield name, side, fmean(values)


def _legs(truth: StreamTruth, found: Sequence[FoundStep], key: str, good: Pairs) -> Iterator[LegMean]:
    found = [step for step in found if _well_inside(truth, step.values[key])]
    for name, side, true in true_means(truth):
        values = [step.values[name] for step in found if step.side == side and name in step.values]
        if len(values) >= LEAST_FOUND:
            late = dict(_instants_ms([(a, b) for a, b in good if a.side == b.side == side])).get("t_contact_s")
            yield LegMean(name, side, true, fmean(values), late.bias if late else None)


def _well_inside(truth: StreamTruth, t: float) -> bool:
    return truth.start_s + EDGE_S[0] <= t <= truth.end_s - EDGE_S[1]
