"""The tables about pose streams: by group, by instant, by metric, by interval, and stream by stream."""

from collections.abc import Iterator, Sequence

from station.model import View
from station.validation.figures import (
    Streams,
    all_intervals,
    cadence_errors,
    inside,
    instants,
    legs,
    live_errors,
    metric_names,
    settle_times,
)
from station.validation.groups import groups, seen_from
from station.validation.matching import Spread
from station.validation.score import StreamRow, ThinnedRow
from station.validation.sections import Row, Section, digits_of, greatest, mean, number

INSTANTS = {"t_contact_s": "initial contact", "t_midstance_s": "midstance", "t_toe_off_s": "toe-off"}


def stream_sections(streams: Streams) -> Iterator[Section]:
    """Yield every table about pose streams, the stream-by-stream one excepted."""
    if not streams:
        return
    headings = ("streams", "n", "live cadence MAE, spm", "worst", "mean cadence", "steps found", "precision")
    yield Section("Cadence and steps", (*headings, "side right", "false running"), list(_group_rows(streams)))
    yield Section(
        "Instants, ms",
        ("instant and view", "bias", "worst stream", "SD between streams", "SD within", "streams"),
        list(_instant_rows(streams)),
        words="Found less true, against the force plate (two runners: against kinematics).",
    )
    yield Section(
        "Mean of a leg over a stream",
        ("metric", "mean error", "worst leg", "bias", "SD of a step's error", "legs"),
        [_metric_row(streams, metric) for metric in metric_names(streams)],
        words="All frame rates and noises, against `landmarks` truth.",
    )
    yield Section("95 % intervals", ("mean of", "intervals", "truth inside, %"), list(_interval_rows(streams)))


def thinned_section(rows: Sequence[ThinnedRow]) -> Section:
    """Return the table of streams that were looked at again with few poses a second."""
    return Section(
        "The same run with few poses a second",
        ("stream", "frames used", "mean angle that differs most", "all frames, deg", "few, deg", "difference, deg"),
        [
            (
                row.name,
                f"every {row.every}th",
                f"`{row.metric}`, {row.side}",
                *(number(value) for value in (row.full_deg, row.thinned_deg, row.difference_deg)),
            )
            for row in rows
        ],
    )


def appendix(streams: Streams) -> Section:
    """Return the table with a row for every stream."""
    headings = ("stream", "live MAE", "best window", "share, %", "first, s", "settled, s", "mean cadence", "found, %")
    return Section(
        "Stream by stream",
        (*headings, "precision, %", "side, %", "contact, ms", "toe-off, ms", "intervals inside"),
        [_stream_row(row) for row in streams],
        words="Cadence errors in spm; instants as bias ± SD within the stream.",
    )


def _group_rows(streams: Streams) -> Iterator[Row]:
    for name, belongs in groups(streams):
        if group := [row for row in streams if belongs(row)]:
            yield _group_row(name, group)


def _group_row(name: str, group: Streams) -> Row:
    shares = (
        mean(row.steps.recall_frac for row in group),
        mean(row.steps.precision_frac for row in group),
        mean(row.steps.side_frac for row in group),
        mean(row.live.false_running_frac for row in group),
    )
    live = live_errors(group)
    cadence = (mean(live), greatest(live), mean(cadence_errors(group)))
    return name, str(len(group)), *map(number, cadence), *(number(share, 3) for share in shares)


def _instant_rows(streams: Streams) -> Iterator[Row]:
    for key, name in INSTANTS.items():
        for view in View:
            if found := instants(streams, key, seen_from(view)):
                figures = (number(found.bias, 1, "+"), number(found.worst, 1, "+"))
                yield f"{name}, {view}", *figures, number(found.between, 1), number(found.within, 1), str(found.streams)


def _metric_row(streams: Streams, metric: str) -> Row:
    found, digits = legs(streams, metric), digits_of(metric)
    assert found is not None  # it is one of those that were judged
    sizes = (number(found.mae, digits), number(found.worst, digits), number(found.bias, digits, "+"))
    return f"`{metric}`", *sizes, number(found.step_sd, digits), str(found.legs)


def _interval_rows(streams: Streams) -> Iterator[Row]:
    told = all_intervals(streams)
    for metric in dict.fromkeys(interval.metric for interval in told):
        of_metric = [interval for interval in told if interval.metric == metric]
        yield f"`{metric}`", str(len(of_metric)), percent(inside(of_metric))
    yield "all", str(len(told)), percent(inside(told))


def percent(share: float | None) -> str:
    """Write a share as percent."""
    return number(None if share is None else 100 * share, 1)


def _stream_row(row: StreamRow) -> Row:
    held = sum(interval.holds for interval in row.intervals)
    return (
        row.name,
        *(number(error) for error in (row.live.mae_spm, row.live.window_mae_spm)),
        percent(row.live.share_frac),
        number(row.live.first_s, 1),
        number(greatest(settle_times([row])), 1),
        number(row.cadence_error_spm, 2, "+"),
        *map(percent, (row.steps.recall_frac, row.steps.precision_frac, row.steps.side_frac)),
        *(biased(row.steps.instants_ms.get(name)) for name in ("t_contact_s", "t_toe_off_s")),
        f"{held} of {len(row.intervals)}",
    )


def biased(errors: Spread | None) -> str:
    """Write errors as bias and standard deviation."""
    return "" if errors is None else f"{errors.bias:+.0f} ± {errors.sd:.0f}"
