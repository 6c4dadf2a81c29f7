"""What is in a data folder, read with SQLite and a stream's reader alone: no store opens or closes anything."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from station.errors import SourceError
from station.posestream import PoseReader

OF_SESSION = ("steps", "cues", "commands", "stages", "targets")

SESSIONS = "SELECT id, frames, t_start, t_last, t_end, interrupted{} FROM sessions ORDER BY id DESC LIMIT ?".format(
    "".join(f", (SELECT count(*) FROM {table} WHERE session_id = sessions.id)" for table in OF_SESSION)
)
NAMES = ("frames", "t_start", "t_last", "t_end", "interrupted", *OF_SESSION)


def sessions(db: sqlite3.Connection, most: int = -1) -> dict[str, dict[str, Any]]:
    """Return the newest sessions' rows with how much belongs to each."""
    return {str(number): dict(zip(NAMES, row, strict=True)) for number, *row in db.execute(SESSIONS, (most,))}


def record(data_dir: Path) -> dict[str, Any]:
    """Return what SQLite finds wrong, the sessions, and the numbers that the notes bear."""
    if not (data_dir / "station.db").exists():
        return {"integrity": "ok", "orphans": 0, "sessions": {}, "notes": []}
    with closing(sqlite3.connect(data_dir / "station.db")) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'stages'").fetchone():  # cut while it was made
            return {
                "integrity": db.execute("PRAGMA integrity_check").fetchone()[0],
                "orphans": 0,
                "sessions": {},
                "notes": [],
            }
        return {
            "integrity": db.execute("PRAGMA integrity_check").fetchone()[0],
            "orphans": len(db.execute("PRAGMA foreign_key_check").fetchall()),
            "sessions": sessions(db),
            "notes": [int(text) for (text,) in db.execute("SELECT text FROM notes ORDER BY id")],
        }


def streams(data_dir: Path, newest: int) -> dict[str, int]:
    """Return how many frames can be read of each of the newest pose streams; their times must rise."""
    files = sorted((data_dir / "sessions").glob("*.poses.jsonl.gz"), key=_number)[-newest:]
    return {str(_number(file)): _frames(file) for file in files}


def _number(file: Path) -> int:
    return int(file.name.partition(".")[0])


def _frames(file: Path) -> int:
    """Return how many frames a stream yields up to where it was cut; -1 where it can not be read or time goes back."""
    try:
        times = [sighting.t for sighting in PoseReader(file)]
    except SourceError:
        return -1
    return len(times) if times == sorted(set(times)) else -1
