"""How side-view angles read off MediaPipe's points answer to the truth: render, look, compare.

    python tools/anatomy/side.py render RENDERER FOLDER SEED SCENES      (with the renderer's packages)
    .venv/bin/python tools/anatomy/side.py compare MODEL FOLDER          (prints a Markdown table)

Pictures are taken at initial contact, at midstance and between, of the generator's running, forms drawn at random.
"""

import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import default_rng

sys.path.insert(0, str(Path(__file__).resolve().parent))
SIZE_PX, PICTURES = (720, 720), 12
VIEWS = {"side-left": "left", "side-right": "right"}
AT_CONTACT = ("overstride_frac", "tibia_angle_deg", "knee_flexion_contact_deg")


def render(renderer: Path, folder: Path, seed: int, scenes: int) -> None:
    """Write pictures and `rows.jsonl`."""
    sys.path.insert(0, str(renderer))
    rng = default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(path.stem for path in (renderer / "bodies").glob("*.npz"))
    with (folder / "rows.jsonl").open("w") as file:
        for scene in range(scenes):
            try:
                file.writelines(json.dumps(row) + "\n" for row in _scene(rng, renderer, folder, names, f"{scene:04d}"))
            except (AssertionError, ValueError, IndexError) as error:  # a form that no body can run
                sys.stderr.write(f"{scene}: {error}\n")


def _scene(
    rng: np.random.Generator, renderer: Path, folder: Path, names: list[str], scene: str
) -> list[dict[str, Any]]:
    import bodies  # noqa: PLC0415 (these need the renderer)
    import looks  # noqa: PLC0415
    import motions  # noqa: PLC0415
    from render_runner import body as renderer_body  # noqa: PLC0415
    from render_runner.__main__ import Sensor  # noqa: PLC0415
    from render_runner.gait import Gait  # noqa: PLC0415
    from render_runner.person import Person  # noqa: PLC0415
    from render_runner.render import Camera, Renderer  # noqa: PLC0415

    path, _ = bodies.drawn(rng, renderer / "bodies", names)
    renderer_body.BODY_DIR = str(path.parent)
    body = renderer_body.Body("drawn", float(rng.uniform(1.52, 1.95)))
    gait = Gait(body, **motions.generated_form(rng))
    view = str(rng.choice(list(VIEWS)))
    camera = Camera(SIZE_PX, view, **(looks.camera(rng) | {"roll": 0.0}))
    picture_of = Renderer(camera, looks.room(rng), [Person(body, **looks.person(rng))], looks.light(rng), samples=0)
    sensor, rows = Sensor(SIZE_PX, **looks.sensor(rng)), []
    near = 1 if view == "side-left" else -1
    steps = [i for i in range(len(gait.st)) if 0.6 < gait.ic[i] < 5 and gait.side[i] == near]
    for number, i in enumerate(rng.permutation(steps)[:PICTURES]):
        through = float(rng.choice([0.0, 0.5]))
        t = float(gait.ic[i] + through * (gait.to[i] - gait.ic[i]))
        posed = gait.pose(np.array([t]))
        frame = picture_of.frame([picture_of.persons[0].skin(posed["M"][0], 0.0)], float(gait.belt_pos(t)))
        name = f"{scene}_{number:02d}.jpg"
        cv2.imwrite(str(folder / name), sensor(np.ascontiguousarray(frame))[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        joints = {joint: camera.project(at)[0, :2].round(2).tolist() for joint, at in posed["J"].items()}
        rows.append({"file": name, "view": VIEWS[view], "at_contact": through == 0.0, "joints_px": joints})
    picture_of.ctx.release()
    return rows


def compare(model: Path, folder: Path) -> None:
    """Print slope, correlation, bias and residual of each metric of the near leg."""
    from station.sensitivity import answer  # noqa: PLC0415
    from station.vision.still import StillEye  # noqa: PLC0415

    eye = StillEye(model, 0.5)
    pairs: dict[str, list[tuple[float, float]]] = {}
    exchanged = 0
    for row in map(json.loads, (folder / "rows.jsonl").read_text().splitlines()):
        points = eye.look(np.asarray(cv2.imread(str(folder / row["file"])), np.uint8))
        exchanged += points is not None and _exchanged(points, _true(row))
        if points is not None and not _exchanged(points, _true(row)):
            for name, value in _told(points, row).items():
                pairs.setdefault(name, []).append((_told(_true(row), row)[name], value))
    eye.close()
    rows = [f"| `{name}` | {answer(*np.array(found).T).cells()} |" for name, found in pairs.items()]
    sys.stdout.write(f"Legs exchanged in {exchanged} pictures, left out here; the station notices it.\n\n")
    sys.stdout.write("\n".join(["| metric | pictures | slope | r | bias | mean error | residual |", *rows]) + "\n")


def _told(points: Any, row: dict[str, Any]) -> dict[str, float]:
    from station.gait import angles  # noqa: PLC0415
    from station.gait.body import JOINTS  # noqa: PLC0415
    from station.model import Side, View  # noqa: PLC0415

    side = Side(row["view"])
    ahead = 1.0 if View(row["view"]) is View.RIGHT else -1.0
    joints = points[[int(joint) for joint in JOINTS], :2] * (ahead, -1.0)
    found = angles.sagittal_at_contact(joints, side) if row["at_contact"] else {}
    if not row["at_contact"]:
        found["knee_flexion_peak_deg"] = angles.knee_flexion(joints, side)
    return found | {"trunk_lean_deg": angles.trunk_lean(joints)}


def _exchanged(points: Any, true: Any) -> bool:
    """Tell whether the landmarker took the legs for each other."""
    from station.model import Landmark  # noqa: PLC0415

    legs = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    other = [legs[1], legs[0], legs[3], legs[2]]
    own, crossed = points[legs, :2] - true[legs], points[legs, :2] - true[other]
    return float(np.hypot(*crossed.T).sum()) < float(np.hypot(*own.T).sum())


def _true(row: dict[str, Any]) -> Any:
    from station.model import Landmark  # noqa: PLC0415

    points = np.full((33, 2), np.nan)
    for joint in ("HIP", "KNEE", "ANKLE", "SHOULDER"):
        for letter, side in (("L", "LEFT"), ("R", "RIGHT")):
            points[Landmark[f"{side}_{joint}"]] = row["joints_px"][f"{joint.lower()}_{letter}"]
    return points


if __name__ == "__main__":
    if sys.argv[1] == "render":
        render(Path(sys.argv[2]).resolve(), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    else:
        compare(Path(sys.argv[2]), Path(sys.argv[3]))
