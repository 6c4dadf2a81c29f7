"""`station stills`: what the station reads off single pictures whose truth is known, beside what the points say."""

import csv
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import track

from station.errors import SourceError, StoreError
from station.gait import angles
from station.gait.anatomy import Looked
from station.gait.body import BOUNCE, JOINTS, BodyReader
from station.gait.frontal import Frontal
from station.metrics import CORRECTED, MEDIAPIPE, RAW
from station.model import Pose, Setup, Side, View
from station.settings import Settings
from station.vision.model_store import require
from station.vision.still import StillEye

LISTED = "stills.json"
TRUE = {"hip": "HIP", "knee": "KNEE", "ankle": "ANKLE", "shoulder": "SHOULDER"}
OTHERS = ("trunk_side_lean_deg", "knee_window_frac")
COLUMNS = (
    "file",
    "view",
    "side",
    *(column for name in CORRECTED for column in (RAW[name], name)),
    *OTHERS,
    "corrected",
)


class Still(BaseModel):
    """A picture: its file, where the camera stood and which leg stands. More may stand beside it."""

    file: str
    view: View
    side: Side


@dataclass(frozen=True, slots=True)
class Measured:
    """How many pictures there were from front and rear, and which could not be read or show nobody."""

    pictures: int
    nobody: tuple[str, ...]


def measure(settings: Settings, folder: Path, out: Path) -> Measured:
    """Measure every picture that `stills.json` in the folder lists; write a row each to `out`.

    Raises SourceError for a folder without a usable list, StoreError where the table can not be written.
    """
    stills = [still for still in listed(folder) if still.view.frontal]
    if not stills:
        raise SourceError(f"{folder / LISTED} lists no picture from the front or behind: only those are measured.")
    with closing(
        StillEye(require(settings.store.data_dir, settings.pose.model), settings.pose.min_confidence_frac)
    ) as eye:
        rows = [_row(eye, folder, still) for still in _shown(stills)]
    _write(out, [row for row in rows if row])
    return Measured(len(stills), tuple(still.file for still, row in zip(stills, rows, strict=True) if row is None))


def _write(out: Path, rows: list[dict[str, Any]]) -> None:
    """Write the table, whole or not at all."""
    draft = out.with_name(f"{out.name}.part")
    try:
        with open(draft, "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        draft.replace(out)
    except OSError as error:
        raise StoreError(f"{out} can not be written: {error.strerror or error}.") from None


def listed(folder: Path) -> list[Still]:
    """Return the pictures that the folder lists. Raises SourceError."""
    path = folder / LISTED
    try:
        return TypeAdapter(list[Still]).validate_python(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SourceError(
            f"{path} can not be read: {error.strerror}. It lists the pictures and which leg stands."
        ) from None
    except ValueError as error:
        raise SourceError(f"{path} is no list of pictures with file, view and side: {_first(error)}.") from None


def truth(row: dict[str, Any]) -> dict[str, float]:
    """Return the true frontal metrics of the leg that stands, from a picture's true joints."""
    points = np.full((len(JOINTS), 2), np.nan)
    names = [joint.name for joint in JOINTS]
    for name, place in row["joints_px"].items():
        joint, _, side = name.partition("_")
        if joint in TRUE:
            points[names.index(f"{'LEFT' if side == 'L' else 'RIGHT'}_{TRUE[joint]}")] = place
    to_the_right = 1.0 if View(row["view"]) is View.REAR else -1.0
    return angles.frontal(points * (to_the_right, -1.0), Side(row["side"]))


def _first(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return "it is not JSON"
    problem = error.errors()[0]
    return f"{'.'.join(map(str, problem['loc'])) or 'it'}: {problem['msg']}"


def _shown(stills: list[Still]) -> Iterator[Still]:
    console = Console(stderr=True)
    yield from track(stills, "Looking", console=console, disable=not console.is_terminal)


def _row(eye: StillEye, folder: Path, still: Still) -> dict[str, Any] | None:
    picture = cv2.imread(str(folder / still.file))
    points = None if picture is None else eye.look(np.asarray(picture, np.uint8))
    if picture is None or points is None:
        return None
    height, width = picture.shape[:2]
    setup = Setup(still.view, width, height, source=MEDIAPIPE)
    body = BodyReader(setup).read(Pose(0.0, points))
    if body is None:
        return None
    shown = Frontal(setup, looked=Looked.BOTH_WAYS).read(body.sample[:BOUNCE].reshape(-1, 2), still.side, None)
    numbers = {name: round(value, 3) for name, value in shown.metrics.items() if name in COLUMNS}
    how = {"file": still.file, "view": still.view.value, "side": still.side.value}
    return how | numbers | {"corrected": "no" if shown.uncorrected else "yes"}
