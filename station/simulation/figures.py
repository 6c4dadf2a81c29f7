"""What a simulated session came to, read back from its record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from statistics import fmean
from typing import Any

from station.cadence import mean_cadence_spm
from station.model import CueKind, NoticeKind, Side, Stage, Step, Tally, Targets
from station.records import SessionRecord
from station.simulation.course import Visited

MINUTE_S = 60.0
TRAINING = (Stage.COACHING, Stage.SOLO)
FPPA = "fppa_deg"


@dataclass(frozen=True, slots=True)
class Ends:
    """A number in the session's own baseline, and in its retention phase; None where there was no such phase."""

    baseline: float | None
    retention: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """One session, and on which day of the programme, from 0. Minutes are of stages, pauses of the cues included."""

    session: int
    day: int
    focus: str | None
    target: Mapping[str, Any]
    run_min: float
    feedback_min: float
    feedback_frac: float | None
    belt_min: float
    steps: int
    cues: int
    knee_cues: int
    error_tones_per_min_max: int
    target_met_frac: float
    off_met_frac: float | None
    cadence_spm: Ends
    left_fppa_deg: Ends
    right_fppa_deg: Ends
    notices: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def figures(visited: Visited) -> Figures:
    """Return a session's figures."""
    kept = visited.record
    feedback_min = _minutes(kept, (Stage.COACHING,))
    run_min = _minutes(kept, TRAINING)
    focus = kept.plan.focus or visited.enrolment.focus
    return Figures(
        session=kept.plan.number,
        day=(_date(kept.summary.started_at) - _date(visited.enrolment.begun_at)).days,
        focus=focus.value if focus else None,
        target=_target(kept.targets),
        run_min=round(run_min, 2),
        feedback_min=round(feedback_min, 2),
        feedback_frac=round(feedback_min / run_min, 3) if run_min else None,
        belt_min=round(kept.summary.duration_s / MINUTE_S, 2),
        steps=len(kept.steps),
        cues=len(kept.cues),
        knee_cues=sum(cue.kind is CueKind.KNEE_OUT for cue in kept.cues),
        error_tones_per_min_max=most_in(MINUTE_S, played_times(kept)),
        target_met_frac=1.0 if (met := _met(kept, TRAINING)) is None else round(met, 3),
        off_met_frac=_rounded(_met(kept, (Stage.SOLO,)), 3),
        cadence_spm=_ends(kept, mean_cadence_spm),
        left_fppa_deg=_ends(kept, partial(_knee, side=Side.LEFT)),
        right_fppa_deg=_ends(kept, partial(_knee, side=Side.RIGHT)),
        notices=[notice.words for notice in kept.notices if notice.kind is not NoticeKind.PHASE],
    )


def _date(moment: datetime) -> date:
    return moment.astimezone().date()


def played_times(kept: SessionRecord) -> list[float]:
    """Return when cues were played; what was held back at the last moment was not."""
    return sorted(told.played_t for told in kept.ledger if told.played_t is not None)


def most_in(span_s: float, times_s: Sequence[float]) -> int:
    """Return the largest number of times, in their order, that lie within any span so long."""
    most = first = 0
    for last, t in enumerate(times_s):
        while t - times_s[first] >= span_s:
            first += 1
        most = max(most, last - first + 1)
    return most


def _minutes(kept: SessionRecord, stages: Sequence[Stage]) -> float:
    return sum(span.t_to - span.t_from for span in kept.stages if span.stage in stages) / MINUTE_S


def _met(kept: SessionRecord, stages: Sequence[Stage]) -> float | None:
    """Return how many of the steps judged in some stages met the target; None where none was judged."""
    tallies = [kept.tally.get(stage, Tally()) for stage in stages]
    return Tally(sum(tally.judged for tally in tallies), sum(tally.met for tally in tallies)).met_frac


def _ends(kept: SessionRecord, mean: Callable[[Sequence[Step]], float | None]) -> Ends:
    baseline, retention = (mean(_steps(kept, stage)) for stage in (Stage.BASELINE, Stage.RETENTION))
    return Ends(_rounded(baseline, 1), _rounded(retention, 1))


def _steps(kept: SessionRecord, stage: Stage) -> list[Step]:
    spans = [span for span in kept.stages if span.stage is stage]
    return [step for step in kept.steps if any(span.t_from <= step.t_midstance_s < span.t_to for span in spans)]


def _knee(steps: Sequence[Step], side: Side) -> float | None:
    values = [step.metrics[FPPA] for step in steps if step.side is side and FPPA in step.metrics]
    return fmean(values) if values else None


def _target(targets: Sequence[tuple[float, Targets]]) -> dict[str, Any]:
    """Return the target in force at the end, without what nothing was asked of."""
    asked = [asdict(wanted) for _, wanted in targets if wanted != Targets()]
    return {name: _bare(wanted) for name, wanted in asked[-1].items() if wanted} if asked else {}


def _bare(wanted: Any) -> Any:
    if isinstance(wanted, dict):
        return {name: _bare(value) for name, value in wanted.items() if value is not None}
    return round(wanted, 3) if isinstance(wanted, float) else wanted


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals)
