"""The pose streams of a session's cameras: a file each, and in the second's lines where they belong among all frames.

Frames of two cameras come in any order, and a replay must turn the engine in the same. So each line of the second
stream has its `beat`: its number among the frames of both, from 0; the first camera's frames fill the places between.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from station.model import Setup, Sighting
from station.posestream import PoseReader, line_of
from station.sessions.pose_log import PoseLog


class PoseLogs:
    """Append to the streams of one camera or two; what raises OSError has been written to neither."""

    def __init__(self, paths: Sequence[Path], setup: Setup) -> None:
        first, *others = [PoseLog(path, camera) for path, camera in zip(paths, setup.cameras, strict=False)]
        self._first, self._second = first, others[0] if others else None
        self._beats = 0

    def append(self, sightings: Sequence[Sighting]) -> None:
        before = self._first.size
        self._first.append(sighting for sighting in sightings if sighting.camera == 0)
        if self._second:
            try:
                self._second.append_lines(
                    line_of(sighting, faceless=True) | {"beat": beat}
                    for beat, sighting in enumerate(sightings, self._beats)
                    if sighting.camera
                )
            except OSError:
                self._first.back_to(before)
                raise
        self._beats += len(sightings)


def read(paths: Sequence[Path], setup: Setup) -> Iterator[Sighting]:
    """Yield the sightings of all cameras in the order in which they came. Raises SourceError."""
    first = iter(PoseReader(paths[0]))
    if setup.second is None:
        return first
    return _in_order(first, PoseReader(paths[1]).of_second())


def _in_order(first: Iterator[Sighting], second: Iterator[tuple[int, Sighting]]) -> Iterator[Sighting]:
    """Yield until one of the two lacks the frame that is next: the power failed before it was written."""
    coming = next(second, None)
    for beat in count():
        if coming and coming[0] == beat:
            yield coming[1]
            coming = next(second, None)
        elif seen := next(first, None):
            yield seen
        else:
            return
