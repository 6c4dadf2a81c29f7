"""Runners on programmes: enrolled, what of it is done, and what comes next."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session as Db

from station.errors import StoreError
from station.model import Focus, PainPreset, SessionPlan, Stage, Tally
from station.programmes import Programme
from station.records import Enrolment
from station.schedule import Past, done, follow_ups, next_due, next_frac, next_number
from station.sessions.reading import spans
from station.sessions.schema import EnrolmentRow, RunnerRow, SessionRow, StepRow
from station.sessions.texts import plan_of, reference_of, tally_of

TRAINING = (Stage.COACHING, Stage.SOLO)

NO_TRUNK_LEAN = "Trunk lean is trained only where the coach has allowed it for this runner: tick that first."


def enrolments(db: Db, *wanted: ColumnElement[bool]) -> tuple[Enrolment, ...]:
    """Return the enrolments that fit, newest first."""
    rows = db.scalars(select(EnrolmentRow).where(*wanted).order_by(EnrolmentRow.id.desc()))
    return tuple(_enrolment(db, row) for row in rows)


def enrol(
    db: Db,
    runner_id: int,
    programme: Programme,
    *,
    focus: Focus | None,
    pain_preset: PainPreset,
    trunk_lean_allowed: bool,
) -> EnrolmentRow:
    """Put a runner on a programme from today on, with its text as it is today."""
    if db.get(RunnerRow, runner_id) is None:
        raise StoreError(f"There is no runner {runner_id}.")
    if (focus or programme.focus) is Focus.TRUNK_LEAN and not trunk_lean_allowed:
        raise StoreError(NO_TRUNK_LEAN)
    row = EnrolmentRow(
        runner_id=runner_id,
        programme=programme.name,
        programme_text=programme.model_dump_json(),
        focus=focus.value if focus else None,
        pain_preset=pain_preset.value,
        trunk_lean_allowed=trunk_lean_allowed,
        begun_at=datetime.now(UTC),
    )
    db.add(row)
    db.flush()
    return row


def enrolment_row(db: Db, enrolment_id: int) -> EnrolmentRow:
    """Return an enrolment's row. Raises StoreError where there is none."""
    row = db.get(EnrolmentRow, enrolment_id)
    if row is None:
        raise StoreError(f"There is no enrolment {enrolment_id}.")
    return row


def next_plan(db: Db, row: EnrolmentRow) -> SessionPlan | None:
    """Return the plan of the next session; None when all are done or the enrolment was ended."""
    programme, visits = _programme(row), _pasts(db, _sessions(db, row))
    number = next_number(programme, visits)
    if row.ended_at or number is None:
        return None
    return programme.plan(
        number,
        next_frac(programme, visits),
        focus=_focus(row),
        reference=reference_of(row.reference),
        pain_preset=PainPreset(row.pain_preset),
        trunk_lean_allowed=row.trunk_lean_allowed,
    )


def _enrolment(db: Db, row: EnrolmentRow) -> Enrolment:
    programme, sessions = _programme(row), _sessions(db, row)
    visits = _pasts(db, sessions)
    return Enrolment(
        enrolment_id=row.id,
        runner_id=row.runner_id,
        programme=row.programme,
        title=programme.title,
        focus=_focus(row) or programme.focus,
        pain_preset=PainPreset(row.pain_preset),
        trunk_lean_allowed=row.trunk_lean_allowed,
        reference=reference_of(row.reference),
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        session_ids=tuple(session.id for session in sessions),
        done=len(done(programme, visits)),
        planned=programme.planned,
        next_due=None if row.ended_at else next_due(programme, _day(row.begun_at), visits),
        follow_ups=follow_ups(programme, visits),
    )


def _programme(row: EnrolmentRow) -> Programme:
    return Programme.model_validate_json(row.programme_text)


def _focus(row: EnrolmentRow) -> Focus | None:
    return Focus(row.focus) if row.focus else None


def _sessions(db: Db, row: EnrolmentRow) -> Sequence[SessionRow]:
    return list(db.scalars(select(SessionRow).where(SessionRow.enrolment_id == row.id).order_by(SessionRow.id)))


def _pasts(db: Db, sessions: Sequence[SessionRow]) -> list[Past]:
    return [_past(db, session) for session in sessions]


def _past(db: Db, row: SessionRow) -> Past:
    return Past(
        on=_day(row.started_at),
        plan=plan_of(row.plan),
        trained_s=_trained_s(db, row),
        baseline_done=row.own is not None,
        solo=tally_of(row.tally).get(Stage.SOLO, Tally()),
        ended=row.ended_at is not None,
    )


def _trained_s(db: Db, row: SessionRow) -> float:
    """Return how long the steps of the training took together: who stood or walked meanwhile did not train."""
    trained = [span for span in spans(db, row) if span.stage in TRAINING]
    within = or_(false(), *(StepRow.t_midstance_s.between(span.t_from, span.t_to) for span in trained))
    return db.scalar(select(func.sum(StepRow.step_time_s)).where(StepRow.session_id == row.id, within)) or 0.0


def _day(at: datetime) -> date:
    """Return the day where the station stands, not in Greenwich."""
    return at.astimezone().date()
