"""Find the cases under a folder: a pose stream or a video with `NAME.truth.json` beside it.

A video without truth counts only in a folder called `footage`: nobody may be called running there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from station.errors import SourceError
from station.posestream import is_pose_stream
from station.validation.stream_truth import StreamTruth
from station.validation.truth import Truth, read_truth
from station.validation.video_truth import ClipTruth, FootageTruth

STREAM_ENDINGS = (".poses.jsonl.gz", ".poses.jsonl")
VIDEO_ENDINGS = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v")
NO_CASES = (
    "There are no cases in {folder}{matching}. A case is a pose stream (NAME.poses.jsonl.gz) or a video with "
    "NAME.truth.json beside it; a video in which nobody runs needs no truth when it lies in a folder called footage."
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the station is run on, and what is true of it. `name` is the path under the folder, without endings."""

    name: str
    path: Path
    truth: Truth

    @property
    def short(self) -> str:
        """The name without folders."""
        return self.name.rpartition("/")[2]

    @property
    def settings(self) -> dict[str, object]:
        """What `station analyze` is told on the command line, by the names of the settings."""
        truth = self.truth
        return {
            "camera.source": str(self.path),
            "camera.view": truth.view,
            "runner.height_m": truth.runner.stature_m if isinstance(truth, ClipTruth) else None,
            "runner.belt_speed_mps": None if isinstance(truth, FootageTruth) else truth.belt_speed_mps,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The cases of a folder, and in words what could not be used."""

    cases: tuple[Case, ...]
    problems: tuple[str, ...]


def find_cases(folder: Path, only: str = "") -> Found:
    """Walk the folder; `only` is a regular expression that a case's name must hold. Raises SourceError."""
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder}.")
    matches = _pattern(only)
    cases: list[Case] = []
    problems: list[str] = []
    for name, path, truth_path in _candidates(folder):
        if matches.search(name):
            try:
                cases.append(Case(name, path, _truth(path, truth_path)))
            except SourceError as error:
                problems.append(str(error))
    if not cases and not problems:
        raise SourceError(NO_CASES.format(folder=folder, matching=f" whose name matches {only!r}" if only else ""))
    return Found(tuple(cases), tuple(problems))


def _pattern(only: str) -> re.Pattern[str]:
    try:
        return re.compile(only)
    except re.error as error:
        raise SourceError(f"--only {only!r} is no regular expression: {error}.") from None


def _candidates(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield name, path and where the truth may lie."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        stem = _stem(path)
        if stem is None or not path.is_file() or any(part.startswith(".") for part in parts):
            continue
        truth = path.with_name(f"{stem}.truth.json")
        if truth.exists() or (path.parent.name == "footage" and not is_pose_stream(path)):
            yield "/".join((*parts[:-1], stem)), path, truth


def _stem(path: Path) -> str | None:
    """Return the name before the ending of a pose stream or a video; None for other files."""
    for ending in (*STREAM_ENDINGS, *VIDEO_ENDINGS):
        if path.name.lower().endswith(ending) and len(path.name) > len(ending):
            return path.name[: -len(ending)]
    return None


def _truth(path: Path, truth_path: Path) -> Truth:
    truth = read_truth(truth_path) if truth_path.exists() else FootageTruth()
    if isinstance(truth, StreamTruth) != is_pose_stream(path):
        raise SourceError(f"{truth_path} is not the kind of truth that {path.name} needs.")
    return truth
