"""A record of the first station, which a newer one has to bring up to date while its power is cut."""

import os
import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from station.disk import sync_folder
from station.errors import StoreError
from station.sessions.opening import MIGRATIONS
from station.sessions.store import Store

FIRST = "0001"
SESSIONS, STEPS = 40, 250
"""Of each session: an hour's visits of two weeks are 10,000 steps."""

RUNNER = "INSERT INTO runners VALUES (1, 'Ada', 1.7, '2025-01-01 12:00:00')"
SESSION = """INSERT INTO sessions (id, runner_id, view, width_px, height_px, source, settings, station_version,
    started_at, ended_at, t_start, t_last, t_end, frames, frames_lost, interrupted)
    VALUES (?, 1, 'rear', 720, 960, 'old', '{}', '0.1.0', '2025-01-01 12:00:00', '2025-01-01 12:02:00',
    0, 120, 120, 0, 0, 0)"""
STEP = """INSERT INTO steps (session_id, side, t_midstance_s, step_time_s, fppa_deg, quality_frac)
    VALUES (?, ?, ?, 0.36, 6, 1)"""


def make(path: Path) -> None:
    """Make a record of the first station's version, with two weeks' visits in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
    engine.dispose()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(RUNNER)
        db.executemany(SESSION, ((number,) for number in range(1, SESSIONS + 1)))
        steps = ((session, "left", step * 0.36) for session in range(1, SESSIONS + 1) for step in range(STEPS))
        db.executemany(STEP, steps)


def migrate(old: Path, folder: Path, tell: Any) -> None:
    """Lay the old record into a folder, tell, and let the station open it; again and again until the power fails."""
    for time in count(1):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copy(old, folder / "station.db")
        with open(folder / "station.db", "rb+") as file:
            _sync(file.fileno(), folder)
        tell("migrating", time=time)
        Store(folder).close()
        tell("migrated", time=time)


def found(folder: Path) -> dict[str, Any] | None:
    """Return how far the old record has come, and whether it and its copies are whole; None where there is none."""
    path = folder / "station.db"
    if not path.exists():
        return None
    try:
        copies = [_look(copy) for copy in folder.glob("station-*.db")]
        return {**_look(path), "copies": copies, "opens": _opens(folder)}
    except (sqlite3.Error, StoreError) as error:
        return {"error": str(error)}


def _look(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as db:
        return {
            "integrity": db.execute("PRAGMA integrity_check").fetchone()[0],
            "version": db.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            "sessions": db.execute("SELECT count(*) FROM sessions").fetchone()[0],
            "steps": db.execute("SELECT count(*) FROM steps").fetchone()[0],
        }


def _opens(folder: Path) -> int:
    """Return how many sessions the station itself finds there, brought up to date if need be."""
    with closing(Store(folder)) as store:
        return len(store.sessions())


def _sync(handle: int, folder: Path) -> None:
    os.fsync(handle)
    sync_folder(folder)
    sync_folder(folder.parent)
