"""Back up the record, even while it is being written: dated copies of the database, each checked, the newest kept.

In the folder: `station-<date>T<time>Z.db`, one file each; `programmes/` (the clinic's own); `sessions/` (pose
streams, where wanted).
"""

import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from station.errors import StoreError
from station.sessions.copying import copy_database
from station.sessions.mirror import POSES, PROGRAMMES, copy_files, refuse_another_record, waiting
from station.sessions.words import why

SPARE_BYTES = 16 * 2**20
"""Must stay free where a backup goes to: it may be the disk that the record is on."""

_NAME = re.compile(r"station-\d{8}T\d{6}Z\.db")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    path: Path
    database_bytes: int
    streams: int
    """Pose streams that were copied with it."""
    kept: int
    """Backups in the folder, this one among them."""
    same_disk: bool
    """True where it lies on the disk of the record itself."""


def back_up(data_dir: Path, folder: Path, keep: int, poses: bool = False, now: datetime | None = None) -> Made:
    """Copy the record into a folder that is there, and let go of all but the newest backups.

    Raises StoreError in words: no record, no room, another record's folder, a damaged database.
    """
    database = data_dir / "station.db"
    if not database.exists():
        raise StoreError(f"There is no record in {data_dir} to back up.")
    try:
        return _made(database, folder, keep, poses, now or datetime.now(UTC))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"No backup was made in {folder}: {why(error)}.") from error


def backups(folder: Path) -> list[Path]:
    """Return the backups in a folder, oldest first."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _made(database: Path, folder: Path, keep: int, poses: bool, now: datetime) -> Made:
    data_dir, target = database.parent, folder / f"station-{now:%Y%m%dT%H%M%S}Z.db"
    streams = waiting(data_dir / POSES, folder / POSES) if poses else []
    refuse_another_record(streams, folder / POSES)
    _require_room(folder, _size(database) + sum(file.stat().st_size for file in streams))
    copy_database(database, target)
    copy_files(waiting(data_dir / PROGRAMMES, folder / PROGRAMMES), folder / PROGRAMMES)
    copy_files(streams, folder / POSES)
    for old in backups(folder)[:-keep]:
        old.unlink()
    same_disk = folder.stat().st_dev == data_dir.stat().st_dev
    return Made(target, target.stat().st_size, len(streams), len(backups(folder)), same_disk)


def _size(database: Path) -> int:
    """Return how large a database may be: what waits in its log may be all new."""
    log = database.with_name(f"{database.name}-wal")
    return database.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _require_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE_BYTES:
        raise StoreError(
            f"No backup was made in {folder}: {(needed + SPARE_BYTES) / 1e6:.0f} MB are needed there and "
            f"{free / 1e6:.0f} MB are free. Free some space, or use a larger stick."
        )
