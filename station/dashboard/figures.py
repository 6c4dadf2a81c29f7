"""What a session comes to: its steps as a few figures, before and after. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from station.cadence import mean_cadence_spm, step_times_s
from station.model import Band, Side, Step, Targets
from station.records import SessionRecord

FEWEST_STEPS = 10  # a mean of fewer says more about the steps than about the runner
LAST_S = 60.0


@dataclass(frozen=True, slots=True)
class Change:
    """A mean while the baseline was taken, the mean of the last minute, and the band that was asked for."""

    baseline: float | None
    last: float | None
    band: Band | None
    steps: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a session: cadence in steps/min, knee cave (FPPA) of each leg in degrees."""

    cadence_spm: Change
    left_fppa_deg: Change
    right_fppa_deg: Change


def figures(record: SessionRecord) -> Figures:
    """Return the figures of a session."""
    last = record.targets[-1][1] if record.targets else Targets()
    baseline, final = _parts(record)
    return Figures(
        Change(_cadence_spm(baseline), _cadence_spm(final), last.cadence_spm, len(record.steps)),
        _knee(record, Side.LEFT, last),
        _knee(record, Side.RIGHT, last),
    )


def _knee(record: SessionRecord, side: Side, targets: Targets) -> Change:
    baseline, final = ([step for step in part if step.side is side] for part in _parts(record))
    target = targets.knee(side)
    seen = sum(step.side is side and "fppa_deg" in step.metrics for step in record.steps)
    return Change(_fppa_deg(baseline), _fppa_deg(final), target.fppa_deg if target else None, seen)


def _parts(record: SessionRecord) -> tuple[list[Step], list[Step]]:
    """Return the steps of the baseline, and those of the last minute after it."""
    end_s = record.coached_from_s
    if end_s is None:
        return list(record.steps), []
    from_s = max(end_s, record.steps[-1].t_midstance_s - LAST_S) if record.steps else end_s
    baseline = [step for step in record.steps if step.t_midstance_s < end_s]
    return baseline, [step for step in record.steps if step.t_midstance_s >= from_s]


def _cadence_spm(steps: Sequence[Step]) -> float | None:
    return mean_cadence_spm(steps) if sum(map(len, step_times_s(steps))) >= FEWEST_STEPS else None


def _fppa_deg(steps: Sequence[Step]) -> float | None:
    angles = [step.metrics["fppa_deg"] for step in steps if "fppa_deg" in step.metrics]
    return fmean(angles) if len(angles) >= FEWEST_STEPS else None
