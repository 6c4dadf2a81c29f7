"""The record: runners and sessions, kept in `<data_dir>/station.db`, asked by the pages, filled by the recorder."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from sqlalchemy import false, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Db

from station.errors import StoreError
from station.model import Focus, PainPreset, PainTime, SessionPlan
from station.programmes import Programme
from station.records import Enrolment, Runner, SessionRecord, SessionSummary
from station.sessions import enrolling
from station.sessions.opening import MIGRATIONS, WRITES, open_database
from station.sessions.reading import session_record, summaries
from station.sessions.recording_lock import RecordingLock
from station.sessions.rows import pain_columns
from station.sessions.schema import EnrolmentRow, NoteRow, PainRow, RunnerRow, SessionRow, StepRow
from station.sessions.words import why

log = logging.getLogger(__name__)

DATABASE = "station.db"

MOST_PAIN = 10

ROOM_BYTES = 4 * 2**20
"""Must be free when the record is opened: about four minutes of poses at 30/s (577 bytes each, measured)."""


class Store:
    """Open or create the record in a folder; safe to be asked from several threads.

    Sessions that a power cut interrupted are closed at their last step, unless a station is recording there now.
    Raises StoreError, in words, when the record can not be opened, read or written.
    """

    def __init__(self, data_dir: Path, migrations: Path = MIGRATIONS) -> None:
        self.data_dir = data_dir
        _prepare(data_dir / "sessions")
        self._engine = open_database(data_dir / DATABASE, migrations)
        self._writing_engine = self._engine.execution_options(**{WRITES: True})
        with suppress(BlockingIOError), RecordingLock(data_dir), self.db(writes=True) as db:
            _close_interrupted(db)  # not while another station records there: its session is no ruin
        self._names = {runner.runner_id: runner.name for runner in self.runners()}
        with self.db() as db:
            self._enrolled = {row.id: row.runner_id for row in db.scalars(select(EnrolmentRow))}

    def close(self) -> None:
        self._engine.dispose()

    def rewrite(self) -> None:
        """Move what waits in the database's log into the database, so that nothing erased is left in it."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # a checkpoint is no part of a transaction
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")

    @contextmanager
    def transaction(self, writes: bool) -> Iterator[Db]:
        """Open one transaction for a module of this room, which minds SQLAlchemy's errors itself.

        One that `writes` waits for its turn before it reads; readers wait for nobody.
        """
        with Db(self._writing_engine if writes else self._engine) as db, db.begin():
            yield db

    @contextmanager
    def db(self, writes: bool = False) -> Iterator[Db]:
        """Open one transaction; its errors are StoreErrors."""
        try:
            with self.transaction(writes) as db:
                yield db
        except SQLAlchemyError as error:
            raise StoreError(f"The record can not be used: {why(error)}.") from error

    def poses_path(self, session_id: int) -> Path:
        """Return where a session's pose stream is kept."""
        return self.data_dir / "sessions" / f"{session_id}.poses.jsonl.gz"

    def poses_paths(self, session_id: int) -> tuple[Path, Path]:
        """Return where the pose streams of a session's two cameras are kept; of one camera there is only the first."""
        return self.poses_path(session_id), self.data_dir / "sessions" / f"{session_id}.2.poses.jsonl.gz"

    def runners(self) -> tuple[Runner, ...]:
        """Return the register, by name."""
        with self.db() as db:
            rows = db.scalars(select(RunnerRow).order_by(func.lower(RunnerRow.name), RunnerRow.id))
            return tuple(Runner(row.id, row.name, row.height_m, row.created_at) for row in rows)

    def height_of(self, runner_id: int) -> float | None:
        """Return a runner's height, m; None where it is not known."""
        with self.db() as db:
            row = db.get(RunnerRow, runner_id)
            return row.height_m if row else None

    def add_runner(self, name: str, height_m: float | None = None) -> Runner:
        if not name.strip():
            raise StoreError("A runner needs a name.")
        row = RunnerRow(name=name.strip(), height_m=height_m, created_at=datetime.now(UTC))
        with self.db(writes=True) as db:
            db.add(row)
            db.flush()
            runner = Runner(row.id, row.name, row.height_m, row.created_at)
        self._names[runner.runner_id] = runner.name
        return runner

    def runner_name(self, runner_id: int | None) -> str | None:
        """Return a runner's name from memory (the loop asks); None for one who is not in the register."""
        return self._names.get(runner_id) if runner_id is not None else None

    def sessions(
        self, runner_id: int | None = None, before: int | None = None, most: int | None = None
    ) -> tuple[SessionSummary, ...]:
        """Return sessions, newest first: one runner's, those of a lower number than `before`, so many at most."""
        wanted = [SessionRow.runner_id == runner_id] if runner_id is not None else []
        wanted += [SessionRow.id < before] if before is not None else []
        with self.db() as db:
            return summaries(db, *wanted, most=most)

    def session(self, session_id: int) -> SessionRecord | None:
        """Return all that is kept of a session, None where there is no such one."""
        with self.db() as db:
            return session_record(db, session_id)

    def add_note(self, session_id: int, text: str) -> None:
        with self._of_session(session_id) as db:
            db.add(NoteRow(session_id=session_id, written_at=datetime.now(UTC), text=text))

    def add_pain(self, session_id: int, when: PainTime, score: int) -> None:
        """Keep the runner's pain, 0 to 10, asked outside the run."""
        if not 0 <= score <= MOST_PAIN:
            raise StoreError(f"Pain is a whole number from 0 (none) to {MOST_PAIN}.")
        with self._of_session(session_id) as db:
            db.add(PainRow(session_id=session_id, **pain_columns(when, score, datetime.now(UTC))))

    def enrolments(self, runner_id: int) -> tuple[Enrolment, ...]:
        """Return a runner's programmes, newest first."""
        with self.db() as db:
            return enrolling.enrolments(db, EnrolmentRow.runner_id == runner_id)

    def enrolment(self, enrolment_id: int) -> Enrolment | None:
        with self.db() as db:
            return next(iter(enrolling.enrolments(db, EnrolmentRow.id == enrolment_id)), None)

    def enrol(
        self,
        runner_id: int,
        programme: Programme,
        focus: Focus | None = None,
        pain_preset: PainPreset = PainPreset.KNEE,
        trunk_lean_allowed: bool = False,
    ) -> Enrolment:
        """Put a runner on a programme as it is today; a focus left out is the programme's own."""
        with self.db(writes=True) as db:
            row = enrolling.enrol(
                db,
                runner_id,
                programme,
                focus=focus,
                pain_preset=pain_preset,
                trunk_lean_allowed=trunk_lean_allowed,
            )
            (enrolment,) = enrolling.enrolments(db, EnrolmentRow.id == row.id)
        self._enrolled[enrolment.enrolment_id] = runner_id
        return enrolment

    def end_enrolment(self, enrolment_id: int) -> None:
        """Let nothing of a programme come any more; what was done of it stays. An ended one stays as it is."""
        with self.db(writes=True) as db:
            row = enrolling.enrolment_row(db, enrolment_id)
            row.ended_at = row.ended_at or datetime.now(UTC)

    def next_plan(self, enrolment_id: int) -> SessionPlan | None:
        """Return the plan of a programme's next session; None when all are done or it was ended."""
        with self.db() as db:
            return enrolling.next_plan(db, enrolling.enrolment_row(db, enrolment_id))

    def is_enrolled(self, runner_id: int | None, enrolment_id: int | None) -> bool:
        """Tell from memory (the loop asks) whether an enrolment is this runner's."""
        return enrolment_id is not None and self._enrolled.get(enrolment_id) == runner_id

    def next_session_id(self) -> int:
        """Return a number that no session has that is kept, not even one that left only its pose stream."""
        with self.db() as db:
            last = db.scalar(select(func.max(SessionRow.id))) or 0
        files = (path.name.partition(".")[0] for path in (self.data_dir / "sessions").iterdir())
        return 1 + max([last, *(int(name) for name in files if name.isdecimal())])

    @contextmanager
    def _of_session(self, session_id: int) -> Iterator[Db]:
        """Open a transaction that adds to a session. Raises StoreError where there is none."""
        with self.db(writes=True) as db:
            if db.get(SessionRow, session_id) is None:
                raise StoreError(f"There is no session {session_id}.")
            yield db


def _prepare(folder: Path) -> None:
    """Make the folder and see, before a runner is on the belt, that a little of a session fits into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as probe:
            probe.write(bytes(ROOM_BYTES))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        raise StoreError(f"The folder {folder} can not be used: {why(error)}.") from error


def _close_interrupted(db: Db) -> None:
    db.execute(update(RunnerRow).where(false()).values(name=""))  # nothing; refused where the file is read-only
    for row in db.scalars(select(SessionRow).where(SessionRow.t_end.is_(None))):
        step_end = func.coalesce(StepRow.t_toe_off_s, StepRow.t_midstance_s)
        last_s = db.scalar(select(func.max(step_end)).where(StepRow.session_id == row.id))
        row.t_end = row.t_start if last_s is None else last_s
        row.ended_at = row.started_at + timedelta(seconds=row.t_end - row.t_start)
        row.interrupted = True
        log.warning("session %d was interrupted; it is closed at its last step", row.id)
