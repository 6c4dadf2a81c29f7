"""The pose stream: what the camera saw of a runner, a line a frame, as other programs read and write it.

Line 1 is a header, each further line one frame, oldest first (`station.poses/1`). Plain or gzip by the file's name.
A stream that was cut off in mid-write is read up to the cut, one with a byte order mark as if it had none.
"""

import gzip
import json
import math
import os
import reprlib
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Annotated, Any, Self

import numpy as np
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from station.allowed import complaint
from station.errors import SourceError
from station.kept_aim import KeptAim
from station.model import Landmark, Pose, Setup, Sighting, Stickers, View
from station.settings import FASTEST_MPS, SHORTEST_M, SLOWEST_MPS, TALLEST_M

SCHEMA = "station.poses/1"
MOST_PX = 16384
"""Of a picture's side; no camera has more."""

SUFFIXES = (".poses.jsonl", ".poses.jsonl.gz", "poses.jsonl", "poses.jsonl.gz")

_SAID_WHERE_TRUE = ("aim_known", "aim", "real_hips", "stickers")
_BY_KEY = {landmark.key: landmark for landmark in Landmark}


def is_pose_stream(path: Path) -> bool:
    """Tell by its name whether a file is a pose stream."""
    return path.name.endswith(SUFFIXES)


class Header(BaseModel):
    """The first line of a stream."""

    view: View
    width_px: int = Field(ge=1, le=MOST_PX)
    height_px: int = Field(ge=1, le=MOST_PX)
    runner_height_m: float | None = Field(None, ge=SHORTEST_M, le=TALLEST_M)
    belt_speed_mps: float | None = Field(None, ge=SLOWEST_MPS, le=FASTEST_MPS)
    source: Annotated[str, BeforeValidator(lambda given: "" if given is None else given)] = ""
    aim_known: bool = False
    aim: KeptAim | None = None
    real_hips: bool = False
    stickers: bool = False


class PoseReader:
    """Read a pose stream: `setup` at once, then iterate over its sightings, or over `lines` where some may be bad.

    Raises SourceError for a file that is no pose stream, or a line that makes no sense (with its number).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines = _lines(path)
        self.setup = _setup(path, next(self._lines, (1, b""))[1])

    def __iter__(self) -> Iterator[Sighting]:
        for number, line in self._lines:
            sighting = _sighting(line)
            if sighting is None and line.endswith(b"\n"):
                raise SourceError(f"{self._path}, line {number}: not a frame of a pose stream.")
            if sighting:
                yield sighting

    def of_second(self) -> Iterator[tuple[int, Sighting]]:
        """Yield each frame of a session's second camera, and its number among the frames of both."""
        for number, line in self._lines:
            sighting, beat = _sighting(line), (_fields(line) or {}).get("beat")
            if sighting and isinstance(beat, int):
                yield beat, replace(sighting, camera=1)
            elif line.endswith(b"\n"):
                raise SourceError(f"{self._path}, line {number}: not a frame of a second camera's pose stream.")

    def lines(self) -> Iterator[Sighting | None]:
        """Yield what each line tells; None for one that makes no sense or was cut off."""
        return (_sighting(line) for _, line in self._lines)


def _setup(path: Path, line: bytes) -> Setup:
    fields = _fields(line)
    if fields is None:
        raise SourceError(f"{path} is not a pose stream: its first line is no header ({SCHEMA}).")
    if fields.get("schema") != SCHEMA:
        raise SourceError(f"{path} is not a pose stream of this kind ({SCHEMA}): {reprlib.repr(fields.get('schema'))}.")
    try:
        return Setup(**dict(Header.model_validate(fields)))
    except ValidationError as error:
        raise SourceError("\n".join(_problems(path, error))) from None


def _problems(path: Path, error: ValidationError) -> Iterator[str]:
    yield f"The header of {path} can not be used. Put this right in its first line:"
    for problem in error.errors():
        name = str(problem["loc"][0])
        given = "" if problem["type"] == "missing" else f" = {reprlib.repr(problem['input'])}"
        yield f"  {name}{given}: {complaint(problem, Header.model_fields[name])}."


def _fields(line: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(line.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _sighting(line: bytes) -> Sighting | None:
    fields = _fields(line) or {}
    try:
        t = float(fields["t"])
        pose = pose_of(t, fields["points"], fields.get("stickers"))
        return Sighting(t, pose) if math.isfinite(t) else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def pose_of(
    t: float, points: dict[str, list[float]] | None, stickers: dict[str, list[float]] | None = None
) -> Pose | None:
    """Return the pose in a line's points; names not MediaPipe's and points that are no numbers are left out."""
    if points is None:
        return None
    array = np.full((len(Landmark), 3), np.nan)
    array[:, 2] = 0.0
    for key, (x, y, visibility) in points.items():
        if key in _BY_KEY and math.isfinite(x + y + visibility):
            array[_BY_KEY[key]] = (x, y, visibility)
    return Pose(t, array, _stickers_of(stickers))


def _stickers_of(stickers: dict[str, list[float]] | None) -> Stickers | None:
    """Return the two stickers of a line; one alone, or one that is no number, tells nothing."""
    if not stickers or "left" not in stickers or "right" not in stickers:
        return None
    left, right = ((float(x), float(y), float(c)) for x, y, c in (stickers["left"], stickers["right"]))
    return Stickers(left, right) if math.isfinite(sum(left + right)) else None


def points_of(pose: Pose | None, faceless: bool = False) -> dict[str, list[float]] | None:
    """Return a pose as the points of a line, unseen ones left out; `faceless` leaves out those of the face."""
    if pose is None:
        return None
    rows = pose.points.tolist()
    return {
        landmark.key: rows[landmark]
        for landmark in Landmark
        if math.isfinite(sum(rows[landmark])) and not (faceless and landmark.of_face)
    }


def line_of(sighting: Sighting, faceless: bool = False) -> dict[str, Any]:
    """Return a sighting as the fields of a line; `stickers` is there only where two were seen."""
    fields: dict[str, Any] = {"t": sighting.t, "points": points_of(sighting.pose, faceless)}
    if sighting.pose and sighting.pose.stickers:
        fields["stickers"] = asdict(sighting.pose.stickers)
    return fields


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
        self._write(line_of(sighting, self._faceless))

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
        (self._zip or self._file).write(json.dumps(fields, separators=(",", ":"), allow_nan=False).encode() + b"\n")


def _header_of(setup: Setup) -> dict[str, Any]:
    """Return a set-up as the header promises it; what is only `_SAID_WHERE_TRUE` is left out otherwise.

    A stream is one camera's: of another it says nothing.
    """
    fields = asdict(replace(setup, second=None))
    del fields["second"]
    return {name: value for name, value in fields.items() if value or name not in _SAID_WHERE_TRUE}


def _gzip(raw: IO[bytes]) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=5, mtime=0)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines; the last has no line end where it was cut off, and is empty where a gzip was."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield number + 1, b""
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise SourceError(f"{path} is a folder. Name the pose stream in it.") from None
    except OSError as error:
        raise SourceError(f"{path} can not be read: {error.strerror or error}.") from None
