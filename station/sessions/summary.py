"""A session in numbers: means with their uncertainty, per leg, and what was found. `summary.json` of `analyze`."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from station.model import Beat, Finding, Side, Step
from station.sessions.columns import METRICS

Z95 = 1.96
"""Standard errors either side of a mean that hold it 95 times in 100."""

DIGITS = {"deg": 2, "spm": 2, "frac": 4, "m": 4, "s": 4}
"""Digits after the point, by unit: finer than anything a camera tells, coarse enough to read."""


def rounded(name: str, value: float | None) -> float | None:
    """Round a value to what its unit deserves; what is not a finite number is None."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, DIGITS.get(name.rpartition("_")[2], 4))


def cadence(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the mean cadence: 60 over the mean of the legs' mean step times.

    Leg by leg, because a landmarker may place the mid-hip differently over each foot: left steps then read long and
    right ones short, and an odd number of them would not cancel. A step after a gap has no step time and is left out.
    """
    legs = [times for side in Side if (times := [s.step_time_s for s in steps if s.side is side and s.step_time_s])]
    if not legs:
        return {"mean": None, "ci95": None, "n": 0}
    mean_s = statistics.fmean(statistics.fmean(times) for times in legs)
    spreads = [_ci95(times) for times in legs]
    ci95_s = None if None in spreads else math.hypot(*(spread or 0.0 for spread in spreads)) / len(legs)
    return {
        "mean": rounded("_spm", 60.0 / mean_s),
        "ci95": None if ci95_s is None else rounded("_spm", 60.0 / mean_s**2 * ci95_s),
        "n": sum(map(len, legs)),
    }


def metrics(steps: Sequence[Step]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return mean, spread and count of every metric that was seen, per leg."""
    seen = [name for name in METRICS if any(name in step.metrics for step in steps)]
    return {name: {side.value: _spread(name, steps, side) for side in Side} for name in seen}


def _spread(name: str, steps: Sequence[Step], side: Side) -> dict[str, Any]:
    values = [step.metrics[name] for step in steps if step.side is side and name in step.metrics]
    return {
        "mean": rounded(name, statistics.fmean(values)) if values else None,
        "sd": rounded(name, statistics.stdev(values)) if len(values) > 1 else None,
        "ci95": rounded(name, _ci95(values)),
        "n": len(values),
    }


def _ci95(values: Sequence[float]) -> float | None:
    return Z95 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None


@dataclass(slots=True)
class _Found:
    first_t: float
    last_t: float
    worst: Finding
    cues: int = 0


class Findings:
    """Gather what was out of its band, one entry for each kind, side and metric: how long, how far, how often cued."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Side | None, str], _Found] = {}

    def add(self, beat: Beat) -> None:
        for finding in beat.advice.findings:
            self._see(finding, beat.sighting.t)
        if beat.advice.cue:
            self._see(beat.advice.cue.finding, beat.sighting.t).cues += 1

    def rows(self) -> list[dict[str, Any]]:
        """Return the findings, first seen first."""
        return [_row(found) for found in sorted(self._found.values(), key=lambda found: found.first_t)]

    def _see(self, finding: Finding, t: float) -> _Found:
        found = self._found.setdefault((finding.kind, finding.side, finding.metric), _Found(t, t, finding))
        found.last_t = t
        if abs(finding.value - finding.limit) > abs(found.worst.value - found.worst.limit):
            found.worst = finding
        return found


def _row(found: _Found) -> dict[str, Any]:
    worst = found.worst
    return {
        "kind": worst.kind.value,
        "side": worst.side.value if worst.side else None,
        "metric": worst.metric,
        "worst": rounded(worst.metric, worst.value),
        "limit": rounded(worst.metric, worst.limit),
        "steps": worst.steps,
        "first_t": rounded("_s", found.first_t),
        "last_t": rounded("_s", found.last_t),
        "cues": found.cues,
    }
