"""Let go of what is older than the clinic wants to keep: pose streams, sessions, and who has none left."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session as Db

from station.errors import StoreError
from station.sessions.mirror import POSES
from station.sessions.schema import EnrolmentRow, OfSession, RunnerRow, SessionRow
from station.sessions.store import Store

STREAMS = "*.poses.jsonl.gz"
COPIES = "station-*.db*"
"""Of the record, beside it: made before a newer station changed it, or before a backup was restored."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was let go of."""

    files: int
    """Pose streams, and copies of the record."""
    freed_bytes: int
    """By them; the database gives its room to what comes next."""
    sessions: int = 0
    runners: int = 0


def tidy(data_dir: Path, keep_poses_days: int, keep_sessions_days: int, now: datetime | None = None) -> Erased:
    """Erase what was last written so many days ago; 0 keeps it. Raises StoreError in words.

    Pose streams come first and ask no database: a disk that is full has room again before the record is opened.
    """
    now = now or datetime.now(UTC)
    files = erase_files(_old((data_dir / POSES).glob(STREAMS), keep_poses_days, now))
    if not keep_sessions_days:
        return Erased(*files)
    copies = erase_files(_old(data_dir.glob(COPIES), keep_sessions_days, now))
    with closing(Store(data_dir)) as store:
        sessions, runners = _erase_old_sessions(store, now - timedelta(days=keep_sessions_days), now)
        streams = erase_files([path for number in sessions for path in streams_of(data_dir, number)])
    count, freed_bytes = (sum(column) for column in zip(files, copies, streams, strict=True))
    return Erased(count, freed_bytes, len(sessions), runners)


def tidy_backups(folder: Path, keep_poses_days: int, keep_sessions_days: int, now: datetime | None = None) -> Erased:
    """Erase the pose streams beside the backups that are older than either; the backups themselves are replaced."""
    days = min((days for days in (keep_poses_days, keep_sessions_days) if days), default=0)
    return Erased(*erase_files(_old((folder / POSES).glob(STREAMS), days, now or datetime.now(UTC))))


def _old(files: Iterable[Path], days: int, now: datetime) -> list[Path]:
    """Return the files that nobody has written to for so many days."""
    before = (now - timedelta(days=days)).timestamp()
    return [path for path in files if path.stat().st_mtime < before] if days else []


def streams_of(folder: Path, session_id: int) -> list[Path]:
    """Return a session's pose streams, of all its cameras."""
    return list((folder / POSES).glob(f"{session_id}.*"))


def erase_files(files: Sequence[Path]) -> tuple[int, int]:
    """Erase files; return how many, and how many bytes they were."""
    freed = sum(path.stat().st_size for path in files)
    for path in files:
        path.unlink()
    return len(files), freed


def erase_sessions(db: Db, sessions: Sequence[int]) -> None:
    """Erase sessions with all their rows."""
    for table in OfSession.__subclasses__():
        db.execute(delete(table).where(table.session_id.in_(sessions)))
    db.execute(delete(SessionRow).where(SessionRow.id.in_(sessions)))


def _erase_old_sessions(store: Store, before: datetime, now: datetime) -> tuple[list[int], int]:
    """Erase sessions that ended before a time, and runners of whom nothing newer is left; return those and how many."""
    with store.db(writes=True) as db:
        _refuse_a_wrong_clock(db, now)
        sessions = list(db.scalars(_old_sessions(before)))
        erase_sessions(db, sessions)
        runners = _erase_empty(db, before)
    store.rewrite()
    return sessions, runners


def _old_sessions(before: datetime) -> Select[int]:
    """Return the query for what is old enough; the sessions of a programme are all as old as the last of them."""
    newer = or_(SessionRow.ended_at.is_(None), SessionRow.ended_at >= before)
    going_on = select(SessionRow.enrolment_id).where(newer, SessionRow.enrolment_id.is_not(None))
    alone = SessionRow.enrolment_id.is_(None)
    old = select(SessionRow.id).where(SessionRow.ended_at < before)
    return old.where(or_(alone, SessionRow.enrolment_id.not_in(going_on))).order_by(SessionRow.id)


def _erase_empty(db: Db, before: datetime) -> int:
    """Erase programmes and runners of long ago without a session; return how many runners."""
    visited = select(SessionRow.enrolment_id).where(SessionRow.enrolment_id.is_not(None))
    old = (EnrolmentRow.begun_at < before, EnrolmentRow.id.not_in(visited))
    db.execute(delete(EnrolmentRow).where(*old))
    ran = select(SessionRow.runner_id).where(SessionRow.runner_id.is_not(None))
    runs = select(EnrolmentRow.runner_id)
    gone = (RunnerRow.created_at < before, RunnerRow.id.not_in(ran), RunnerRow.id.not_in(runs))
    runners = list(db.scalars(select(RunnerRow.id).where(*gone)))
    db.execute(delete(RunnerRow).where(RunnerRow.id.in_(runners)))
    return len(runners)


def _refuse_a_wrong_clock(db: Db, now: datetime) -> None:
    """Raise StoreError where a session lies in the future: by such a clock anything may seem old."""
    newest = db.scalar(select(SessionRow.started_at).order_by(SessionRow.started_at.desc()).limit(1))
    if newest and newest > now + timedelta(days=1):
        raise StoreError(
            f"The clock says {now:%Y-%m-%d}, but a session began on {newest:%Y-%m-%d}. Nothing was erased from the "
            "record. Set the clock, then tidy again."
        )
