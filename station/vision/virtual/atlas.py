"""The atlas: one rendered stride at even phases for a ladder of form, and what is true of each picture.

A frontal view's ladder is knee cave (image-plane FPPA at midstance, the same in both legs), a side view's is
overstride. Form changes from leg to leg in mid-air, where neighbouring levels look alike: so each leg has its own.
Only the runner's left side was rendered; seen from the right she is its mirror image, half a stride later.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station.model import Landmark, Setup, Side, View
from station.vision.virtual.dots import Ellipses
from station.vision.virtual.runner import Footfall, Moment

FOLDER = Path(__file__).parent / "atlas"

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One rung of the ladder.

    `value` is the true FPPA in degrees or overstride in leg lengths; `points_px` is phases x 33 x 2, NaN where the
    atlas does not know a point. `dots_px` is phases x 2 x 6, where stickers on the pelvis are (`dots.Ellipses`).
    """

    clip: Path
    value: float
    points_px: Points
    dots_px: Ellipses


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """One view's pictures and points."""

    setup: Setup
    metric: str
    levels: tuple[Level, ...]
    toe_off_frac: float
    """Of a step, from its contact; flight is the rest."""
    empty: Path
    standing: Path
    standing_px: Points
    standing_dots_px: Ellipses
    mirrored: bool

    @property
    def phases(self) -> int:
        return len(self.levels[0].points_px)

    @property
    def ladder(self) -> list[float]:
        return [level.value for level in self.levels]

    def form(self, moment: Moment) -> float:
        """Return where on the ladder she is: this step's form in stance, on the way to the next one's in flight."""
        if not moment.now or not moment.coming:
            return self.ladder[0]
        flown_frac = max(0.0, (moment.step_frac - self.toe_off_frac) / (1 - self.toe_off_frac))
        here, there = self._value(moment.now), self._value(moment.coming)
        return here + flown_frac * (there - here)

    def _value(self, footfall: Footfall) -> float:
        return footfall.fppa_deg if self.metric == "fppa_deg" else footfall.overstride_frac


def load_atlas(view: View) -> Atlas:
    """Return the atlas of a view; the pictures themselves stay in their files."""
    book = json.loads((FOLDER / "atlas.json").read_text(encoding="utf-8"))
    mirrored = view is View.RIGHT
    page = book["views"][View.LEFT if mirrored else view]
    mirror_px = book["width_px"] if mirrored else None
    return Atlas(
        setup=_setup(book, view),
        metric=page["metric"],
        levels=tuple(_level(row, mirror_px) for row in page["levels"]),
        toe_off_frac=2 * page["levels"][0]["events"]["left_toe_off"],
        empty=FOLDER / page["empty"],
        standing=FOLDER / page["standing"],
        standing_px=_points(page["standing_px"], mirror_px),
        standing_dots_px=_dots(page.get("standing_stickers_px"), ()),
        mirrored=mirrored,
    )


def _setup(book: dict[str, Any], view: View) -> Setup:
    height_m, speed_mps = book["stature_m"], book["belt_speed_mps"]
    return Setup(view, book["width_px"], book["height_px"], height_m, speed_mps, "virtual")


def _level(row: dict[str, Any], mirror_px: float | None) -> Level:
    points_px = _points(row["joints_px"], mirror_px)
    if mirror_px:
        points_px = np.roll(points_px, -len(points_px) // 2, axis=0)
    dots_px = _dots(row.get("stickers_px"), (len(points_px),))
    return Level(FOLDER / row["clip"], (row["left"] + row["right"]) / 2, points_px, dots_px)


def _dots(stickers_px: dict[str, Any] | None, shape: tuple[int, ...]) -> Ellipses:
    """Return the stickers' ellipses, NaN where one is hidden; from the side there are none."""
    dots_px = np.full((*shape, 2, 6), np.nan)
    for number, side in enumerate(Side):
        ellipses = (stickers_px or {}).get(side, [])
        for place, ellipse in zip(np.ndindex(shape), ellipses if shape else [ellipses], strict=False):
            dots_px[(*place, number)] = ellipse or np.nan
    return dots_px


def _points(joints_px: dict[str, Any], mirror_px: float | None) -> Points:
    """Return joints by name as ... x 33 x 2, in a mirror `mirror_px` wide if one is given."""
    points_px = np.full((*np.shape(joints_px["nose"])[:-1], len(Landmark), 2), np.nan)
    for name, at in joints_px.items():
        points_px[..., Landmark[(_opposite(name) if mirror_px else name).upper()], :] = at
    if mirror_px:
        points_px[..., 0] = mirror_px - points_px[..., 0]
    return points_px


def _opposite(name: str) -> str:
    side, _, point = name.partition("_")
    return f"{ {'left': 'right', 'right': 'left'}[side] }_{point}" if point else name
