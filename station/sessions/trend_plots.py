"""The picture of a programme: every visit's baseline, running without feedback and probe, against the first baseline.

Marks tell by shape what colour tells too: squares baselines, filled circles without feedback, triangles the probe; a
hollow mark is not comparable with the first baseline. The grey band is what two measurements can not tell apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from station.change import smallest_change
from station.learning import Compared
from station.means import Mean
from station.names import CADENCE, number
from station.sessions.charts import BLUE, GREY, ORANGE, PALE, SIZE_IN, TEXT_PT, add_legend, svg, svg_of_words
from station.sessions.plots import leg_label
from station.trend import Line, Point

NOTHING = "Nothing to draw yet: no baseline was measured so far."
HOLLOW = "hollow: not comparable"
MARGIN_FRAC = 0.12
ROW_IN = 3.6


@dataclass(frozen=True, slots=True)
class Series:
    """One of the marks of a visit, and how far beside the visit's place it stands."""

    words: str
    mark: str
    colour: str
    beside: float
    mean: Callable[[Point], Mean]
    against: Callable[[Point], Compared]
    joined: bool = False


SERIES = (
    Series("baseline", "s", GREY, -0.16, lambda point: point.baseline.after, lambda point: point.baseline),
    Series("without feedback", "o", BLUE, 0.0, lambda point: point.without.after, lambda point: point.without, True),
    Series("of it the probe", "^", ORANGE, 0.16, lambda point: point.retention, lambda point: point.without),
)


def trend_svg(lines: Sequence[Line]) -> bytes:
    """Draw the numbers of a programme, one under another."""
    known = [line for line in lines if line.points]
    if not known:
        return svg_of_words(NOTHING)
    drawn = Figure(figsize=(SIZE_IN[0], ROW_IN * len(known) + 0.8), layout="constrained")
    column = list(drawn.subplots(len(known), 1, sharex=True, squeeze=False)[:, 0])
    for axes, line in zip(column, known, strict=True):
        _draw(axes, line)
    _name_visits(column[-1], known[0].points)
    add_legend(drawn, column)
    return svg(drawn)


def _draw(axes: Axes, line: Line) -> None:
    name, side = line.measure.metric, line.measure.side
    axes.set_ylabel("Steps per minute" if name == CADENCE else leg_label(name, side), fontsize=TEXT_PT)
    axes.tick_params(labelsize=TEXT_PT)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.grid(axis="y", color="#DDDDDD")
    axes.set_xlim(0.5, len(line.points) + 0.5)
    _draw_noise(axes, line)
    for series in SERIES:
        _draw_series(axes, line, series)
    _draw_target(axes, line)
    axes.margins(y=MARGIN_FRAC)


def _draw_noise(axes: Axes, line: Line) -> None:
    """Shade, visit by visit, how far a mean must lie from the first baseline to be a change."""
    middle, scale, shown = line.reference.value, number(line.measure.metric).scale, "within noise"
    if middle is None:
        return
    for place, point in enumerate(line.points, start=1):
        needed = _needed(line, point)
        if needed is not None:
            low, high = (scale * edge for edge in (middle - needed, middle + needed))
            axes.fill_between([place - 0.5, place + 0.5], low, high, facecolor=PALE, edgecolor=PALE, label=shown)
            axes.hlines([low, high], place - 0.5, place + 0.5, color=GREY, linewidth=0.8)
    axes.axhline(scale * middle, color=GREY, linewidth=1.0)


def _needed(line: Line, point: Point) -> float | None:
    """Return what this visit needs; where it has no mean to compare, what one as sure as the first baseline would."""
    if point.without.change:
        return point.without.change.needed
    return smallest_change(line.measure.metric, line.reference.ci95, line.reference.ci95)


def _draw_series(axes: Axes, line: Line, series: Series) -> None:
    scale = number(line.measure.metric).scale
    told = [(place, series.mean(point), series.against(point)) for place, point in enumerate(line.points, start=1)]
    seen = [(place + series.beside, mean, compared) for place, mean, compared in told if mean.value is not None]
    if series.joined:
        axes.plot(*_joined(seen, scale), "-", color=series.colour, linewidth=1.5)
    for place, mean, compared in seen:
        filled = compared.barrier is None
        axes.errorbar(
            [place], [scale * (mean.value or 0.0)], yerr=None if mean.ci95 is None else [scale * mean.ci95],
            fmt=series.mark, color=series.colour, markersize=10, capsize=5, elinewidth=1.6,
            markerfacecolor=series.colour if filled else "white",
            label=series.words if filled else HOLLOW,
        )  # fmt: skip


def _joined(seen: Sequence[tuple[float, Mean, Compared]], scale: float) -> tuple[list[float], list[float]]:
    comparable = [(place, mean.value) for place, mean, compared in seen if compared.barrier is None]
    return [place for place, _ in comparable], [scale * value for _, value in comparable if value is not None]


def _draw_target(axes: Axes, line: Line) -> None:
    """Draw the target's edges, the open one left out."""
    edges = [line.band.low, line.band.high] if line.band else []
    for edge in (edge for edge in edges if edge is not None):
        shown = edge * number(line.measure.metric).scale
        axes.axhline(shown, color=BLUE, linestyle="--", linewidth=1.6, label="target")


def _name_visits(axes: Axes, points: Sequence[Point]) -> None:
    axes.xaxis.set_major_locator(FixedLocator(range(1, len(points) + 1)))
    days = (point.visit.began.astimezone() for point in points)
    axes.set_xticklabels([f"{place}\n{day.day} {day:%b}" for place, day in enumerate(days, start=1)])
    axes.set_xlabel("Visit", fontsize=TEXT_PT)
