"""What the plots of a session are drawn with: dots and mean lines, stages, target bands, cue marks, an SVG at the end.

Colours are of Okabe and Ito's set, which every common colour blindness tells apart; shape tells the same: dots are
steps, the line their mean, the band between dashes the target, triangles the cues, each stage has its own hatching. No
pyplot, which is one for all threads.
"""

import io
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean
from types import MappingProxyType
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from station.cues import short
from station.model import Band, Cue, CueKind, Stage
from station.phrases import STAGES
from station.records import StageSpan

BLUE, SKY, ORANGE, GREY = "#0072B2", "#56B4E9", "#D55E00", "#666666"
PALE = "#EEEEEE"
SIZE_IN = (10.0, 4.5)
TEXT_PT = 14
HATCHED = "#C4C4C4"
MARKS = {CueKind.CADENCE_UP: "^", CueKind.CADENCE_DOWN: "v"}
MARK_OF_LEG = ">"

Point = tuple[float, float]
Stretch = tuple[float, float, Band]


@dataclass(frozen=True, slots=True)
class Look:
    """How a stage is shaded, and what is written into it where it is wide enough."""

    hatch: str
    short: str
    face: str = "white"
    hint: str = ""
    """Behind its name in the legend."""


LOOKS: Mapping[Stage, Look] = MappingProxyType(
    {
        Stage.WARMUP: Look("--", "warm-up"),
        Stage.BASELINE: Look("", "baseline", PALE, ", no cues"),
        Stage.COACHING: Look("", "on"),
        Stage.SOLO: Look("///", "off", hint=", feedback off"),
        Stage.RETENTION: Look("xx", "probe", hint=", feedback off"),
        Stage.COOLDOWN: Look("--", "cool-down"),
        Stage.HALTED: Look("||", "stopped"),
    }
)
"""Waiting and being done have no look: nobody runs."""
LETTER_FRAC = 0.0135
"""Part of the plot's width that a letter takes."""

_one_at_a_time = threading.Lock()  # matplotlib's font engine is not made for several threads


def figure(rows: int, duration_s: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with a row of axes for each plot, all over the session's time."""
    made = Figure(figsize=(SIZE_IN[0], SIZE_IN[1] * (0.4 + 0.6 * rows)), layout="constrained")
    column = made.subplots(rows, 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes in column:
        axes.set_xlim(0.0, max(duration_s, 1.0))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda s, _: f"{int(s) // 60}:{int(s) % 60:02}"))
        axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 1.5, 2, 3, 6, 10]))
        axes.tick_params(labelsize=TEXT_PT)
        axes.grid(visible=True, color="#DDDDDD")
    column[-1].set_xlabel("Minutes into the session", fontsize=TEXT_PT)
    return made, list(column)


def draw_steps(
    axes: Axes, runs: Iterable[Sequence[Point]], last: int, shown: Callable[[float], float] = float
) -> list[float]:
    """Draw each step as a dot and the mean of the last ones as a line, broken between runs; return the line's values.

    `shown` turns a value, or a mean of values, into what is drawn: step times are averaged first and inverted last.
    """
    drawn: list[float] = []
    for run in runs:
        times = [t for t, _ in run]
        windows = accumulate(([value] for _, value in run), lambda before, new: (before + new)[-last:])
        means = [shown(fmean(window)) for window in windows]
        axes.plot(times, [shown(value) for _, value in run], ".", color=GREY, alpha=0.5, label="each step")
        axes.plot(times, means, "-", color=BLUE, linewidth=2.5, label=f"mean of {last} steps")
        drawn += means
    return drawn


def draw_baseline(axes: Axes, end_s: float) -> None:
    """Shade the time from which the targets were made."""
    if end_s > 0.0:
        axes.axvspan(0.0, end_s, facecolor=PALE, label="baseline, no cues")


def draw_stages(axes: Axes, stages: Iterable[StageSpan], t_start: float) -> None:
    """Shade the stages, each with its own hatching, and write into those that are wide enough what they are."""
    width_s = axes.get_xlim()[1]
    for span in stages:
        look, begin, end = LOOKS.get(span.stage), span.t_from - t_start, span.t_to - t_start
        if look is None or end <= begin:
            continue
        words = f"{STAGES[span.stage].lower()}{look.hint}"
        axes.axvspan(begin, end, facecolor=look.face, edgecolor=HATCHED, hatch=look.hatch, linewidth=1.0, label=words)
        if end - begin >= LETTER_FRAC * len(look.short) * width_s:
            _write(axes, (begin + end) / 2, look.short)


def _write(axes: Axes, t: float, words: str) -> None:
    """Write words at the foot of the plot."""
    place, box = axes.get_xaxis_transform(), {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axes.text(t, 0.02, words, transform=place, ha="center", va="bottom", fontsize=TEXT_PT - 2, bbox=box)


def draw_bands(axes: Axes, bands: Iterable[Stretch]) -> None:
    """Draw target bands, each from one time to another; an open end reaches to the edge of the plot."""
    bottom, top = axes.get_ylim()
    for start, end, band in bands:
        low = bottom if band.low is None else band.low
        high = top if band.high is None else band.high
        axes.fill_between([start, end], low, high, facecolor=SKY, alpha=0.35, label="target")
        axes.hlines([low, high], start, end, color=BLUE, linestyle="--", linewidth=1.0)
    axes.set_ylim(bottom, top)


def draw_cues(axes: Axes, cues: Iterable[tuple[float, Cue]]) -> None:
    """Mark each cue at its time by a line, and on its top a triangle that tells the kind."""
    bottom, top = axes.get_ylim()
    for t, cue in cues:
        words = f"cue: {short(cue.kind, cue.side).lower()}"
        axes.vlines(t, bottom, top, color=ORANGE, linewidth=1.0)
        axes.plot(
            [t],
            [top],
            MARKS.get(cue.kind, MARK_OF_LEG),
            color=ORANGE,
            markersize=12,
            clip_on=False,
            label=words,
            linestyle="",
        )
    axes.set_ylim(bottom, top)


def fit(axes: Axes, values: Iterable[float], bands: Iterable[Stretch], margin: float) -> None:
    """Set the height so that the mean line and the bands' edges are seen; a single wild step may fall outside."""
    edges = [edge for *_, band in bands for edge in (band.low, band.high) if edge is not None]
    heights = [*values, *edges]
    axes.set_ylim(min(heights) - margin, max(heights) + margin)


def add_legend(drawn: Figure, plots: Sequence[Axes]) -> None:
    """Explain dots, lines and marks, each once, under the plots."""
    named: dict[str, Any] = {}
    for axes in plots:
        handles, labels = axes.get_legend_handles_labels()
        named |= dict(zip(labels, handles, strict=True))
    drawn.legend(
        list(named.values()), list(named), loc="outside lower center", ncols=3, fontsize=TEXT_PT, frameon=False
    )


def svg_of_words(words: str) -> bytes:
    """Return a picture that says why there is nothing to draw."""
    drawn = Figure(figsize=(SIZE_IN[0], 1.0))
    drawn.text(0.5, 0.5, words, ha="center", va="center", fontsize=TEXT_PT)
    return svg(drawn)


def svg(drawn: Figure) -> bytes:
    """Return the figure as SVG, its text as outlines, so that it looks the same on every tablet."""
    target = io.BytesIO()
    with _one_at_a_time:
        FigureCanvasSVG(drawn).print_svg(target, metadata={"Date": None})
    return target.getvalue()
