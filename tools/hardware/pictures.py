"""The parts to print: what each drawing holds, and its pictures, by OpenSCAD.

    python -m tools.hardware.pictures

makes the pictures anew; `xvfb-run` is taken where there is no screen.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

MOUNT = Path(__file__).parents[2] / "hardware" / "mount"

PARTS = {"camera_mount": ("plate", "base"), "lamp_bar": ("front", "back")}
"""What each drawing holds that is printed."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a drawing: `camera` as OpenSCAD has it (centre, turns, distance), `changes` to its variables."""

    name: str
    drawing: str
    camera: str
    changes: tuple[str, ...] = ()
    exact: bool = False  # slower and without colours; OpenSCAD's quick picture leaves out walls of some parts


PICTURES = (
    Picture("camera_mount", "camera_mount", "0,0,27,65,0,-32,215"),
    Picture("camera_mount_behind", "camera_mount", "0,0,25,60,0,150,215", ("tilt_deg=-20",)),
    Picture("lamp_bar", "lamp_bar", "0,-40,0,75,0,-28,530"),
    Picture("lamp_bar_inside", "lamp_bar", "0,0,10,50,0,30,430", ('part="back"',), exact=True),
)


def render(picture: Picture, folder: Path = MOUNT) -> None:
    """Write a picture. Raises CalledProcessError where OpenSCAD can not."""
    changes = [word for change in picture.changes for word in ("-D", change)]
    looks = ["--imgsize", "900,700", "--camera", picture.camera, "--colorscheme", "Tomorrow"]
    looks += ["--render"] if picture.exact else []
    out = ["-o", str(folder / f"{picture.name}.png")]
    screen = [] if os.environ.get("DISPLAY") else ["xvfb-run", "-a"]
    subprocess.run([*screen, "openscad", *out, *looks, *changes, str(MOUNT / f"{picture.drawing}.scad")], check=True)


def main() -> None:
    """Make all pictures anew."""
    missing = [program for program in ("openscad", "xvfb-run") if not shutil.which(program)]
    if missing:
        raise SystemExit(f"Install first: sudo apt install {' '.join(missing).replace('xvfb-run', 'xvfb')}")
    for picture in PICTURES:
        render(picture)


if __name__ == "__main__":
    main()
