"""The pictures of a session for its page and for paper: cadence over time, and a number of each leg."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from station.learning import Measure, band_of, leg_metric
from station.model import Band, Cue, CueKind, Side, Step, Targets
from station.names import CADENCE, DEGREES, NUMBERS
from station.records import SessionRecord
from station.sessions.charts import (
    TEXT_PT,
    Point,
    Stretch,
    add_legend,
    draw_bands,
    draw_baseline,
    draw_cues,
    draw_stages,
    draw_steps,
    figure,
    fit,
    svg,
    svg_of_words,
)

CADENCE_STEPS = 10
LEG_STEPS = 5
"""Steps of one leg together: what a cue looks at."""

CADENCE_MARGIN_SPM = 4.0
LEG_MARGIN = 2.0
"""In the unit that is shown; of mm and ms ten times as much."""
OF_BOTH = (CueKind.CADENCE_UP, CueKind.CADENCE_DOWN)

NO_STEPS = "No steps were seen in this session."
NOT_SEEN = "{} was not seen in this session."
FPPA = "fppa_deg"

TimedStep = tuple[float, Step]
TimedCue = tuple[float, Cue]


def cadence_svg(record: SessionRecord) -> bytes:
    """Draw cadence over the session: steps, their mean, the target band in force, the cues."""
    runs = [_step_times(run) for run in _runs(record)]
    if not any(runs):
        return svg_of_words(NO_STEPS)
    drawn, (axes,) = figure(1, record.summary.duration_s)
    axes.set_ylabel("Steps per minute", fontsize=TEXT_PT)
    bands = _bands(record, Measure(CADENCE))
    means = draw_steps(axes, runs, CADENCE_STEPS, lambda step_time_s: 60.0 / step_time_s)
    fit(axes, means, bands, CADENCE_MARGIN_SPM)
    _draw_coaching(axes, record, bands, _cues(record, lambda cue: cue.kind in OF_BOTH))
    add_legend(drawn, [axes])
    return svg(drawn)


def legs_svg(record: SessionRecord) -> bytes:
    """Draw a number of each leg over the session: steps, their mean of five, the limit in force, the cues."""
    name = leg_metric(record)
    runs = {side: [_values(run, name, side) for run in _runs(record)] for side in Side}
    if not any(any(known) for known in runs.values()):
        return svg_of_words(NOT_SEEN.format(NUMBERS[name].words) if record.steps else NO_STEPS)
    drawn, both = figure(2, record.summary.duration_s)
    limits = {side: _bands(record, Measure(name, side)) for side in Side}
    means = [mean for axes, side in zip(both, Side, strict=True) for mean in draw_steps(axes, runs[side], LEG_STEPS)]
    fit(both[0], means, limits[Side.LEFT] + limits[Side.RIGHT], LEG_MARGIN * (10 if "m" in NUMBERS[name].unit else 1))
    for axes, side in zip(both, Side, strict=True):
        axes.set_ylabel(leg_label(name, side), fontsize=TEXT_PT)
        _draw_coaching(axes, record, limits[side], _cues(record, _of_leg(side)))
    add_legend(drawn, both)
    return svg(drawn)


def leg_label(name: str, side: Side | None) -> str:
    """Return what stands at the side of a plot of a number."""
    number = NUMBERS[name]
    unit = "degrees" if number.unit == DEGREES else number.unit.strip()
    whose = f"{side.value} {number.words.lower()}" if side else number.words
    return f"{whose[0].upper()}{whose[1:]}\n{'(FPPA), ' if name == FPPA else ''}{unit}"


def _draw_coaching(axes: Axes, record: SessionRecord, bands: Sequence[Stretch], cues: Sequence[TimedCue]) -> None:
    coached_from_s = record.coached_from_s
    if record.stages:
        draw_stages(axes, record.stages, record.t_start)
    else:
        draw_baseline(axes, record.summary.duration_s if coached_from_s is None else coached_from_s - record.t_start)
    draw_bands(axes, bands)
    draw_cues(axes, cues)


def _runs(record: SessionRecord) -> list[list[TimedStep]]:
    """Return the steps in continuous runs; one without a step time begins a run, and what was before is unknown."""
    runs: list[list[TimedStep]] = []
    for step in record.steps:
        if step.step_time_s is None or not runs:
            runs.append([])
        runs[-1].append((step.t_midstance_s - record.t_start, step))
    return runs


def _step_times(run: Sequence[TimedStep]) -> list[Point]:
    return [(t, step.step_time_s) for t, step in run if step.step_time_s]


def _values(run: Sequence[TimedStep], name: str, side: Side) -> list[Point]:
    scale = NUMBERS[name].scale
    return [(t, step.metrics[name] * scale) for t, step in run if step.side is side and name in step.metrics]


def _bands(record: SessionRecord, measure: Measure) -> list[Stretch]:
    """Return the bands that were in force, each with its beginning and end in seconds into the session."""
    since = [(t - record.t_start, _shown_band(targets, measure)) for t, targets in record.targets]
    ends = pairwise([*since, (record.summary.duration_s, None)])
    return [(start, end, band) for (start, band), (end, _) in ends if band]


def _shown_band(targets: Targets, measure: Measure) -> Band | None:
    band, scale = band_of(targets, measure), NUMBERS[measure.metric].scale if measure.side else 1.0
    if band is None:
        return None
    low, high = (None if edge is None else edge * scale for edge in (band.low, band.high))
    return Band(low, high)


def _of_leg(side: Side) -> Callable[[Cue], bool]:
    """Tell the cues that belong into a leg's plot: its own, and what both legs were told together."""
    return lambda cue: cue.kind not in OF_BOTH and cue.side in (side, None)


def _cues(record: SessionRecord, wanted: Callable[[Cue], bool]) -> list[TimedCue]:
    return [(cue.t - record.t_start, cue) for cue in record.cues if wanted(cue)]


PLOTS: dict[str, Callable[[SessionRecord], bytes]] = {"cadence": cadence_svg, "legs": legs_svg}
"""The plots by the names that the pages use."""
