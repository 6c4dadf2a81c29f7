"""Render pictures to learn from: stance phases of many bodies, clothes, cameras and motions, with exact joints.

    python tools/anatomy/pictures.py RENDERER MOTION FOLDER SEED SCENES [BODY,BODY,...]

RENDERER holds `render_runner/`, `bodies/` and `real_motion.py`; MOTION real runners' joint paths (*.npz). FOLDER gets
pictures and `stills.json`, a line a picture, in the layout of the benchmark's stills with what was drawn besides.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator, default_rng

RENDERER, MOTION, FOLDER = (Path(name).resolve() for name in sys.argv[1:4])
sys.path[:0] = [str(Path(__file__).resolve().parent), str(RENDERER)]
sys.argv[1:2] = [str(RENDERER)]  # real_motion.py looks for its renderer there

import bodies  # noqa: E402
import looks  # noqa: E402
import motions  # noqa: E402
from make_stills import JOINTS  # noqa: E402
from real_motion import RealGait  # noqa: E402
from render_runner import body as renderer_body  # noqa: E402
from render_runner.__main__ import Sensor  # noqa: E402
from render_runner.gait import Gait  # noqa: E402
from render_runner.person import Person  # noqa: E402
from render_runner.render import Camera, Renderer  # noqa: E402

SIZE_PX = (540, 720)
PICTURES = 14  # of one scene
REAL_FRAC = 0.6
AROUND_S = 0.03
SIDE = {"L": "left", "R": "right"}


def main() -> None:
    """Render scenes until there are as many as asked for."""
    rng, scenes = default_rng(int(sys.argv[4])), int(sys.argv[5])
    names = sys.argv[6].split(",") if len(sys.argv) > 6 else [path.stem for path in (RENDERER / "bodies").glob("*.npz")]
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = FOLDER / "rows.jsonl"
    for scene in range(scenes):
        try:
            found = pictures(rng, sorted(names), f"{scene:05d}")
        except (AssertionError, ValueError, IndexError) as error:  # a form that no body can run
            sys.stderr.write(f"{scene} {error}\n")
            continue
        with rows.open("a") as file:
            file.writelines(json.dumps(row) + "\n" for row in found)


def pictures(rng: Generator, names: list[str], scene: str) -> list[dict[str, Any]]:
    """Render one person in front of one camera."""
    body, mixture = _body(rng, names)
    gait, middles, runner = _gait(rng, body)
    person = Person(body, **looks.person(rng))
    view, placed = str(rng.choice(["front", "rear"])), looks.camera(rng)
    camera = Camera(SIZE_PX, view, **placed)
    renderer = Renderer(camera, looks.room(rng), [person], looks.light(rng), int(rng.integers(1000)), samples=0)
    sensor = Sensor(SIZE_PX, **looks.sensor(rng))
    chosen = [middles[i] for i in rng.permutation(len(middles))[:PICTURES]]
    offsets = np.where(rng.random(len(chosen)) < 0.6, 0, rng.normal(0, AROUND_S, len(chosen)))
    times, stance = np.array([t for t, _ in chosen]) + offsets, [leg for _, leg in chosen]
    gait.change(rng, stance)
    posed = gait.pose(times)
    seen = {name: camera.project(at) for name, at in posed["J"].items()}
    rows = []
    for i, leg in enumerate(stance):
        frame = renderer.frame([person.skin(posed["M"][i], 0.1 * rng.normal())], float(gait.belt_pos(1 + times[i])))
        picture = looks.motion_blur(rng, sensor(np.ascontiguousarray(frame)))
        name = f"{scene}_{i:02d}.jpg"
        cv2.imwrite(str(FOLDER / name), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        rows.append(
            {
                "file": name,
                "scene": scene,
                "body": "drawn",
                "mixture": mixture,
                "runner": runner,
                "view": view,
                "side": SIDE[leg],
                "off_s": float(offsets[i]),
                "camera": placed,
                "hips_apart_m": float(body.hip_w),
                "stature_m": body.stature,
                "joints_px": {joint: np.round(seen[joint][i, :2], 2).tolist() for joint in JOINTS},
            }
        )
    renderer.ctx.release()
    return rows


def _body(rng: Generator, names: list[str]) -> tuple[Any, dict[str, float]]:
    path, mixture = bodies.drawn(rng, RENDERER / "bodies", names)
    renderer_body.BODY_DIR = str(path.parent)
    return renderer_body.Body("drawn", float(rng.uniform(1.52, 1.95))), mixture


def _gait(rng: Generator, body: Any) -> tuple[Any, list[tuple[float, str]], str | None]:
    """Return a gait, its midstances and whose it is (None: the generator's)."""
    if rng.random() < REAL_FRAC:
        path = Path(str(rng.choice(sorted(MOTION.glob("*.npz")))))
        gait = motions.uncoupled(RealGait)(body, path, **motions.upper_form(rng))
        return gait, [(t, leg) for t, leg in gait.mid_real if 1 < t < 28], path.stem.split("_")[0]
    gait = motions.uncoupled(Gait)(body, **motions.generated_form(rng))
    middles = [
        (float(0.5 * (gait.ic[i] + gait.to[i])), "L" if gait.side[i] > 0 else "R")
        for i in range(len(gait.st))
        if 0.6 < gait.ic[i] < 5
    ]
    return gait, middles, None


if __name__ == "__main__":
    main()
