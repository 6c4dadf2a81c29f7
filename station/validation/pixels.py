"""The tables about videos: rendered clips and counted footage."""

from collections.abc import Iterator, Sequence

from station.validation.clip_score import ClipScore, LegBias
from station.validation.score import ClipRow, FootageRow
from station.validation.sections import Row, Section, digits_of, mean, number
from station.validation.tables import biased, percent


def clip_sections(clips: Sequence[ClipRow]) -> Iterator[Section]:
    """Yield the tables about rendered clips."""
    if not clips:
        return
    yield Section(
        "Rendered clips: cadence and steps",
        ("clip", "cadence error, spm", "found, %", "precision, %", "side right, %", "contact, ms"),
        [_clip_row(clip) for clip in clips],
    )
    yield Section(
        "Rendered clips: mean of a leg",
        ("clip", "metric", "left: true", "bias", "right: true", "bias"),
        [row for clip in clips for row in _leg_rows(clip)],
    )
    yield Section(
        "Rendered clips: mean of a leg, all clips",
        ("metric", "mean error", "bias", "legs"),
        list(_metric_rows([leg for clip in clips for leg in clip.score.legs])),
    )


def footage_section(footage: Sequence[FootageRow]) -> Section:
    """Return the table about real videos."""
    headings = ("clip", "what it shows", "counted, spm", "mean cadence, spm", "steps", "frames called running")
    return Section("Real footage", headings, [_footage_row(row) for row in footage])


def _clip_row(clip: ClipRow) -> Row:
    score = clip.score
    shares = (score.recall_frac, score.precision_frac, score.side_frac)
    return clip.name, number(score.cadence_error_spm, 2, "+"), *map(percent, shares), biased(score.contact_ms)


def _leg_rows(clip: ClipRow) -> Iterator[Row]:
    for metric in dict.fromkeys(leg.metric for leg in clip.score.legs):
        yield (
            clip.name,
            f"`{metric}`",
            *_leg_cells(clip.score, metric, "left"),
            *_leg_cells(clip.score, metric, "right"),
        )


def _leg_cells(score: ClipScore, metric: str, side: str) -> tuple[str, str]:
    digits = digits_of(metric)
    for leg in score.legs:
        if leg.metric == metric and leg.side == side:
            return number(leg.true, digits), number(leg.errors.bias, digits, "+")
    return "", ""


def _metric_rows(legs: Sequence[LegBias]) -> Iterator[Row]:
    for metric in dict.fromkeys(leg.metric for leg in legs):
        biases, digits = [leg.errors.bias for leg in legs if leg.metric == metric], digits_of(metric)
        sizes = number(mean(map(abs, biases)), digits)
        yield f"`{metric}`", sizes, number(mean(biases), digits, "+"), str(len(biases))


def _footage_row(row: FootageRow) -> Row:
    cadence = (number(row.truth.counted_spm) or "none", number(row.mean_spm) or "none")
    return row.name, row.truth.activity, *cadence, str(row.steps), f"{row.running_frames} of {row.frames}"
