"""A recorded pose stream as a source of sightings: nothing is seen anew."""

import contextlib
import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from station.model import Setup, Sighting
from station.posestream import PoseReader
from station.vision.pace import Pace


class RecordedSource:
    """Sightings of a pose stream: `paced` as they were recorded, or as fast as they are asked for.

    Raises SourceError for a file that is no pose stream.
    """

    def __init__(self, path: Path, paced: bool) -> None:
        self._path = path
        self._reader = PoseReader(path)
        self._pace = Pace() if paced else None
        self._closed = False
        self.setup: Setup = self._reader.setup

    @property
    def frame_count(self) -> int:
        """How many frames the stream holds, for a progress bar. Reads the file through: 25 ms for a minute's run."""
        return max(0, _count_lines(self._path) - 1)

    def sightings(self) -> Iterator[Sighting]:
        """Yield what each frame showed, oldest first; once only."""
        for sighting in self._reader:
            if self._closed:
                return
            if self._pace is None or self._pace.due(sighting.t):
                yield replace(sighting, arrived_s=time.monotonic())

    def close(self) -> None:
        """End the sightings, from any thread."""
        self._closed = True
        if self._pace:
            self._pace.stop()


def _count_lines(path: Path) -> int:
    """Count whole lines; a gzip that was cut off counts up to the cut."""
    lines = 0
    with (
        contextlib.suppress(EOFError, zlib.error),
        gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb") as stream,
    ):
        for line in stream:
            lines += line.endswith(b"\n")
    return lines
