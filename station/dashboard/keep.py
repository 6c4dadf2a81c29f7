"""Write a secret once: mode 0600, whole or not at all, and never over one that stands."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from station.disk import sync_folder


def keep_once(path: Path, secret: bytes) -> bool:
    """Write the secret unless there is one already; say whether it is now this one.

    A hard link refuses where the name exists: of two browsers that choose at the same moment one wins, and a power
    cut leaves either no file or the whole one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        return _linked(draft, path)
    finally:
        Path(draft).unlink()


def kept(path: Path) -> bytes | None:
    """Return the secret, or None where none was chosen yet."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _linked(draft: str, path: Path) -> bool:
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    sync_folder(path.parent)  # or a power cut takes the name, and with it a PIN that the page has accepted
    return True
