"""Read what `station analyze` wrote, by name, so that a column more or less does no harm."""

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TIMES = ("t_contact_s", "t_midstance_s", "t_toe_off_s")


@dataclass(frozen=True, slots=True)
class Live:
    """The rows of `live.jsonl` as columns; NaN in `cadence_spm` is a value that was not known."""

    t: Floats
    cadence_spm: Floats
    running: Bools
    cued: Bools


@dataclass(frozen=True, slots=True)
class FoundStep:
    """A row of `steps.csv`; an empty cell is not in `values`."""

    side: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Results:
    """The files of one analysis."""

    live: Live
    steps: tuple[FoundStep, ...]
    summary: Mapping[str, Any]

    @property
    def mean_spm(self) -> float | None:
        """The mean cadence told."""
        mean: float | None = self.summary["cadence_spm"]["mean"]
        return mean

    def timed_by(self) -> str:
        """Return the instant that steps are found by: contact, or midstance where few contacts are known."""
        timed = sum("t_contact_s" in step.values for step in self.steps)
        return "t_contact_s" if timed >= len(self.steps) / 2 else "t_midstance_s"


def read_results(folder: Path) -> Results:
    """Read the folder that an analysis wrote."""
    return Results(_live(folder / "live.jsonl"), _steps(folder / "steps.csv"), _summary(folder / "summary.json"))


def _live(path: Path) -> Live:
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return Live(
        np.array([row["t"] for row in rows], float),
        np.array([math.nan if row["cadence_spm"] is None else row["cadence_spm"] for row in rows], float),
        np.array([row["running"] for row in rows], bool),
        np.array(["cue" in row for row in rows], bool),
    )


def _steps(path: Path) -> tuple[FoundStep, ...]:
    with open(path, encoding="utf-8", newline="") as rows:
        return tuple(FoundStep(row["side"], _numbers(row)) for row in csv.DictReader(rows))


def _numbers(row: Mapping[str, str]) -> dict[str, float]:
    numbers = {}
    for name, cell in row.items():
        try:
            numbers[name] = float(cell)
        except (TypeError, ValueError):  # an empty cell, or words: a side, a grade
            continue
    return numbers


def _summary(path: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return summary
