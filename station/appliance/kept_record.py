"""The record as an update sees it: copied before a change, put back where the new release had changed its form."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from station.disk import sync_folder

DATABASE = "station.db"
COPIES_KEPT = 5
Copy = Callable[[Path, Path], None]
"""Copies a database that may be in use, whole and checked; raises where it can not."""


class KeptRecord:
    """The database in a data folder, and the copies of it that updates made."""

    def __init__(self, data_dir: Path, copies: Path, copy: Copy) -> None:
        self.database = data_dir / DATABASE
        self._copies = copies
        self._copy = copy

    def back_up(self, label: str) -> Path | None:
        """Copy the database aside; None where there is none yet."""
        if not self.database.exists():
            return None
        self._copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._copies / f"{label}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
        self._copy(self.database, path)
        path.chmod(0o600)  # the record is about people
        return path

    def copies(self, label: str) -> list[Path]:
        """Return the copies with a label, oldest first."""
        return sorted(self._copies.glob(f"{label}-*Z.db"))

    def copy_into(self, folder: Path, source: Path | None = None) -> None:
        """Copy the database, or an earlier copy of it, into a folder of whoever owns the record."""
        source = source or self.database
        if source.exists():
            self._copy(source, folder / DATABASE)
            self._own(folder / DATABASE)

    def changed_since(self, copy: Path | None) -> bool:
        """Tell whether the database has another form than a copy of it: a release has migrated it."""
        return copy is not None and form(self.database) != form(copy)

    def put_back(self, copy: Path) -> None:
        """Replace the database, which nobody has open, by a copy. Cut short, it is to be done again."""
        for end in ("-wal", "-shm"):  # first: they would be played into the copy
            self.database.with_name(DATABASE + end).unlink(missing_ok=True)
        self._copy(copy, self.database)
        self._own(self.database)
        sync_folder(self.database.parent)

    def tidy(self) -> None:
        """Let go of all but the newest copies."""
        for path in sorted(self._copies.glob("*Z.db"), key=lambda path: path.stat().st_mtime_ns)[:-COPIES_KEPT]:
            path.unlink()

    def _own(self, path: Path) -> None:
        owner = self.database.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
        path.chmod(0o600)


def form(database: Path) -> str | None:
    """Return the form (revision) of a database; None where it has none or is broken."""
    try:
        with closing(sqlite3.connect(database)) as read:
            found = read.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None
