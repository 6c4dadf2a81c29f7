"""Where the camera was found to stand, kept beside the record as `camera.json` until it is set up anew."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from station.belt import Belt, aim_of
from station.disk import sync_folder
from station.errors import AimError
from station.kept_aim import KeptAim
from station.model import Setup, View

FILE = "camera.json"
FILES = (FILE, "camera-2.json")
"""Of the first and the second camera."""
ANEW = "Set the camera up again (the page's camera set-up), or take this file away to go on without."
AGAIN = "Set the camera up again."

Px = Annotated[float, Field(ge=-1e4, le=1e5)]
Pixel = tuple[Px, Px]


class Place(BaseModel):
    """A camera set-up: what was tapped, what of, and the aim that came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    view: View
    size_px: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
    corners_px: tuple[Pixel, Pixel, Pixel, Pixel]
    belt_length_m: float = Field(gt=0.2, le=5)
    belt_width_m: float = Field(gt=0.2, le=5)
    focal_px: float | None = Field(None, ge=50, le=1e5)
    """As known of the camera; None where it was found from the belt."""
    upright_px: tuple[Pixel, Pixel] | None = None
    edges_px: tuple[tuple[Pixel, Pixel], ...] = ()
    """What `uprights.upright_edges` saw in the picture."""
    aim: KeptAim
    fingerprint: str | None = None
    """What the background looked like: a small grey picture, PNG in base64."""

    @classmethod
    def found(
        cls,
        view: View,
        size_px: tuple[int, int],
        corners_px: tuple[Pixel, Pixel, Pixel, Pixel],
        belt_m: tuple[float, float],
        *,
        focal_px: float | None = None,
        upright_px: tuple[Pixel, Pixel] | None = None,
        edges_px: Sequence[tuple[Pixel, Pixel]] = (),
        fingerprint: str | None = None,
    ) -> Self:
        """Return the place that four tapped corners of a belt (length, width) tell. Raises AimError."""
        edges = tuple(edges_px)
        belt = aim_of(corners_px, belt_m, size_px, view, focal_px=focal_px, upright_px=upright_px, edges_px=edges)
        return cls(
            view=view,
            size_px=size_px,
            corners_px=corners_px,
            belt_length_m=belt_m[0],
            belt_width_m=belt_m[1],
            focal_px=focal_px,
            upright_px=upright_px,
            edges_px=edges,
            aim=belt.aim,
            fingerprint=fingerprint,
        )

    @property
    def belt(self) -> Belt:
        """The belt in the picture: millimetres per pixel, and where on it a point lies."""
        belt_m = (self.belt_length_m, self.belt_width_m)
        return aim_of(
            self.corners_px,
            belt_m,
            self.size_px,
            self.view,
            focal_px=self.focal_px,
            upright_px=self.upright_px,
            edges_px=self.edges_px,
        )

    def misfit(self, setup: Setup) -> str | None:
        """Return in words why this place is not that camera's; None where it is."""
        if self.view is not setup.view:
            return f"The camera was set up for the {self.view} view, not {setup.view}: its aim is not used. {AGAIN}"
        size = (setup.width_px, setup.height_px)
        if self.size_px != size:
            then, now = ("x".join(map(str, pixels)) for pixels in (self.size_px, size))
            return f"The camera was set up with pictures of {then}, not {now}: its aim is not used. {AGAIN}"
        return None

    def given_to(self, setup: Setup) -> Setup:
        """Return the set-up with this aim. Raises AimError where it is not that camera's."""
        if why := self.misfit(setup):
            raise AimError(why)
        return replace(setup, aim=self.aim)


def keep(data_dir: Path, place: Place, camera: int = 0) -> Path:
    """Write the place into the station's folder, whole or not at all; return the file."""
    path = data_dir / FILES[camera]
    draft = path.with_suffix(".new")
    with open(draft, "w", encoding="utf-8") as file:
        file.write(place.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(data_dir)
    return path


def load(data_dir: Path, camera: int = 0) -> Place | None:
    """Return the place that is kept in the station's folder, None where there is none. Raises AimError if damaged."""
    path = data_dir / FILES[camera]
    return read(path) if path.exists() else None


def read(path: Path) -> Place:
    """Return the place in a file. Raises AimError where that can not be."""
    try:
        return Place.model_validate_json(path.read_bytes())
    except OSError as error:
        raise AimError(f"{path} can not be read: {error.strerror or error}.") from None
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in error.errors())
        raise AimError(f"{path} is no camera set-up ({what}). {ANEW}") from None


def forget(data_dir: Path) -> None:
    """Take the kept place away: the camera was moved."""
    (data_dir / FILE).unlink(missing_ok=True)
