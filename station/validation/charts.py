"""What the plots of a report are drawn with: Okabe and Ito's colours, and shapes that tell the same."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from station.sessions.charts import BLUE, GREY, ORANGE, SKY, TEXT_PT, svg

GREEN, PINK = "#009E73", "#CC79A7"
LOOKS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (PINK, "D"), (SKY, "v"), (GREY, "X"))
"""Colour and shape of the first series, the second, and so on."""

Series = Sequence[tuple[str, Sequence[float], Sequence[float]]]


def draw_series(axes: Axes, series: Series) -> None:
    """Draw each series as dots of its own colour and shape."""
    for (name, x, y), (colour, shape) in zip(series, LOOKS, strict=False):
        axes.plot(x, y, shape, color=colour, markersize=8, alpha=0.8, label=name)


def name_axes(axes: Axes, below: str, beside: str) -> None:
    """Name both axes, and draw a grid behind."""
    axes.set_xlabel(below, fontsize=TEXT_PT)
    axes.set_ylabel(beside, fontsize=TEXT_PT)
    axes.tick_params(labelsize=TEXT_PT)
    axes.grid(visible=True, color="#DDDDDD")
    axes.set_axisbelow(True)


def add_legend(drawn: Figure) -> None:
    """Explain every series once, under the plots."""
    named: dict[str, Any] = {}
    for axes in drawn.axes:
        handles, labels = axes.get_legend_handles_labels()
        named |= dict(zip(labels, handles, strict=True))
    drawn.legend(
        list(named.values()), list(named), loc="outside lower center", ncols=3, fontsize=TEXT_PT, frameon=False
    )


def beside(place: float, number: int) -> list[float]:
    """Return places side by side, so that dots do not hide each other."""
    return [place + 0.5 * ((index + 0.5) / number - 0.5) for index in range(number)]


def picture(drawn: Figure) -> bytes:
    """Return the figure as SVG; the same figure gives the same file."""
    with mpl.rc_context({"svg.hashsalt": "station"}):
        return svg(drawn)
