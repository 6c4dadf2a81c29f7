"""The pictures of a session for its page and for paper: cadence over time, and each knee."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from station.model import Band, Cue, CueKind, Side, Step, Targets
from station.records import SessionRecord
from station.sessions.charts import (
    TEXT_PT,
    Point,
    Stretch,
    add_legend,
    draw_bands,
    draw_baseline,
    draw_cues,
    draw_steps,
    figure,
    fit,
    svg,
    svg_of_words,
)

CADENCE_STEPS = 10
KNEE_STEPS = 5
"""Steps of one leg together: what a cue looks at."""

CADENCE_MARGIN_SPM = 4.0
KNEE_MARGIN_DEG = 2.0

NO_STEPS = "No steps were seen in this session."
NO_KNEES = "Knee cave can not be seen from the {}: put the camera in front or behind."

TimedStep = tuple[float, Step]
TimedCue = tuple[float, Cue]


def cadence_svg(record: SessionRecord) -> bytes:
    """Draw cadence over the session: steps, their mean, the target band in force, the cues."""
    runs = [_step_times(run) for run in _runs(record)]
    if not any(runs):
        return svg_of_words(NO_STEPS)
    drawn, (axes,) = figure(1, record.summary.duration_s)
    axes.set_ylabel("Steps per minute", fontsize=TEXT_PT)
    bands = _bands(record, lambda targets: targets.cadence_spm)
    means = draw_steps(axes, runs, CADENCE_STEPS, lambda step_time_s: 60.0 / step_time_s)
    fit(axes, means, bands, CADENCE_MARGIN_SPM)
    _draw_coaching(axes, record, bands, _cues(record, (CueKind.CADENCE_UP, CueKind.CADENCE_DOWN), None))
    add_legend(drawn, [axes])
    return svg(drawn)


def knees_svg(record: SessionRecord) -> bytes:
    """Draw each knee's cave (FPPA) over the session: steps, their mean of five, the limit in force, the cues."""
    runs = {side: [_fppa(run, side) for run in _runs(record)] for side in Side}
    if not any(any(known) for known in runs.values()):
        return svg_of_words(NO_STEPS if record.setup.view.frontal else NO_KNEES.format(record.setup.view))
    drawn, both = figure(2, record.summary.duration_s)
    limits = {side: _bands(record, _fppa_band(side)) for side in Side}
    means = [mean for axes, side in zip(both, Side, strict=True) for mean in draw_steps(axes, runs[side], KNEE_STEPS)]
    fit(both[0], means, limits[Side.LEFT] + limits[Side.RIGHT], KNEE_MARGIN_DEG)
    for axes, side in zip(both, Side, strict=True):
        axes.set_ylabel(f"{side.value.capitalize()} knee cave\n(FPPA), degrees", fontsize=TEXT_PT)
        _draw_coaching(axes, record, limits[side], _cues(record, (CueKind.KNEE_OUT,), side))
    add_legend(drawn, both)
    return svg(drawn)


def _draw_coaching(axes: Axes, record: SessionRecord, bands: Sequence[Stretch], cues: Sequence[TimedCue]) -> None:
    coached_from_s = record.coached_from_s
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


def _fppa(run: Sequence[TimedStep], side: Side) -> list[Point]:
    return [(t, step.metrics["fppa_deg"]) for t, step in run if step.side is side and "fppa_deg" in step.metrics]


def _fppa_band(side: Side) -> Callable[[Targets], Band | None]:
    def band(targets: Targets) -> Band | None:
        knee = targets.knee(side)
        return knee.fppa_deg if knee else None

    return band


def _bands(record: SessionRecord, band_of: Callable[[Targets], Band | None]) -> list[Stretch]:
    """Return the bands that were in force, each with its beginning and end in seconds into the session."""
    since = [(t - record.t_start, band_of(targets)) for t, targets in record.targets]
    ends = pairwise([*since, (record.summary.duration_s, None)])
    return [(start, end, band) for (start, band), (end, _) in ends if band]


def _cues(record: SessionRecord, kinds: Sequence[CueKind], side: Side | None) -> list[TimedCue]:
    return [(cue.t - record.t_start, cue) for cue in record.cues if cue.kind in kinds and cue.side is side]


PLOTS: dict[str, Callable[[SessionRecord], bytes]] = {"cadence": cadence_svg, "knees": knees_svg}
"""The plots by the names that the pages use."""
