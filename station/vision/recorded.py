"""A recorded pose stream as a source of sightings: nothing is seen anew."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from station.model import Setup, Sighting
from station.posestream import PoseReader
from station.vision.pace import Pace
from station.vision.sieve import Sieve


class RecordedSource:
    """Sightings of a pose stream: `paced` as they were recorded, or as fast as they are asked for.

    Lines that make no sense and frames whose time does not rise are passed over; `sieve` has counted them.
    Raises SourceError for a file that is no pose stream or of which too little can be used.
    """

    def __init__(self, path: Path, paced: bool) -> None:
        self._reader = PoseReader(path)
        self._pace = Pace() if paced else None
        self._closed = False
        self.setup: Setup = self._reader.setup
        self.sieve = Sieve()
        self.frame_count = _usable(path)
        """How many frames of it can be used."""

    def sightings(self) -> Iterator[Sighting]:
        """Yield what each frame showed, oldest first; once only."""
        for sighting in self.sieve.sifted(self._reader.lines()):
            if self._closed:
                return
            if self._pace is None or self._pace.due(sighting.t):
                yield replace(sighting, arrived_s=time.monotonic())

    def close(self) -> None:
        """End the sightings, from any thread."""
        self._closed = True
        if self._pace:
            self._pace.stop()


def _usable(path: Path) -> int:
    """Read the file through, so that what is wrong with it is known at the door."""
    sieve = Sieve()
    for _ in sieve.sifted(PoseReader(path).lines()):
        pass
    sieve.judge(path)
    return sieve.used
