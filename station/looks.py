"""What one look at the camera's picture tells while it is set up: nouns between seeing, measuring and the page."""

from dataclasses import dataclass
from enum import Enum

from station.model import Standing, View


@dataclass(frozen=True, slots=True)
class Light:
    """How bright the runner is (the whole picture where nobody is seen), as parts of what the picture can hold."""

    level_frac: float
    """The mean."""
    black_frac: float
    """How much of it is black, without anything to be seen in it."""
    white_frac: float
    """How much of it is burnt out."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How the runner stands in the picture."""

    body_px: float
    """From the crown to the soles."""
    body_frac: float
    """The same, as a part of the picture's height."""
    outside: tuple[str, ...]
    """What is cut off or too close to the edge: `head`, `feet`, `left`, `right` (of the picture)."""


class Unrest(Enum):
    """Why standing could not be measured."""

    UNSEEN = "nobody was seen well enough all the time"
    MOVED = "the runner moved"


@dataclass(frozen=True, slots=True)
class Stillness:
    """How the measuring of quiet standing goes."""

    done_frac: float
    result: Standing | Unrest | None = None
    """None while it lasts."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that one look tells. What could not be told is None."""

    view: View
    """As set."""
    seen_view: View | None
    long_px: int
    """The picture's longer side."""
    framing: Framing | None
    light: Light
    blur_frac: float | None
    """0 = as sharp as can be, 1 = nothing but blur."""
    somebody_else: bool
    moved_px: float | None
    """How far the background has moved since the camera was set up."""
    poses_hz: float
    runner_height_m: float | None = None
