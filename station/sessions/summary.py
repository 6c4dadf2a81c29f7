"""A session in numbers: means with their uncertainty, per leg, and what was found. `summary.json` of `analyze`."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from station.cadence import mean_cadence_spm, step_times_s
from station.metrics import METRICS, Z95, best_grade, grade, mean_ci95
from station.model import Beat, Finding, Grade, Setup, Side, Step
from station.sessions.columns import METRICS as COLUMNS
from station.sessions.columns import TIMES

ENDS = 1.3
"""How much worse the ends of a stretch are than the rest, found on the benchmark: 94 % of 34 means held the truth."""

DIGITS = {"deg": 2, "spm": 2, "frac": 4, "m": 4, "s": 4}
"""Digits after the point, by unit: finer than anything a camera tells, coarse enough to read."""


def rounded(name: str, value: float | None) -> float | None:
    """Round a value to what its unit deserves; what is not a finite number is None."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, DIGITS.get(name.rpartition("_")[2], 4))


def cadence(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the mean cadence with its 95 % interval.

    In a stretch of steps all contacts but the first and the last cancel, so those two alone make its error.
    """
    legs = [times_s for times_s in step_times_s(steps) if times_s]
    mean_spm, count = mean_cadence_spm(steps), sum(map(len, legs))
    if mean_spm is None:
        return {"mean": None, "ci95": None, "n": 0}
    spreads = [statistics.variance(times_s) for times_s in legs if len(times_s) > 1]
    stretches = max(1, sum(step.step_time_s is None for step in steps))
    ends_s = Z95 * ENDS * math.sqrt(stretches * statistics.fmean(spreads)) if spreads else None
    return {
        "mean": rounded("_spm", mean_spm),
        "ci95": None if ends_s is None else rounded("_spm", mean_spm**2 / 60.0 * ends_s / count),
        "n": count,
    }


def metrics(steps: Sequence[Step], setup: Setup) -> dict[str, dict[str, Any]]:
    """Return for every metric that was seen both legs' means, how sure they are, and how far the legs lie apart."""
    seen = [name for name in (*COLUMNS, *TIMES) if any(name in step.metrics for step in steps)]
    return {name: _legs(name, steps, setup) for name in seen}


def _legs(name: str, steps: Sequence[Step], setup: Setup) -> dict[str, Any]:
    legs = {side.value: _leg(name, [step for step in steps if step.side is side], setup) for side in Side}
    return legs | {"asymmetry": _asymmetry(name, legs["left"], legs["right"], setup)}


def _leg(name: str, steps: Sequence[Step], setup: Setup) -> dict[str, Any]:
    values = [step.metrics[name] for step in steps if name in step.metrics]
    sd = statistics.stdev(values) if len(values) > 1 else None
    ci95 = None if sd is None else mean_ci95(name, sd, len(values))
    return {
        "mean": rounded(name, statistics.fmean(values)) if values else None,
        "sd": rounded(name, sd),
        "ci95": rounded(name, ci95),
        "n": len(values),
        "aim95": 0.0 if setup.aim_known else METRICS[name].aim95,
        "grade": _grade(name, ci95, steps, setup).value,
    }


def _grade(name: str, ci95: float | None, steps: Sequence[Step], setup: Setup) -> Grade:
    known = [step.trust[name].grade for step in steps if name in step.trust]
    well_seen = 2 * sum(best_grade(name, setup.source) is Grade.D or told is not Grade.D for told in known) > len(known)
    return Grade.D if ci95 is None else grade(name, ci95, setup.source, well_seen)


def _asymmetry(name: str, left: dict[str, Any], right: dict[str, Any], setup: Setup) -> dict[str, float | None] | None:
    """Return right minus left; None where the camera's aim could make the difference, or one leg hides the other."""
    told = METRICS[name].of_time or (setup.view.frontal and setup.aim_known)
    if not told or left["ci95"] is None or right["ci95"] is None:
        return None
    return {
        "mean": rounded(name, right["mean"] - left["mean"]),
        "ci95": rounded(name, math.hypot(left["ci95"], right["ci95"])),
    }


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
