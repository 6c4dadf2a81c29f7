"""Copy pose streams and a clinic's own programmes beside a backup: what is new or has grown, and nothing else."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from station.errors import StoreError
from station.sessions.copying import keep

POSES, PROGRAMMES = "sessions", "programmes"
"""Folders of the data folder, and of a backup."""

HEAD_BYTES = 4096
"""So far a pose stream is the same as what was copied of it before: it only ever grows."""


def waiting(source: Path, target: Path) -> list[Path]:
    """Return the files of a folder that are not yet in the other as they are now."""
    return [file for file in _files(source) if _differs(file, target / file.name)]


def copy_files(files: Sequence[Path], target: Path) -> None:
    """Copy files with their times into a folder, each whole or not at all. Raises OSError."""
    if files:
        target.mkdir(parents=True, exist_ok=True)
    draft = target / ".part"
    try:
        for file in files:
            shutil.copyfile(file, draft)  # no copy2: a FAT stick refuses to be told of modes
            os.utime(draft, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
            keep(draft, target / file.name)
    finally:
        draft.unlink(missing_ok=True)


def refuse_another_record(files: Sequence[Path], target: Path) -> None:
    """Raise StoreError where a stream would replace one of another session that had the same number."""
    for file in files:
        known = target / file.name
        if known.exists() and known.stat().st_size and not _head(file).startswith(_head(known)):
            raise StoreError(
                f"{known} is of another record: choose another folder for this one, or restore that record first."
            )


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith("."))


def _differs(file: Path, known: Path) -> bool:
    """Tell whether a file was changed since it was copied; a stick's clock counts in steps of two seconds."""
    if not known.exists():
        return True
    now, then = file.stat(), known.stat()
    return now.st_size != then.st_size or abs(now.st_mtime - then.st_mtime) > 2


def _head(file: Path) -> bytes:
    with open(file, "rb") as opened:
        return opened.read(HEAD_BYTES)
