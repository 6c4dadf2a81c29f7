"""The plots of a report: agreement with the truth, error against frame rate and noise, contact by stream."""

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, pstdev

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from station.sessions.charts import BLUE, GREY, ORANGE, PALE, TEXT_PT
from station.validation.bars import CONTACT_HZ, STEADY_HZ
from station.validation.charts import LOOKS, add_legend, beside, draw_series, name_axes, picture
from station.validation.figures import Streams, legs_of
from station.validation.score import StreamRow
from station.validation.step_score import LegMean

AGREEMENT = (
    ("fppa_deg", "FPPA"),
    ("pelvic_drop_deg", "Pelvic drop"),
    ("tibia_angle_deg", "Tibia angle at contact"),
    ("knee_flexion_contact_deg", "Knee flexion at contact"),
)
LIMITS = 1.96
BAR_SPM = ((STEADY_HZ, 0.65, 1.2), (0.0, 0.9, 2.0))
CONTACT_BAR_MS, TIBIA_BAR_DEG = 8.0, 0.6
TIBIA = "tibia_angle_deg"


def plots(streams: Streams) -> Iterator[tuple[str, bytes]]:
    """Yield the name of each plot and its SVG."""
    if any(row.steps.legs for row in streams):
        yield "agreement", picture(_agreement([row for row in streams if row.truth.fps >= STEADY_HZ]))
        yield "noise", picture(_noise([row for row in streams if row.truth.fps >= STEADY_HZ]))
    if any(row.live.mae_spm is not None for row in streams):
        yield "frame-rate", picture(_frame_rate([row for row in streams if row.live.mae_spm is not None]))
    if legs_of(streams, TIBIA):
        yield "timing", picture(_timing(streams))
    if any("t_contact_s" in row.steps.instants_ms for row in streams):
        yield "contact", picture(_contact([row for row in streams if "t_contact_s" in row.steps.instants_ms]))


def _agreement(streams: Streams) -> Figure:
    """Draw a Bland-Altman plot of each angle's mean of a leg: difference against mean of station and truth."""
    drawn = Figure(figsize=(12.0, 10.0), layout="constrained")
    for axes, (metric, name) in zip(drawn.subplots(2, 2).flat, AGREEMENT, strict=True):
        axes.set_title(name, fontsize=TEXT_PT, loc="left")
        name_axes(axes, "Mean of station and truth, degrees", "Station less truth, degrees")
        known = {
            noise: legs_of([row for row in streams if row.truth.noise == noise], metric) for noise in _noises(streams)
        }
        draw_series(axes, [(f"noise {noise}", *_bland_altman(legs)) for noise, legs in known.items() if legs])
        _draw_limits(axes, [leg.error for legs in known.values() for leg in legs])
    add_legend(drawn)
    return drawn


def _bland_altman(legs: Sequence[LegMean]) -> tuple[list[float], list[float]]:
    return [(leg.true + leg.found) / 2 for leg in legs], [leg.error for leg in legs]


def _draw_limits(axes: Axes, errors: Sequence[float]) -> None:
    """Draw bias and limits of agreement, and write them beside."""
    if not errors:
        axes.text(0.5, 0.5, "not in these cases", ha="center", transform=axes.transAxes, fontsize=TEXT_PT)
        return
    bias, half = fmean(errors), LIMITS * pstdev(errors)
    axes.axhline(bias, color=BLUE, linewidth=2.0, label="bias")
    for edge in (bias - half, bias + half):
        axes.axhline(edge, color=GREY, linestyle="--", label="95 % limits of agreement")
    room = max(1.3 * max(abs(error - bias) for error in errors), 1.6 * half, 0.2)
    axes.set_ylim(bias - room, bias + room)
    words = f"bias {bias:+.2f}, limits {bias - half:+.2f} to {bias + half:+.2f}"
    axes.text(0.02, 0.03, words, transform=axes.transAxes, fontsize=TEXT_PT)


def _frame_rate(streams: Streams) -> Figure:
    """Draw each stream's live cadence error over its frame rate, and the bars."""
    drawn = Figure(figsize=(10.0, 5.5), layout="constrained")
    axes = drawn.subplots()
    rates = sorted({row.truth.fps for row in streams})
    name_axes(axes, "Poses a second", "Mean live cadence error, spm")
    axes.set_xticks(range(len(rates)), [f"{rate:g}" for rate in rates])
    draw_series(axes, list(_by_noise(streams, lambda row: rates.index(row.truth.fps), _live_mae)))
    means = [fmean(_live_mae(row) for row in streams if row.truth.fps == rate) for rate in rates]
    axes.plot(range(len(rates)), means, "-", color=GREY, linewidth=2.0, label="mean")
    for place, rate in enumerate(rates):
        for look, bar in zip(("-", "--"), _bars_spm(rate), strict=True):
            words = "bar for the mean" if look == "-" else "bar for the worst"
            axes.hlines(bar, place - 0.4, place + 0.4, color=ORANGE, linestyle=look, label=words)
    axes.set_ylim(bottom=0.0)
    add_legend(drawn)
    return drawn


def _live_mae(row: StreamRow) -> float:
    return row.live.mae_spm or 0.0


def _bars_spm(rate: float) -> tuple[float, float]:
    return next((for_mean, for_worst) for least, for_mean, for_worst in BAR_SPM if rate >= least)


def _noise(streams: Streams) -> Figure:
    """Draw the error of each leg's mean over the kind of noise, an angle in each plot, and the mean error."""
    drawn = Figure(figsize=(12.0, 8.0), layout="constrained")
    noises = _noises(streams)
    for axes, (metric, name), (colour, shape) in zip(drawn.subplots(2, 2).flat, AGREEMENT, LOOKS, strict=False):
        axes.set_title(name, fontsize=TEXT_PT, loc="left")
        name_axes(axes, "Noise", "Error of a leg's mean, degrees")
        axes.set_xticks(range(len(noises)), noises)
        axes.set_xlim(-0.5, len(noises) - 0.5)
        for place, noise in enumerate(noises):
            errors = [abs(leg.error) for leg in legs_of([row for row in streams if row.truth.noise == noise], metric)]
            if errors:
                axes.plot(beside(place, len(errors)), errors, shape, color=colour, alpha=0.5)
                axes.hlines(fmean(errors), place - 0.35, place + 0.35, color="black", linewidth=2.5, label="mean")
        axes.set_ylim(bottom=0.0)
    add_legend(drawn)
    return drawn


def _contact(streams: Streams) -> Figure:
    """Draw each stream's bias and spread of contact, the views together."""
    order = sorted(streams, key=lambda row: (row.truth.view.value, row.name), reverse=True)
    drawn = Figure(figsize=(10.0, 2.0 + 0.3 * len(order)), layout="constrained")
    axes = drawn.subplots()
    name_axes(axes, "Initial contact: found less true, ms (mean, and SD within the stream)", "")
    axes.axvspan(-CONTACT_BAR_MS, CONTACT_BAR_MS, facecolor=PALE, label=f"bar for the mean, {CONTACT_HZ:g} poses/s")
    for view, (colour, shape) in zip(dict.fromkeys(row.truth.view for row in order), LOOKS, strict=False):
        known = [
            (place, row.steps.instants_ms["t_contact_s"]) for place, row in enumerate(order) if row.truth.view is view
        ]
        axes.errorbar(
            [errors.bias for _, errors in known],
            [place for place, _ in known],
            xerr=[errors.sd for _, errors in known],
            fmt=shape,
            color=colour,
            label=f"view {view}",
        )
    axes.set_yticks(range(len(order)), [row.name for row in order], fontsize=10)
    add_legend(drawn)
    return drawn


def _timing(streams: Streams) -> Figure:
    """Draw each leg's tibia angle error over its contact error: what the one costs the other."""
    drawn = Figure(figsize=(9.0, 5.5), layout="constrained")
    axes = drawn.subplots()
    name_axes(axes, "Initial contact: found less true, ms (mean of the leg)", "Tibia angle: error, degrees")
    axes.axhspan(-TIBIA_BAR_DEG, TIBIA_BAR_DEG, facecolor=PALE, label="bar for the mean error")
    known = [
        (f"noise {noise}", *_late_and_off([row for row in streams if row.truth.noise == noise]))
        for noise in _noises(streams)
    ]
    draw_series(axes, [series for series in known if series[1]])
    add_legend(drawn)
    return drawn


def _late_and_off(streams: Streams) -> tuple[list[float], list[float]]:
    legs = [(leg.contact_ms, leg.error) for leg in legs_of(streams, TIBIA) if leg.contact_ms is not None]
    return [late for late, _ in legs], [off for _, off in legs]


def _noises(streams: Streams) -> list[str]:
    return list(dict.fromkeys(row.truth.noise for row in streams))


def _by_noise(
    streams: Streams, x: Callable[[StreamRow], float], y: Callable[[StreamRow], float]
) -> Iterator[tuple[str, list[float], list[float]]]:
    """Yield a series for each noise, its dots a little beside those of the others."""
    noises = _noises(streams)
    for noise, shift in zip(noises, beside(0.0, len(noises)), strict=True):
        rows = [row for row in streams if row.truth.noise == noise]
        yield f"noise {noise}", [x(row) + shift for row in rows], [y(row) for row in rows]
