"""Single pictures of the virtual runner through the real landmarker, and the table made of them."""

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from station.errors import SourceError
from station.metrics import CORRECTED, RAW
from station.model import Landmark, View
from station.settings import Settings, VirtualSettings
from station.stills import measure
from station.vision.mirror import unmirrored
from station.vision.virtual.source import VirtualSource


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = VirtualSource(VirtualSettings(), View.FRONT, paced=False)
    frame = next(frame for number, frame in enumerate(source.frames()) if number == 40)
    source.close()
    cv2.imwrite(str(tmp_path / "runner.png"), frame.image)
    cv2.imwrite(str(tmp_path / "empty.png"), np.zeros_like(frame.image))
    rows = [{"file": name, "view": "front", "side": "left"} for name in ("runner.png", "empty.png", "gone.png")]
    (tmp_path / "stills.json").write_text(json.dumps(rows))
    return tmp_path


def test_each_picture_has_what_the_points_say_beside_what_the_station_reports(folder: Path) -> None:
    out = folder / "table.csv"
    done = measure(Settings(), folder, out)
    assert done.nobody == ("empty.png", "gone.png")
    with open(out, newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == "runner.png"
    assert all(abs(float(row[column])) < 45 for name in CORRECTED for column in (name, RAW[name]))


def test_what_was_there_stays_when_the_list_can_not_be_used(folder: Path) -> None:
    out = folder / "table.csv"
    out.write_text("kept")
    (folder / "stills.json").write_text('[{"file": "runner.png", "view": "left", "side": "left"}]')
    with pytest.raises(SourceError, match="front or behind"):
        measure(Settings(), folder, out)
    assert out.read_text() == "kept"


def test_what_was_found_in_the_mirror_is_where_it_is_and_left_is_left() -> None:
    points = np.full((33, 3), 0.9)
    points[Landmark.LEFT_HIP, 0], points[Landmark.RIGHT_HIP, 0] = 5.5, 7.0
    turned = unmirrored(points, width_px=10)
    assert (turned[Landmark.RIGHT_HIP, 0], turned[Landmark.LEFT_HIP, 0]) == (4.5, 3.0)
