"""Put a backup in the place of the record; what was there is set aside, not thrown away."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from station.errors import StoreError
from station.sessions.copying import copy_database, require_whole
from station.sessions.mirror import POSES, PROGRAMMES, copy_files, waiting
from station.sessions.opening import open_database
from station.sessions.recording_lock import RecordingLock
from station.sessions.store import DATABASE, Store
from station.sessions.words import why


def restore(data_dir: Path, backup: Path) -> Path | None:
    """Restore a backup, with the pose streams beside it; return where the former record lies now, if there was one.

    Raises StoreError in words: no or a damaged backup, a station that records, a backup of a newer station.
    """
    try:
        require_backup(backup)
        data_dir.mkdir(parents=True, exist_ok=True)
        with RecordingLock(data_dir), TemporaryDirectory(dir=data_dir, prefix=".restoring-") as draft:
            ready = _up_to_date(backup, Path(draft))
            aside = _set_aside(data_dir / DATABASE)
            copy_database(ready, data_dir / DATABASE)
            _copy_beside(backup.parent, data_dir)
    except BlockingIOError:
        raise StoreError(f"A station is recording into {data_dir}. End it first, then restore.") from None
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The backup {backup} was not restored: {why(error)}.") from error
    Store(data_dir).close()  # a session that ran when the backup was made is closed
    return aside


def require_backup(backup: Path) -> None:
    """Raise StoreError unless a file is a whole database of a station."""
    if not backup.is_file():
        raise StoreError(f"There is no backup {backup}.")
    require_whole(backup)
    with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as read:
        if not read.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            raise StoreError(f"{backup} is no record of a station.")


def _up_to_date(backup: Path, draft: Path) -> Path:
    """Return a copy that this station can open; a newer one's is refused before anything is replaced."""
    ready = draft / DATABASE
    copy_database(backup, ready)
    open_database(ready).dispose()
    return ready


def _set_aside(database: Path) -> Path | None:
    """Rename the record and what belongs to it; a log that stayed behind would be played into the backup."""
    if not database.exists():
        return None
    aside = database.with_name(f"{database.stem}-replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}{database.suffix}")
    for end in ("", "-wal", "-shm"):
        part = database.with_name(database.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside


def _copy_beside(folder: Path, data_dir: Path) -> None:
    """Copy what the data folder lacks; what it has may be newer than the backup."""
    for name in (POSES, PROGRAMMES):
        missing = [
            file for file in waiting(folder / name, data_dir / name) if not (data_dir / name / file.name).exists()
        ]
        copy_files(missing, data_dir / name)
