"""Run `station analyze` over clips of runners with stickers, and hold each step's pelvic drop against the true one."""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from station.model import Side, StickerColour, View
from tools.stickers.drops import Drop

NEAR_S = 0.08  # between the station's midstance and the true middle of a contact
SIDES = {"L": Side.LEFT, "R": Side.RIGHT}

Truth = dict[str, Any]


def drops_of_clips(folder: Path) -> Iterator[Drop]:
    """Yield the steps of every clip; the colour worn stands in its name."""
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.removesuffix(".truth.json")
        truth = json.loads(path.read_text())
        yield from _matched(name, truth, _steps(folder / f"{name}.mp4", truth))


def _steps(clip: Path, truth: Truth) -> list[dict[str, str]]:
    colour = next(colour for colour in StickerColour if colour in clip.stem)
    command = [sys.executable, "-m", "station", "analyze", str(clip), "--view", truth["view"], "--stickers", colour]
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([*command, "--out", out], check=True, stdout=subprocess.DEVNULL)
        with (Path(out) / "steps.csv").open(newline="") as file:
            return list(csv.DictReader(file))


def _matched(name: str, truth: Truth, rows: list[dict[str, str]]) -> Iterator[Drop]:
    for step in truth["steps"]:
        side = SIDES[step["side"]]
        near = (
            row for row in rows if row["side"] == side and abs(float(row["t_midstance_s"]) - step["t_mid"]) < NEAR_S
        )
        row = next(near, None)
        if row and row["fppa_deg"]:  # angles are told from the second stride on
            told = float(row["pelvic_drop_deg"]) if row["pelvic_drop_deg"] else None
            true, lab, grade = step["drop_2d_mid"], step["drop_3d_mid"], row["pelvic_drop_deg_grade"]
            yield Drop(name, View(truth["view"]), side, False, true, lab, None, told, grade=grade)
