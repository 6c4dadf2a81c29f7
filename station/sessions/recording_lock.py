"""One program at a time records into a folder; the others may read."""

import fcntl
import os
from pathlib import Path
from typing import Self


class RecordingLock:
    """Hold a folder for recording until closed. Raises BlockingIOError while another holds it.

    The kernel gives it back when its holder dies, however it dies. (The folder itself is locked, not a file in it:
    so there is nothing to write, to own or to leave behind.)
    """

    def __init__(self, data_dir: Path) -> None:
        self._handle: int | None = os.open(data_dir, os.O_RDONLY)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
        self._handle = None
