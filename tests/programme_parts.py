"""Sessions of a programme, made by hand: steps stage by stage, drawn around what the runner is said to do in each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import numpy as np
from dashboard_clinic import SETUP

from station.model import (
    Band,
    Cue,
    CueKind,
    Feedback,
    Finding,
    Focus,
    Grade,
    KneeTarget,
    Notice,
    NoticeKind,
    PainPreset,
    PainTime,
    Reference,
    SessionPlan,
    Side,
    Stage,
    Step,
    Symptom,
    Tally,
    Targets,
    Trust,
)
from station.records import Enrolment, PainEntry, PlayedCue, SessionRecord, SessionSummary, StageSpan

FIRST_DAY = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
SPEC = "faded-eight"
CADENCE_TARGET = Targets(cadence_spm=Band(171.6, 176.0))
KNEE_TARGET = Targets(left_knee=KneeTarget(Band(high=8.0), Band(high=5.0)))
TRUST = {"fppa_deg": Trust(3.0, 3.2, Grade.C), "femoral_adduction_deg": Trust(2.0, 1.6, Grade.C)}
STEP_TIME_SD_S, FPPA_SD_DEG, THIGH_SD_DEG = 0.006, 1.6, 1.2

Course = Mapping[Stage, tuple[float, float, float]]
"""Stage by stage: cadence, and the left knee's FPPA and femoral adduction; the right one's are 2 and 1 degrees."""

STEADY = (160.0, 11.0, 7.0)
LENGTHS_S: Mapping[Stage, tuple[float, ...]] = MappingProxyType(
    {Stage.WARMUP: (60.0,), Stage.BASELINE: (60.0,), Stage.RETENTION: (120.0,), Stage.COOLDOWN: (30.0,)}
)


def spans(blocks: tuple[tuple[Stage, float], ...], t: float = 10.0) -> tuple[StageSpan, ...]:
    """Stages one after another, each so long."""
    made = []
    for stage, length_s in blocks:
        made.append(StageSpan(stage, t, t + length_s))
        t += length_s
    return tuple(made)


def faded(feedback_s: float = 120.0, off_s: float = 60.0) -> tuple[StageSpan, ...]:
    """A session's course: two blocks with feedback, two without, the probe at the end."""
    training = [(Stage.COACHING, feedback_s / 2), (Stage.SOLO, off_s / 2)] * 2
    usual = [(stage, LENGTHS_S[stage][0]) for stage in (Stage.WARMUP, Stage.BASELINE, Stage.RETENTION, Stage.COOLDOWN)]
    return spans(tuple(block for block in (*usual[:2], *training, *usual[2:]) if block[1] > 0))


def steps(stages: tuple[StageSpan, ...], course: Course, seed: int) -> tuple[Step, ...]:
    """Steps through all stages, each drawn around its stage's course (STEADY where it names none)."""
    chance, made = np.random.default_rng(seed), []
    t = stages[0].t_from
    while t < stages[-1].t_to - 1:
        stage = next(span.stage for span in stages if span.t_from <= t < span.t_to)
        cadence_spm, fppa_deg, thigh_deg = course.get(stage, STEADY)
        side = Side.RIGHT if len(made) % 2 else Side.LEFT
        step_time_s = 60 / cadence_spm + chance.normal(0, STEP_TIME_SD_S)
        means = (fppa_deg, thigh_deg) if side is Side.LEFT else (2.0, 1.0)
        metrics = {
            "fppa_deg": means[0] + chance.normal(0, FPPA_SD_DEG),
            "femoral_adduction_deg": means[1] + chance.normal(0, THIGH_SD_DEG),
        }
        made.append(Step(side, t - 0.1, t, t + 0.15, step_time_s if made else None, metrics, 0.95, TRUST))
        t += step_time_s
    return tuple(made)


def record(number: int = 1, course: Course | None = None, **changes: object) -> SessionRecord:
    """A visit of a programme: two days after the one before."""
    stages = changes.pop("stages", faded())
    made = steps(stages, course or {}, seed=changes.pop("seed", number))
    began, length_s = FIRST_DAY + timedelta(days=2 * (number - 1)), stages[-1].t_to - stages[0].t_from
    on_from = next((span.t_from for span in stages if span.stage is Stage.COACHING), stages[-1].t_to)
    cues = tuple(_cue(on_from + 5 * n) for n in range(6))
    summary = SessionSummary(
        number, 1, "Anna Berg", began, began + timedelta(seconds=length_s), length_s, len(made), len(cues), 163.0, False
    )
    plan = SessionPlan(SPEC, number, Focus.CADENCE, Feedback.ERROR, run_s=180.0, feedback_frac=2 / 3, retention_s=120.0)
    kept = SessionRecord(
        summary,
        SETUP,
        stages[0].t_from,
        made,
        cues,
        ((stages[0].t_from, Targets()), (on_from, CADENCE_TARGET)),
        (),
        plan=plan,
        stages=stages,
        own=Reference(160.0),
        tally=MappingProxyType({Stage.COACHING: Tally(300, 240), Stage.SOLO: Tally(150, 90)}),
        ledger=tuple(PlayedCue(cue, None if n == 5 else cue.t + 0.21) for n, cue in enumerate(cues)),
        notices=(Notice(on_from, NoticeKind.PHASE, "Feedback on."), Notice(on_from + 30, NoticeKind.PAIN, "Ease off.")),
        pain=(PainEntry(PainTime.BEFORE, 1, began), PainEntry(PainTime.DURING, 2, began, on_from + 30)),
        symptoms=((on_from + 40, Symptom.NUMBNESS),),
        enrolment_id=1,
    )
    return replace(kept, **changes)  # type: ignore[arg-type]


def enrolment(sessions: int = 3, **changes: object) -> Enrolment:
    """Anna's programme, so many of its eight sessions done."""
    made = Enrolment(
        1, 1, SPEC, "Faded feedback", Focus.CADENCE, PainPreset.KNEE, False, Reference(160.0), FIRST_DAY,
        None, tuple(range(1, sessions + 1)), sessions, 8, date(2025, 3, 10), (),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _cue(t: float) -> Cue:
    found = Finding(CueKind.CADENCE_UP, None, "cadence_spm", 161.2, 171.6, 0, level=3, ci95=0.9)
    return Cue(t, found, 0.9, "outside for 2 steps", due_t=t + 0.3)
