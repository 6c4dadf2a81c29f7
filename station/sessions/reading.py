"""What the pages ask of the record, as nouns."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session as Db

from station.cadence import cadence_of_legs_spm
from station.model import Command, Felt, Mute, Side, Speed, Stage, Symptom
from station.records import Note, PlayedCue, SessionRecord, SessionSummary, StageSpan
from station.sessions.rows import (
    command_of,
    cue_of,
    glass_of,
    notice_of,
    pain_of,
    setup_of,
    step_of,
    targets_of,
)
from station.sessions.schema import (
    CommandRow,
    CueRow,
    NoteRow,
    NoticeRow,
    OfSession,
    PainRow,
    RunnerRow,
    SessionRow,
    StageRow,
    StepRow,
    TargetsRow,
)
from station.sessions.texts import plan_of, reference_of, tally_of

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
        duration_s=_t_end(row) - row.t_start,
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
    ledger = tuple(PlayedCue(cue_of(cue), cue.played_t) for cue in db.scalars(of_session(CueRow, session_id)))
    commands = tuple((kept.t, command_of(kept)) for kept in db.scalars(of_session(CommandRow, session_id)))
    return SessionRecord(
        summary=summaries(db, SessionRow.id == session_id)[0],
        setup=setup_of(row),
        t_start=row.t_start,
        steps=tuple(step_of(step) for step in db.scalars(of_session(StepRow, session_id))),
        cues=tuple(played.cue for played in ledger),
        targets=tuple((kept.t, targets_of(kept)) for kept in db.scalars(of_session(TargetsRow, session_id))),
        notes=tuple(Note(note.written_at, note.text) for note in db.scalars(of_session(NoteRow, session_id))),
        plan=plan_of(row.plan),
        stages=spans(db, row),
        own=reference_of(row.own),
        tally=tally_of(row.tally),
        ledger=ledger,
        notices=tuple(notice_of(notice) for notice in db.scalars(of_session(NoticeRow, session_id))),
        pain=tuple(pain_of(told) for told in db.scalars(of_session(PainRow, session_id))),
        symptoms=_symptoms(commands),
        enrolment_id=row.enrolment_id,
        glass=glass_of(row),
        station_version=row.station_version,
        was_muted=any(command == Mute(muted=True) for _, command in commands),
        speeds=_speeds(commands),
    )


def _symptoms(commands: Iterable[tuple[float | None, Command]]) -> tuple[tuple[float, Symptom], ...]:
    return tuple((t, told.symptom) for t, told in commands if isinstance(told, Felt) and t is not None)


def _speeds(commands: Iterable[tuple[float | None, Command]]) -> tuple[tuple[float, float | None], ...]:
    return tuple((t, told.mps) for t, told in commands if isinstance(told, Speed) and t is not None)


def spans(db: Db, row: SessionRow) -> tuple[StageSpan, ...]:
    """Return the stages of a session; the last one ends with it."""
    kept = list(db.scalars(of_session(StageRow, row.id)))
    ends = [*(later.t for later in kept[1:]), _t_end(row)]
    return tuple(
        StageSpan(Stage(stage.stage), stage.t, t_to, stage.metronome_spm)
        for stage, t_to in zip(kept, ends, strict=False)
    )


def _t_end(row: SessionRow) -> float:
    return row.t_last if row.t_end is None else row.t_end


def of_session(table: type[Kept], session_id: int) -> Select[Kept]:
    """Return the query for a session's rows of one table, in the order in which they were written."""
    return select(table).where(table.session_id == session_id).order_by(table.id)
