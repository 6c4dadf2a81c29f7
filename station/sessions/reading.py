"""What the pages ask of the record, as nouns."""

from typing import TypeVar

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session as Db

from station.cadence import cadence_of_legs_spm
from station.model import Mute, Side
from station.records import Note, SessionRecord, SessionSummary
from station.sessions.rows import command_of, cue_of, setup_of, step_of, targets_of
from station.sessions.schema import CommandRow, CueRow, NoteRow, OfSession, RunnerRow, SessionRow, StepRow, TargetsRow

GUEST = "Guest"

Kept = TypeVar("Kept", bound=OfSession)

_STEPS = select(func.count()).where(StepRow.session_id == SessionRow.id).scalar_subquery()
_CUES = select(func.count()).where(CueRow.session_id == SessionRow.id).scalar_subquery()


def _step_time_s(side: Side) -> ScalarSelect[float | None]:
    times_s = select(func.avg(StepRow.step_time_s)).where(StepRow.session_id == SessionRow.id)
    return times_s.where(StepRow.side == side.value).scalar_subquery()


_LEFT_S, _RIGHT_S = map(_step_time_s, Side)


def summaries(db: Db, *wanted: ColumnElement[bool], most: int | None = None) -> tuple[SessionSummary, ...]:
    """Return the sessions that fit, newest first, so many at most."""
    query = select(SessionRow, RunnerRow.name, _STEPS, _CUES, _LEFT_S, _RIGHT_S).outerjoin(RunnerRow)
    query = query.where(*wanted).order_by(SessionRow.id.desc()).limit(most)
    return tuple(_summary(found) for found in db.execute(query))


def _summary(found: Row[SessionRow, str, int, int, float | None, float | None]) -> SessionSummary:
    row, name, steps, cues, *step_times_s = found
    return SessionSummary(
        session_id=row.id,
        runner_id=row.runner_id,
        runner_name=name or GUEST,
        started_at=row.started_at,
        ended_at=row.ended_at,
        duration_s=(row.t_last if row.t_end is None else row.t_end) - row.t_start,
        steps=steps,
        cues=cues,
        cadence_spm=cadence_of_legs_spm(step_times_s),
        interrupted=row.interrupted,
    )


def session_record(db: Db, session_id: int) -> SessionRecord | None:
    """Return all that is kept of a session."""
    row = db.get(SessionRow, session_id)
    if row is None:
        return None
    return SessionRecord(
        summary=summaries(db, SessionRow.id == session_id)[0],
        setup=setup_of(row),
        t_start=row.t_start,
        steps=tuple(step_of(step) for step in db.scalars(of_session(StepRow, session_id))),
        cues=tuple(cue_of(cue) for cue in db.scalars(of_session(CueRow, session_id))),
        targets=tuple((kept.t, targets_of(kept.targets)) for kept in db.scalars(of_session(TargetsRow, session_id))),
        was_muted=any(command_of(kept) == Mute(muted=True) for kept in db.scalars(of_session(CommandRow, session_id))),
        notes=tuple(Note(note.written_at, note.text) for note in db.scalars(of_session(NoteRow, session_id))),
    )


def of_session(table: type[Kept], session_id: int) -> Select[Kept]:
    """Return the query for a session's rows of one table, in the order in which they were written."""
    return select(table).where(table.session_id == session_id).order_by(table.id)
