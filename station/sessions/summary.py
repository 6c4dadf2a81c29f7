"""A session in numbers: means with their uncertainty, per leg, and what was found. `summary.json` of `analyze`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from station.means import Mean, asymmetry, cadence_mean, leg_mean
from station.metrics import RAW, aim95, body95, origin_of
from station.model import Beat, Finding, Setup, Side, Step
from station.sessions.columns import METRICS as COLUMNS
from station.sessions.columns import TIMES

DIGITS = {"deg": 2, "spm": 2, "frac": 4, "m": 4, "s": 4}
"""Digits after the point, by unit: finer than anything a camera tells, coarse enough to read."""


def rounded(name: str, value: float | None) -> float | None:
    """Round a value to what its unit deserves; what is not a finite number is None."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, DIGITS.get(name.rpartition("_")[2], 4))


def cadence(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the mean cadence with its 95 % interval."""
    mean = cadence_mean(steps)
    return {"mean": rounded("_spm", mean.value), "ci95": rounded("_spm", mean.ci95), "n": mean.steps}


def metrics(steps: Sequence[Step], setup: Setup) -> dict[str, dict[str, Any]]:
    """Return for every metric that was seen both legs' means, how sure they are, and how far the legs lie apart."""
    seen = [name for name in (*COLUMNS, *TIMES, *RAW.values()) if any(name in step.metrics for step in steps)]
    return {name: _legs(name, steps, setup) for name in seen}


def _legs(name: str, steps: Sequence[Step], setup: Setup) -> dict[str, Any]:
    left, right = (leg_mean(name, [step for step in steps if step.side is side], setup.source) for side in Side)
    apart = asymmetry(name, left, right, setup)
    return {
        "left": _leg(name, left, setup),
        "right": _leg(name, right, setup),
        "asymmetry": apart and {"mean": rounded(name, apart.value), "ci95": rounded(name, apart.ci95)},
    }


def _leg(name: str, mean: Mean, setup: Setup) -> dict[str, Any]:
    body = {"body95": rounded(name, told)} if (told := body95(name, setup, origin_of(name, setup))) else {}
    return body | {
        "mean": rounded(name, mean.value),
        "sd": rounded(name, mean.sd),
        "ci95": rounded(name, mean.ci95),
        "n": mean.steps,
        "aim95": aim95(name, setup),
        "grade": mean.grade.value,
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
