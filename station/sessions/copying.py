"""Copy a database that may be in use: whole or not at all, checked, and safe from a power cut once done."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from station.disk import sync_folder
from station.errors import StoreError

DRAFT = ".station.db.part"
"""One name for all drafts: what a power cut left of one is overwritten by the next."""


def copy_database(source: Path, target: Path) -> None:
    """Copy a database into one file. Raises StoreError where it is damaged, sqlite3.Error, OSError."""
    with _draft(target) as draft:
        with closing(sqlite3.connect(source)) as taken, closing(sqlite3.connect(draft)) as copy:
            taken.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # or the copy asks for a second file beside it
        require_whole(draft)
        keep(draft, target)


def require_whole(database: Path) -> None:
    """Raise StoreError unless SQLite finds nothing wrong in a database."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as read:
        (first, *_) = read.execute("PRAGMA integrity_check").fetchone()
    if first != "ok":
        raise StoreError(f"The database is damaged: {first}. Restore a backup (station restore).")


def keep(draft: Path, target: Path) -> None:
    """Give a finished draft its name, so that a power cut leaves either nothing or the whole file."""
    handle = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(target)
    sync_folder(target.parent)


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    draft = target.with_name(DRAFT)
    journal = draft.with_name(f"{DRAFT}-journal")
    for rest in (draft, journal):
        rest.unlink(missing_ok=True)
    try:
        yield draft
    finally:
        for rest in (draft, journal):
            rest.unlink(missing_ok=True)  # half a copy helps nobody
