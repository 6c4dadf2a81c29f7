"""Render clips of runners who wear two stickers on the pelvis and whose pelvic drop changes while they run.

    python tools/stickers/clips.py RENDERER FOLDER [NAME ...]

RENDERER holds `bodies/`; the renderer itself is this project's. FOLDER gets NAME.mp4 and NAME.truth.json.
"""

import sys
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOOLS / "render_runner"))
import render_runner.body as renderer_body  # noqa: E402
from render_runner.__main__ import make_clip  # noqa: E402

DURATION_S = 18.0
GREEN, PINK = (0.12, 0.83, 0.07), (0.95, 0.07, 0.38)
UP, DOWN = [[0, 0], [4, 0], [16, 11]], [[0, 9], [4, 9], [16, 1]]

COMMON: dict[str, Any] = {
    "fps": 30, "duration": DURATION_S, "size": (720, 960), "exposure_s": 0.004, "blur_samples": 2, "samples": 4,
}  # fmt: skip

# Rear clips wear the dots on the PSIS, the front one on the ASIS. Legs change differently from each other.
CLIPS: dict[str, dict[str, Any]] = {
    "rear_green": {
        "body": "female_avg", "stature": 1.68,
        "look": {"stickers": "psis", "sticker_color": GREEN, "tucked": True, "shirt": (0.10, 0.25, 0.55)},
        "camera": {"view": "rear", "distance": 3.0, "height": 1.0, "look_z": 0.88, "vfov": 44},
        "gait": {"speed": 2.8, "cadence": 168, "drop_L": UP, "drop_R": 3.0, "seed": 5},
    },
    "rear_pink_far": {
        "body": "male_heavy", "stature": 1.82,
        "look": {"stickers": "psis", "sticker_color": PINK, "tucked": True, "shirt": (0.5, 0.5, 0.48), "skin": "brown"},
        "camera": {"view": "rear", "distance": 3.8, "height": 0.8, "look_z": 0.88, "vfov": 38, "yaw_off": 1.5},
        "light": {"key": 0.8, "expo": 0.55}, "sensor": {"noise": 3.0},
        "gait": {"speed": 3.1, "cadence": 174, "drop_L": 5.0, "drop_R": DOWN, "seed": 6},
    },
    "front_pink": {
        "body": "male_lean", "stature": 1.78,
        "look": {"stickers": "asis", "sticker_color": PINK, "tucked": True, "shirt": (0.05, 0.05, 0.07)},
        "camera": {"view": "front", "distance": 2.9, "height": 1.0, "look_z": 0.9, "vfov": 44},
        "gait": {"speed": 3.0, "cadence": 170, "drop_L": DOWN, "drop_R": UP, "seed": 7, "elbow": 100},
    },
}  # fmt: skip


def main() -> None:
    """Render the clips, or those that are named."""
    renderer_body.BODY_DIR = str(Path(sys.argv[1]).resolve() / "bodies")
    for name in sys.argv[3:] or CLIPS:
        make_clip({"name": name, **COMMON, **CLIPS[name]}, sys.argv[2])


if __name__ == "__main__":
    main()
