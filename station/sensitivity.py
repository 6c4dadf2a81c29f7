"""How the angles answer to the truth: slope, correlation, bias and residual by view, as a page with a plot.

A metric whose slope is near one moves when the runner moves. One whose slope is not proved is graded D.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from station.errors import SourceError, StoreError
from station.metrics import CORRECTED, RAW
from station.stills import LISTED, truth

mpl.use("svg")
IMAGES = "images"
FEWEST = 20  # pictures of which a slope says something

Array = NDArray[np.float64]
LOOK = {"raw": ("#8a6d3b", "x", "points alone"), "reported": ("#1f5fa8", "o", "as the station reports it")}


@dataclass(frozen=True, slots=True)
class Answer:
    """How measured values answer to true ones, degrees."""

    pictures: int
    slope: float
    r: float
    bias: float
    mae: float
    residual: float

    def cells(self) -> str:
        errors = f"{self.bias:+.1f} | {self.mae:.1f} | {self.residual:.1f}"
        return f"{self.pictures} | {self.slope:.2f} | {self.r:.2f} | {errors}"


def answer(true: Array, measured: Array) -> Answer:
    """Return the regression of measured on true values."""
    slope, offset = np.polyfit(true, measured, 1)
    wrong = measured - true
    return Answer(
        len(true),
        float(slope),
        float(np.corrcoef(true, measured)[0, 1]),
        float(wrong.mean()),
        float(np.abs(wrong).mean()),
        float(np.std(measured - slope * true - offset)),
    )


def write(folder: Path, table: Path, page: Path) -> None:
    """Write the page, and its plot into `images/` beside it, from the folder's truth and a table of stills."""
    listed = json.loads((folder / LISTED).read_text(encoding="utf-8"))
    rows = {row["file"]: row for row in listed if "joints_px" in row}
    with open(table, encoding="utf-8", newline="") as file:
        measured = [(rows[got["file"]], got) for got in csv.DictReader(file) if got["file"] in rows]
    if len(measured) < FEWEST:
        raise SourceError(f"{folder / LISTED} tells the true joints (joints_px) of too few pictures for a report.")
    plot = Path(IMAGES) / f"{page.stem}.svg"
    try:
        (page.parent / IMAGES).mkdir(parents=True, exist_ok=True)
        _figure(measured).savefig(page.parent / plot)
        page.write_text("\n".join(_page(folder.name, measured, plot.as_posix())) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{page} can not be written: {error.strerror or error}.") from None


Pairs = list[tuple[dict[str, Any], dict[str, str]]]


def _page(name: str, measured: Pairs, plot: str) -> list[str]:
    lines = [
        f"# How angles answer to the truth: {name}",
        "",
        "Made by `station stills FOLDER --out FILE --report PAGE`.",
    ]
    lines += ["", f"![true against measured]({plot})", ""]
    lines += [
        "| angle | view | what | pictures | slope | r | bias | mean error | residual |",
        "| --- |" + " --- |" * 8,
    ]
    for metric in CORRECTED:
        for view in sorted({row["view"] for row, _ in measured}):
            chosen = [pair for pair in measured if pair[0]["view"] == view]
            for what, column in (("points", RAW[metric]), ("station", metric)):
                found = answer(*_values(chosen, metric, column))
                lines.append(f"| `{metric}` | {view} | {what} | {found.cells()} |")
    if measured and "runner" in measured[0][0]:
        lines += ["", *_between(measured)]
    return lines


def _between(measured: Pairs) -> list[str]:
    """Return a table over means per runner, view and leg: do they rank and scale people rightly?"""
    lines = [
        "Means per runner, view and leg:",
        "",
        "| angle | what | means | slope | r | bias | mean error | residual |",
    ]
    lines.append("| --- |" + " ---: |" * 7)
    for metric in CORRECTED:
        for what, column in (("points", RAW[metric]), ("station", metric)):
            groups: dict[tuple[str, str, str], Pairs] = {}
            for row, got in measured:
                groups.setdefault((row["runner"], row["view"], row["side"]), []).append((row, got))
            means = np.array(
                [[values.mean() for values in _values(group, metric, column)] for group in groups.values()]
            )
            lines.append(f"| `{metric}` | {what} | {answer(means[:, 0], means[:, 1]).cells()} |")
    return lines


def _values(measured: Pairs, metric: str, column: str) -> tuple[Array, Array]:
    known = [(truth(row)[metric], float(got[column])) for row, got in measured if got[column]]
    pairs = np.array(known).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _figure(measured: Pairs) -> Figure:
    figure = Figure(figsize=(9, 8), layout="constrained")
    axes = figure.subplots(2, 2)
    for place, metric in zip(axes.flat, CORRECTED, strict=True):
        _scatter(place, measured, metric)
    axes.flat[0].legend()
    return figure


def _scatter(axes: Axes, measured: Pairs, metric: str) -> None:
    for what, column in (("raw", RAW[metric]), ("reported", metric)):
        color, marker, label = LOOK[what]
        axes.scatter(*_values(measured, metric, column), s=9, c=color, marker=marker, alpha=0.6, label=label)
    low, high = axes.get_xlim()
    axes.plot([low, high], [low, high], color="black", linewidth=0.8)
    axes.set(title=metric, xlabel="true, degrees", ylabel="measured, degrees")
