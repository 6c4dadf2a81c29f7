"""Erase one runner, because they ask for it: name, programmes, sessions and pose streams."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Db

from station.errors import StoreError
from station.records import Runner
from station.sessions.schema import EnrolmentRow, RunnerRow, SessionRow
from station.sessions.store import Store
from station.sessions.tidying import COPIES, erase_files, erase_sessions, streams_of


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Who was erased, and what still knows of them."""

    runner: Runner
    sessions: int
    streams: int
    copies: tuple[Path, ...]
    """Of the record, beside it or among the backups, pose streams there too: they are as they were."""


def forget(data_dir: Path, backups: Path, who: str) -> Forgotten:
    """Erase the runner of this name or number. Raises StoreError where it is not one, or is running.

    Pose streams go first: cut short, the command can be given again.
    """
    with closing(Store(data_dir)) as store:
        runner = _only(store.runners(), who)
        with store.db() as db:
            sessions = _sessions(db, runner)
        streams = erase_files([path for number in sessions for path in streams_of(data_dir, number)])
        with store.db(writes=True) as db:
            erase_sessions(db, _sessions(db, runner))
            db.execute(delete(EnrolmentRow).where(EnrolmentRow.runner_id == runner.runner_id))
            db.execute(delete(RunnerRow).where(RunnerRow.id == runner.runner_id))
        store.rewrite()
    beside = [path for number in sessions for path in streams_of(backups, number)]
    copies = (*data_dir.glob(COPIES), *backups.glob(COPIES), *beside)
    return Forgotten(runner, len(sessions), streams[0], copies)


def _only(runners: tuple[Runner, ...], who: str) -> Runner:
    called = [runner for runner in runners if runner.name.casefold() == who.strip().casefold()]
    found = called or [runner for runner in runners if str(runner.runner_id) == who.strip()]
    if not found:
        raise StoreError(f"There is no runner {who}. The register's names are on the coach's page, under Runners.")
    if len(found) > 1:
        numbers = ", ".join(f"{runner.runner_id} (since {runner.created_at:%Y-%m-%d})" for runner in found)
        raise StoreError(f"There are several runners called {who}. Give the number of one: {numbers}.")
    return found[0]


def _sessions(db: Db, runner: Runner) -> list[int]:
    """Return the numbers of a runner's sessions. Raises StoreError while one of them runs."""
    rows = list(db.scalars(select(SessionRow).where(SessionRow.runner_id == runner.runner_id)))
    if any(row.t_end is None for row in rows):
        raise StoreError(f"A session of {runner.name} is running. Stop it first; nothing was erased.")
    return [row.id for row in rows]
