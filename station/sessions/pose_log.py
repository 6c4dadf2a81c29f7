"""A session's pose stream on disk, a piece at a time: each is a gzip member of its own, synced before the next.

What was synced stays readable whatever happens later: a member cut off by a power failure, or by a full disk, costs
itself and nothing before it, and is overwritten when there is room again. (`posestream.PoseWriter` keeps one member
open for the whole stream: right for `analyze`, but after one failed write all that follows would be unreadable.)
"""

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from station.model import Setup, Sighting
from station.posestream import PoseWriter, line_of
from station.sessions.copying import keep

Line = dict[str, Any]

LEVEL = 5
"""Of gzip: higher levels take more time than they save room."""

DRAFT = ".begun.gz"
"""One name for all: what a power cut left of one is overwritten by the next."""


class PoseLog:
    """Append to a pose stream without faces; what raises OSError has not been written and may be tried again."""

    def __init__(self, path: Path, setup: Setup) -> None:
        self._path = path
        self._setup = setup
        self._size = 0

    @property
    def size(self) -> int:
        """How many bytes of the file hold."""
        return self._size

    def back_to(self, size: int) -> None:
        """Take back what was appended since the file was so large."""
        self._size = size

    def append(self, sightings: Iterable[Sighting]) -> None:
        self.append_lines(line_of(sighting, faceless=True) for sighting in sightings)

    def append_lines(self, lines: Iterable[Line]) -> None:
        if not self._size:
            self._begin()
        piece = gzip.compress(b"".join(map(_written, lines)), LEVEL, mtime=0)
        with open(self._path, "r+b") as file:
            file.truncate(self._size)
            file.seek(self._size)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(piece)

    def _begin(self) -> None:
        draft = self._path.with_name(DRAFT)
        PoseWriter(draft, self._setup, faceless=True).close()
        keep(draft, self._path)  # a name whose content was not safe yet was seen after a power cut: all zeros
        self._size = self._path.stat().st_size


def _written(line: Line) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"
