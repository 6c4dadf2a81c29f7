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

from station.disk import sync_folder
from station.model import Setup, Sighting
from station.posestream import PoseWriter, line_of

LEVEL = 5
"""Of gzip: higher levels take more time than they save room."""


class PoseLog:
    """Append to a pose stream without faces; what raises OSError has not been written and may be tried again."""

    def __init__(self, path: Path, setup: Setup) -> None:
        self._path = path
        self._setup = setup
        self._size = 0

    def append(self, sightings: Iterable[Sighting]) -> None:
        if not self._size:
            self._begin()
        piece = gzip.compress(b"".join(map(_line, sightings)), LEVEL, mtime=0)
        with open(self._path, "r+b") as file:
            file.truncate(self._size)
            file.seek(self._size)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(piece)

    def _begin(self) -> None:
        with PoseWriter(self._path, self._setup, faceless=True) as header:
            header.sync()
        sync_folder(self._path.parent)
        self._size = self._path.stat().st_size


def _line(sighting: Sighting) -> bytes:
    return json.dumps(line_of(sighting, faceless=True), separators=(",", ":")).encode() + b"\n"
