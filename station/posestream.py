"""The pose stream: what the camera saw of a runner, a line a frame, as other programs read and write it.

Line 1 is a header, each further line one frame, oldest first (`station.poses/1`). Plain or gzip by the file's name.
A stream that was cut off in mid-write is read up to the cut.
"""

import gzip
import json
import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from pydantic import BaseModel, ValidationError

from station.errors import SourceError
from station.model import Landmark, Pose, Setup, Sighting, View

SCHEMA = "station.poses/1"
SUFFIXES = (".poses.jsonl", ".poses.jsonl.gz", "poses.jsonl", "poses.jsonl.gz")

_BY_KEY = {landmark.key: landmark for landmark in Landmark}


def is_pose_stream(path: Path) -> bool:
    """Tell by its name whether a file is a pose stream."""
    return path.name.endswith(SUFFIXES)


class Header(BaseModel):
    """The first line of a stream."""

    schema_: str
    view: View
    width_px: int
    height_px: int
    runner_height_m: float | None = None
    belt_speed_mps: float | None = None
    source: str = ""
    aim_known: bool = False


class PoseReader:
    """Read a pose stream: `setup` at once, then iterate over sightings.

    Raises SourceError for a file that is no pose stream, or a line that makes no sense (with its number).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = _lines(path)
        self.setup = self._header()

    def __iter__(self) -> Iterator[Sighting]:
        for number, line in self._lines:
            yield self._sighting(number, line)

    def _header(self) -> Setup:
        try:
            _, line = next(self._lines)
            fields = json.loads(line)
            if fields.get("schema") != SCHEMA:
                raise SourceError(
                    f"{self._path} is not a pose stream of this kind ({SCHEMA}): {fields.get('schema')!r}."
                )
            header = Header.model_validate({"schema_": SCHEMA, **fields})
        except (StopIteration, ValueError, AttributeError, ValidationError):
            raise SourceError(f"{self._path} is not a pose stream: its first line is no header ({SCHEMA}).") from None
        return Setup(**header.model_dump(exclude={"schema_"}))

    def _sighting(self, number: int, line: str) -> Sighting:
        try:
            fields = json.loads(line)
            t = float(fields["t"])
            if not math.isfinite(t):
                raise ValueError
            return Sighting(t, pose_of(t, fields["points"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SourceError(f"{self._path}, line {number}: not a frame of a pose stream.") from None


def pose_of(t: float, points: dict[str, list[float]] | None) -> Pose | None:
    """Return the pose in the points of a line; names not MediaPipe's and points that are no numbers are left out."""
    if points is None:
        return None
    array = np.full((len(Landmark), 3), np.nan)
    array[:, 2] = 0.0
    for key, (x, y, visibility) in points.items():
        if key in _BY_KEY and math.isfinite(x + y + visibility):
            array[_BY_KEY[key]] = (x, y, visibility)
    return Pose(t, array)


def points_of(pose: Pose | None, faceless: bool = False) -> dict[str, list[float]] | None:
    """Return a pose as the points of a line, unseen ones left out; `faceless` leaves out those of the face."""
    if pose is None:
        return None
    rows = pose.points.tolist()
    return {
        landmark.key: rows[landmark]
        for landmark in Landmark
        if rows[landmark][0] == rows[landmark][0] and not (faceless and landmark.of_face)
    }


class PoseWriter:
    """Write a pose stream. `sync` makes all that was written readable even if the power fails next."""

    def __init__(self, path: Path, setup: Setup, faceless: bool = False) -> None:
        self._file: IO[bytes] = open(path, "wb")  # noqa: SIM115 (closed by close)
        self._zip = _gzip(self._file) if path.suffix == ".gz" else None
        self._faceless = faceless
        self._write({"schema": SCHEMA, **_header_of(setup)})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, sighting: Sighting) -> None:
        self._write({"t": sighting.t, "points": points_of(sighting.pose, self._faceless)})

    def sync(self) -> None:
        if self._zip:
            self._zip.flush(zlib.Z_SYNC_FLUSH)
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._zip:
            self._zip.close()
        self._file.close()

    def _write(self, fields: dict[str, Any]) -> None:
        (self._zip or self._file).write(json.dumps(fields, separators=(",", ":")).encode() + b"\n")


def _header_of(setup: Setup) -> dict[str, Any]:
    """Return a set-up as the header promises it; `aim_known` is there only where it is true."""
    fields = asdict(setup)
    return fields if setup.aim_known else {name: value for name, value in fields.items() if name != "aim_known"}


def _gzip(raw: IO[bytes]) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=5, mtime=0)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; a torn end (cut-off gzip, half a line, half a letter) ends the stream."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb") as stream:
            number = 0
            while line := _next_line(stream):
                number += 1
                if line.strip():
                    yield number, line.decode("utf-8", errors="replace")
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}.") from None
    except OSError as error:
        raise SourceError(f"{path} can not be read: {error.strerror or error}.") from None


def _next_line(stream: Any) -> bytes:
    try:
        line: bytes = stream.readline()
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""
    return line if line.endswith(b"\n") or _whole(line) else b""


def _whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
