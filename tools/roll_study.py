"""How well roll is found in pictures: by taps on the belt alone, and with the edges that stand upright in the room.

First pictures of the benchmark's rendered clips (name the folder with STATION_BENCH or as argument), whose camera is
known and level, are turned about their middle as a camera's roll turns them; the belt is tapped with SD 2.5 px.

    python tools/roll_study.py [FOLDER]
"""

import argparse
import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray

from station.belt import aim_of
from station.model import View
from station.uprights import upright_edges

Array = NDArray[np.float64]

TAP_SD_PX = 2.5
TIMES = 6
ROLLS_DEG = (-3.0, -1.5, 0.0, 1.5, 3.0)
ENDS_M, HALF_WIDTH_M = (-1.05, 0.62), 0.25  # of the rendered belt
VIEWS = {"front": View.FRONT, "rear": View.REAR, "side-left": View.LEFT, "side-right": View.RIGHT}


@dataclass(frozen=True, slots=True)
class Clip:
    """A first picture, and where the belt's corners are in it."""

    name: str
    view: View
    image: NDArray[np.uint8]
    corners_px: Array

    @property
    def size_px(self) -> tuple[int, int]:
        height, width = self.image.shape[:2]
        return width, height


def read(path: Path) -> Clip:
    truth = json.loads(path.read_text(encoding="utf-8"))
    film = cv2.VideoCapture(str(path).replace(".truth.json", ".mp4"))
    _, image = film.read()
    film.release()
    camera = truth["camera"]
    belt = np.array([(x, y, 0.0) for x in ENDS_M for y in (-HALF_WIDTH_M, HALF_WIDTH_M)])
    seen = belt @ np.array(camera["R"]).T + np.array(camera["t"])
    lens = np.array(camera["K"])
    corners = seen[:, :2] / seen[:, 2:] * lens[0, 0] + lens[:2, 2]
    return Clip(path.name.removesuffix(".truth.json"), VIEWS[truth["view"]], np.asarray(image, np.uint8), corners)


def errors(clip: Clip, roll_deg: float, chance: np.random.Generator) -> Iterator[tuple[float, float, bool]]:
    """Yield what is wrong with roll by taps alone and with edges, and whether edges told anything."""
    middle, turn = np.array(clip.size_px) / 2, math.radians(roll_deg)
    rolled = cv2.getRotationMatrix2D((middle - 0.5).tolist(), roll_deg, 1.0)
    edges = upright_edges(np.asarray(cv2.warpAffine(clip.image, rolled, clip.size_px), np.uint8))
    matrix = np.array(((math.cos(turn), -math.sin(turn)), (math.sin(turn), math.cos(turn))))
    corners = (clip.corners_px - middle) @ matrix + middle
    for _ in range(TIMES):
        taps = [(float(x), float(y)) for x, y in corners + chance.normal(0, TAP_SD_PX, (4, 2))]
        belt_m = (ENDS_M[1] - ENDS_M[0], 2 * HALF_WIDTH_M)
        alone, helped = (aim_of(taps, belt_m, clip.size_px, clip.view, edges_px=told).aim for told in ((), edges))
        yield alone.roll_deg - roll_deg, helped.roll_deg - roll_deg, helped.roll_deg != alone.roll_deg


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    bench = Path(os.environ.get("STATION_BENCH", "../shared")) / "bench" / "clips"
    told.add_argument("folder", nargs="?", type=Path, default=bench)
    chance, all_found = np.random.default_rng(1), []
    click.echo("| picture | edges told | RMS by taps | RMS with edges |\n| --- | ---: | ---: | ---: |")
    for path in sorted(told.parse_args().folder.glob("*.truth.json")):
        clip = read(path)
        found = [row for roll_deg in ROLLS_DEG for row in errors(clip, roll_deg, chance)]
        all_found += found
        _show(clip.name, found)
    _show("all", all_found)


def _show(name: str, found: list[tuple[float, float, bool]]) -> None:
    alone, helped, used = np.array(found, float).T
    click.echo(
        f"| {name} | {used.mean():.0%} | {math.sqrt((alone**2).mean()):.2f} | {math.sqrt((helped**2).mean()):.2f} |"
    )


if __name__ == "__main__":
    main()
