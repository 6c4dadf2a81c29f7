"""Render runners who wear two stickers on the pelvis: stills of their stance, with exact places of joints and stickers.

    python tools/stickers/pictures.py RENDERER MOTION FOLDER SEED SCENES

RENDERER holds `bodies/` and `real_motion.py`; MOTION real runners' joint paths (*.npz). The renderer itself is this
project's (`tools/render_runner`). FOLDER gets pictures and `rows.jsonl`, a line a picture. Nothing in one picture
follows from another: body, clothes, camera, room, light, motion and pelvic drop (-2 to 12 degrees) are all drawn.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator, default_rng

TOOLS = Path(__file__).resolve().parents[1]
RENDERER, MOTION, FOLDER = (Path(name).resolve() for name in sys.argv[1:4])
sys.path[:0] = [str(TOOLS / "render_runner"), str(TOOLS / "anatomy")]
import render_runner.body as renderer_body  # noqa: E402

sys.path.append(str(RENDERER))
sys.argv[1:2] = [str(TOOLS / "render_runner")]  # real_motion.py looks for its renderer there

import bodies  # noqa: E402
import looks  # noqa: E402
import motions  # noqa: E402
from real_motion import RealGait  # noqa: E402
from render_runner.__main__ import Sensor  # noqa: E402
from render_runner.gait import Gait  # noqa: E402
from render_runner.person import Person  # noqa: E402
from render_runner.render import Camera, Renderer  # noqa: E402

SIZES_PX = ((540, 720), (720, 960))
PICTURES = 8  # of one scene
REAL_FRAC = 0.4
AROUND_S = 0.02
JOINTS = tuple(f"{joint}_{leg}" for joint in ("hip", "knee", "ankle", "shoulder") for leg in "LR")
PLACES = {"front": "asis", "rear": "psis"}
SIDE = {"L": "left", "R": "right"}

# Fluorescent dots as they can be bought, linear red-green-blue.
COLOURS = {"green": (0.12, 0.83, 0.07), "pink": (0.95, 0.07, 0.38)}


def main() -> None:
    """Render as many scenes as asked for."""
    rng, scenes = default_rng(int(sys.argv[4])), int(sys.argv[5])
    names = sorted(path.stem for path in (RENDERER / "bodies").glob("*.npz"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "rows.jsonl").unlink(missing_ok=True)
    for scene in range(scenes):
        try:
            found = pictures(rng, names, f"{sys.argv[4]}_{scene:04d}")
        except (AssertionError, ValueError, IndexError) as error:  # a form that no body can run
            print(scene, error, flush=True)  # noqa: T201
            continue
        with (FOLDER / "rows.jsonl").open("a") as file:
            file.writelines(json.dumps(row) + "\n" for row in found)
        print(scene, len(found), flush=True)  # noqa: T201


def pictures(rng: Generator, names: list[str], scene: str) -> list[dict[str, Any]]:
    """Render one person in front of one camera."""
    path, mixture = bodies.drawn(rng, RENDERER / "bodies", names)
    renderer_body.BODY_DIR = str(path.parent)
    body = renderer_body.Body("drawn", float(rng.uniform(1.52, 1.95)))
    view = str(rng.choice(["front", "rear"]))
    clothes = _dressed(rng)
    colour = min(COLOURS, key=lambda colour: _worn(colour, clothes))
    patch_mm = float(rng.choice([0.0, 45.0]))
    person = Person(body, **clothes, stickers=PLACES[view], sticker_color=COLOURS[colour], sticker_patch_mm=patch_mm)
    size_px, placed = SIZES_PX[int(rng.integers(2))], looks.camera(rng)
    camera = Camera(size_px, view, **placed)
    renderer = Renderer(camera, looks.room(rng), [person], looks.light(rng), int(rng.integers(1000)), samples=4)
    sensor = Sensor(size_px, **looks.sensor(rng))
    gait, middles, runner = _gait(rng, body)
    chosen = [middles[i] for i in rng.permutation(len(middles))[:PICTURES]]
    times = np.array([t for t, _ in chosen]) + rng.normal(0, AROUND_S, len(chosen))
    posed = gait.pose(times)
    joints = {name: posed["J"][name] for name in JOINTS}
    stuck = {f"sticker_{leg}": at for leg, at in person.stickers(posed["M"]).items()}
    seen = {name: camera.project(at) for name, at in (joints | stuck).items()}
    rows = []
    for i, (_, leg) in enumerate(chosen):
        frame = renderer.frame([person.skin(posed["M"][i], 0.1 * rng.normal())], float(gait.belt_pos(1 + times[i])))
        picture = looks.motion_blur(rng, sensor(np.ascontiguousarray(frame)))
        name = f"{scene}_{i:02d}.jpg"
        cv2.imwrite(str(FOLDER / name), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
        rows.append(
            {"file": name, "scene": scene, "mixture": mixture, "runner": runner, "view": view, "side": SIDE[leg],
             "colour": colour, "patch_mm": patch_mm, "camera": placed, "stature_m": body.stature,
             "joints_3d": {joint: np.round(at[i], 4).tolist() for joint, at in (joints | stuck).items()},
             "joints_px": {joint: np.round(at[i, :2], 2).tolist() for joint, at in seen.items()}}
        )  # fmt: skip
    renderer.ctx.release()
    return rows


def _dressed(rng: Generator) -> dict[str, Any]:
    """Return clothes for stickers: the shirt tucked in, or short."""
    drawn = looks.person(rng)
    return drawn | {"tucked": True, "top": "tank" if drawn["top"] == "none" else drawn["top"]}


def _worn(name: str, clothes: dict[str, Any]) -> float:
    """Return how much of a dot's colour is in the clothes that it may lie on: a coach takes the other colour."""
    worn = [clothes[part] for part in ("shirt", "shorts", "leggings") if clothes[part]]
    parts = [np.array(colour) ** (1 / 2.2) for colour in worn]
    if name == "green":
        return float(max(part[1] - max(part[0], part[2]) for part in parts))
    return float(max(min(part[0], part[2]) - part[1] for part in parts))


def _gait(rng: Generator, body: Any) -> tuple[Any, list[tuple[float, str]], str | None]:
    """Return a gait, its midstances and whose it is (None: the generator's)."""
    if rng.random() < REAL_FRAC:
        path = Path(str(rng.choice(sorted(MOTION.glob("*.npz")))))
        gait = RealGait(body, path, **motions.upper_form(rng))
        return gait, [(t, leg) for t, leg in gait.mid_real if 1 < t < 28], path.stem.split("_")[0]
    gait = Gait(body, **motions.generated_form(rng))
    middles = [
        (float(0.5 * (gait.ic[i] + gait.to[i])), "L" if gait.side[i] > 0 else "R")
        for i in range(len(gait.st))
        if 0.6 < gait.ic[i] < 5
    ]
    return gait, middles, None


if __name__ == "__main__":
    main()
