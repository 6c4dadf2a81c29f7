"""Render the virtual runner's atlas: one stride at 48 phases, for a ladder of form, seen from three sides.

    apt-get install ffmpeg libegl1 libegl-mesa0 libgl1-mesa-dri
    python3 -m venv /tmp/render && /tmp/render/bin/pip install numpy scipy moderngl opencv-python-headless
    LP_NUM_THREADS=1 /tmp/render/bin/python tools/make_atlas.py [FOLDER]

Two minutes on one core; no GPU, no display. See docs/virtual-runner.md.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "render_runner"))

from render_runner.body import Body  # noqa: E402
from render_runner.gait import Gait  # noqa: E402
from render_runner.person import Person  # noqa: E402
from render_runner.render import Camera, Renderer  # noqa: E402
from render_runner.truth import angles  # noqa: E402

ATLAS = HERE.parent / "station" / "vision" / "virtual" / "atlas"
SIZE_PX = (480, 640)
PHASES = 48  # 63 pictures a second at 158 steps/min: finer than a 60 Hz camera sees
CRF = 24
STATURE_M = 1.70
RUN = {"speed": 2.7, "cadence": 164.0, "contact_time": 0.26, "duration": 4.0, "perfect": True}
STAND = {"speed": 1.0, "cadence": 100.0, "walking": True, "stop": {"t": 1.0}, "duration": 8.0, "perfect": True}

# Tanned bare knees, short shorts and soft light from the camera's side: of 23 looks tried, what MediaPipe answers best.
LOOK = {
    "skin": "tan", "hair": "brown", "hair_style": "ponytail", "shirt": (0.03, 0.30, 0.36), "shirt2": (0.8, 0.8, 0.8),
    "shorts": (0.02, 0.02, 0.03), "shorts_len": 0.38, "baggy": 0.0, "shoes": (0.75, 0.22, 0.03), "shirt_loose": 0.15,
}  # fmt: skip
LIGHT = {"fill": 0.45, "key": 1.2}
CAMERA = {"distance": 3.5, "height": 0.9, "look_z": 0.84, "vfov": 35.5, "target_x": -0.08}

FPPA_DEG = (2.0, 5.0, 8.0, 11.0, 14.0, 17.0)
OVERSTRIDE_CM = (10.0, 13.0, 16.0, 19.0, 22.0, 25.0, 28.0)
VIEWS = {"front": "front", "rear": "rear", "left": "side-left"}  # the station's word, the renderer's
STICKERS = {"front": "asis", "rear": "psis"}
LIFT_M = 0.02  # off the shirt, which moves: only arms are to hide them
WHITE = (9.0, 9.0, 9.0)  # brighter than anything else, whatever the light
SEEN_FRAC = 0.6  # of a sticker must be seen, else it is not painted

POINTS = {"nose": "nose"} | {
    f"{side}_{ours}": f"{theirs}_{side[0].upper()}"
    for side in ("left", "right")
    for ours, theirs in {
        "shoulder": "shoulder", "elbow": "elbow", "wrist": "wrist", "hip": "hip", "knee": "knee",
        "ankle": "ankle", "heel": "heel", "foot_index": "toe",
    }.items()
}  # fmt: skip

Picture = NDArray[np.uint8]
Joints = dict[str, NDArray[np.float64]]


class Stride:
    """One stride of a gait: from a left contact to the next, at even phases."""

    def __init__(self, gait: Gait) -> None:
        self.gait = gait
        first = next(i for i, side in enumerate(gait.side) if side > 0 and gait.ic[i] > 0.5)
        self.contacts_s, self.toe_offs_s = gait.ic[first : first + 3], gait.to[first : first + 2]
        self.length_s = float(self.contacts_s[2] - self.contacts_s[0])
        self.times_s = self.contacts_s[0] + self.length_s * np.arange(PHASES) / PHASES

    @property
    def midstances_s(self) -> NDArray[np.float64]:
        return (self.contacts_s[:2] + self.toe_offs_s) / 2

    @property
    def belt_m(self) -> float:
        return float(np.diff(self.gait.belt_pos(self.contacts_s[[0, 2]]))[0])

    def events(self) -> dict[str, float]:
        """Return contacts and toe-offs as fractions of the stride."""
        times_s = [*self.contacts_s[:2], *self.toe_offs_s]
        names = ("left_contact", "right_contact", "left_toe_off", "right_toe_off")
        return {n: round(float(t - self.contacts_s[0]) / self.length_s, 4) for n, t in zip(names, times_s, strict=True)}


class Stage:
    """A camera, a room and the runner in it."""

    def __init__(self, body: Body, view: str, belt_m: float, dots: str | None = None) -> None:
        self.view = VIEWS[view]
        self.camera = Camera(SIZE_PX, self.view, **CAMERA)
        self.person = Person(body, **LOOK, stickers=dots, sticker_color=WHITE, sticker_lift=LIFT_M)
        self.dotted = Stage(body, view, belt_m, STICKERS[view]) if view in STICKERS and dots is None else None
        self.renderer = Renderer(self.camera, {"clutter": False}, [self.person], LIGHT, 41, belt_period=belt_m)

    def joints_px(self, joints: Joints) -> Joints:
        return {name: self.camera.project(points)[..., :2] for name, points in joints.items()}

    def pictures(self, gait: Gait, times_s: NDArray[np.float64]) -> Iterator[Picture]:
        """Yield the runner at each time, red-green-blue."""
        pose = gait.pose(times_s)
        tails = 0.3 * gait._stepsum(times_s, gait.side.astype(float), 0.9)  # the ponytail lags behind the head
        for matrices, tail, time_s in zip(pose["M"], tails, times_s, strict=True):
            belt_m = gait.belt_pos(time_s) - gait.belt_pos(times_s[0])
            with self.renderer.ctx:  # there is another, with stickers
                picture = np.ascontiguousarray(self.renderer.frame([self.person.skin(matrices, tail)], belt_m))
            yield picture

    def empty(self) -> Picture:
        """Return the treadmill without a runner: she is shrunk to a point."""
        point = np.zeros((len(self.person.pos), 6), np.float32)
        with self.renderer.ctx:
            return np.ascontiguousarray(self.renderer.frame([point], 0.0))


def knees(body: Body, stage: Stage, fppa_deg: float) -> tuple[Gait, tuple[float, float]]:
    """Return a gait whose knees cave in by so much in the picture at midstance, and what they then do."""

    def run(valgus_deg: float) -> tuple[Gait, tuple[float, float]]:
        drop_deg = 3.5 + 0.28 * fppa_deg
        legs = {f"{what}_{leg}": v for leg in "LR" for what, v in (("valgus", valgus_deg), ("drop", drop_deg))}
        gait = Gait(body, **RUN, **legs)
        return gait, image_fppa_deg(gait, stage)

    low_deg, high_deg = 0.0, 18.0  # the picture shows the lab's angle through a straight line, but not the same one
    low, high = (np.mean(run(valgus_deg)[1]) for valgus_deg in (low_deg, high_deg))
    return run(low_deg + (fppa_deg - low) / (high - low) * (high_deg - low_deg))


def strides(body: Body, stage: Stage, overstride_cm: float) -> tuple[Gait, tuple[float, float]]:
    """Return a gait that sets its feet so far ahead, and how far in leg lengths the picture shows it."""
    gait = Gait(body, **RUN, overstride=overstride_cm)
    return gait, image_overstride_frac(gait, stage)


def image_fppa_deg(gait: Gait, stage: Stage) -> tuple[float, float]:
    """Return what an ideal camera reads at midstance, left and right."""
    joints = gait.pose(Stride(gait).midstances_s)["J"]
    read = angles(joints, {name: stage.camera.project(at) for name, at in joints.items()}, stage.view)
    return float(read["fppa_2d_L"][0]), float(read["fppa_2d_R"][1])


def image_overstride_frac(gait: Gait, stage: Stage) -> tuple[float, float]:
    """Return the ankle ahead of mid-hip over the leg's length in the picture, at each contact; she runs to the left."""
    at = stage.joints_px(gait.pose(Stride(gait).contacts_s[:2] + 1e-6)["J"])
    return tuple(_ahead_frac(at, leg, contact) for contact, leg in enumerate("LR"))  # type: ignore[return-value]


def _ahead_frac(at: Joints, leg: str, contact: int) -> float:
    hip, knee, ankle, middle = (at[name][contact] for name in (f"hip_{leg}", f"knee_{leg}", f"ankle_{leg}", "midhip"))
    return float((middle - ankle)[0] / (np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle)))


LADDERS: dict[str, tuple[Callable[..., tuple[Gait, tuple[float, float]]], tuple[float, ...], str]] = {
    "front": (knees, FPPA_DEG, "fppa_deg"),
    "rear": (knees, FPPA_DEG, "fppa_deg"),
    "left": (strides, OVERSTRIDE_CM, "overstride_frac"),
}


def make_view(folder: Path, body: Body, view: str) -> dict[str, Any]:
    """Write a view's clips and stills; return its part of atlas.json."""
    form, rungs, metric = LADDERS[view]
    stage = Stage(body, view, Stride(Gait(body, **RUN)).belt_m)
    levels = [make_level(folder / f"{view}_{i}.mp4", stage, *form(body, stage, rung)) for i, rung in enumerate(rungs)]
    standing = make_stills(folder, stage, view, Gait(body, **STAND))
    stage.renderer.ctx.release()
    files = {"empty": f"{view}_empty.jpg", "standing": f"{view}_standing.jpg"}
    return {"metric": metric, "levels": levels, **files, **standing}


def make_level(path: Path, stage: Stage, gait: Gait, truth: tuple[float, float]) -> dict[str, Any]:
    """Write one clip; return its truth."""
    stride = Stride(gait)
    encode(path, stage.pictures(gait, stride.times_s))
    print(path.name, [round(value, 3) for value in truth], path.stat().st_size, "bytes", flush=True)  # noqa: T201
    left, right = (round(value, 4) for value in truth)
    joints_px = rounded(stage.joints_px(gait.pose(stride.times_s)["J"]))
    level = {"clip": path.name, "left": left, "right": right, "events": stride.events(), "joints_px": joints_px}
    return level | stuck(stage, gait, stride.times_s)


def make_stills(folder: Path, stage: Stage, view: str, gait: Gait) -> dict[str, Any]:
    """Write the empty treadmill and the runner standing on it; return her points."""
    late_s = np.array([7.5])
    save(folder / f"{view}_empty.jpg", stage.empty())
    save(folder / f"{view}_standing.jpg", next(stage.pictures(gait, late_s)))
    points = {name: points[0] for name, points in rounded(stage.joints_px(gait.pose(late_s)["J"])).items()}
    dots = {
        f"standing_{name}": {side: at[0] for side, at in found.items()}
        for name, found in stuck(stage, gait, late_s).items()
    }
    return {"standing_px": points} | dots


def stuck(stage: Stage, gait: Gait, times_s: NDArray[np.float64]) -> dict[str, Any]:
    """Return where the stickers would be: middle and two half axes of each ellipse, or null where it is hidden."""
    if stage.dotted is None:
        return {}
    with_dots = stage.dotted.pictures(gait, times_s)
    without = stage.pictures(gait, times_s)
    matrices = gait.pose(times_s)["M"]
    found: dict[str, Any] = {"left": [], "right": []}
    for index, (dotted, plain) in enumerate(zip(with_dots, without, strict=True)):
        apart = np.abs(dotted.astype(int) - plain).max(axis=2) > 12
        for side, leg in (("left", "L"), ("right", "R")):
            found[side].append(ellipse(stage, matrices[index], leg, apart))
    return {"stickers_px": found}


def ellipse(stage: Stage, matrices: NDArray[np.float64], leg: str, apart: NDArray[np.bool_]) -> list[float] | None:
    """Return a sticker's ellipse in px, or None where too little of it is to be seen."""
    assert stage.dotted is not None
    ring = stage.camera.project(stage.dotted.person.sticker_ring(matrices, leg))[:, :2]
    middle, along, across = ring.mean(axis=0), (ring[0] - ring[12]) / 2, (ring[6] - ring[18]) / 2
    mask = cv2.fillConvexPoly(np.zeros(apart.shape, np.uint8), np.round(ring * 16).astype(int), 1, shift=4)
    seen_frac = apart[mask > 0].mean() if mask.any() else 0.0
    return np.round([*middle, *along, *across], 2).tolist() if seen_frac >= SEEN_FRAC else None


def rounded(joints_px: Joints) -> dict[str, Any]:
    """Return the joints under the station's names, to a tenth of a pixel."""
    return {name: np.round(joints_px[theirs], 1).tolist() for name, theirs in POINTS.items()}


def save(path: Path, picture: Picture) -> None:
    """Write a still."""
    cv2.imwrite(str(path), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])


def encode(path: Path, pictures: Iterator[Picture]) -> None:
    """Write an H.264 clip with one key picture: it is only ever read from its beginning."""
    width, height = SIZE_PX
    raw = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r 60 -i -"
    coding = f"-c:v libx264 -preset veryslow -crf {CRF} -g {PHASES} -pix_fmt yuv420p -movflags +faststart -bitexact"
    command = ["ffmpeg", "-y", "-loglevel", "error", *raw.split(), *coding.split(), str(path)]
    subprocess.run(command, input=b"".join(picture.tobytes() for picture in pictures), check=True)


def main() -> None:
    """Write the whole atlas."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ATLAS
    folder.mkdir(parents=True, exist_ok=True)
    body = Body("female_avg", STATURE_M)
    head = {
        "schema": "station.atlas/1", "width_px": SIZE_PX[0], "height_px": SIZE_PX[1], "phases": PHASES,
        "stature_m": STATURE_M, "belt_speed_mps": RUN["speed"], "cadence_spm": RUN["cadence"], "camera": CAMERA,
    }  # fmt: skip
    views = {view: make_view(folder, body, view) for view in VIEWS}
    (folder / "atlas.json").write_text(json.dumps({**head, "views": views}, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
