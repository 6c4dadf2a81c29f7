"""The virtual runner without pixels: the true joints of the atlas plus noise, for stories in virtual time."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from station.faults import FaultKind
from station.model import Activity, Landmark, Pose, Sighting, Stickers, View
from station.vision.virtual.atlas import Atlas, Points, load_atlas
from station.vision.virtual.faults import away_frac, playing
from station.vision.virtual.runner import Moment, VirtualRunner

VISIBILITY = 0.95
CONFIDENCE = 1.0
STICKER_NOISE_PX, PIXEL_DECIMALS = 0.15, 3


def sightings(
    runner: VirtualRunner, view: View, duration_s: float, *, rate_hz: float = 30.0, noise_px: float = 2.0, seed: int = 0
) -> Iterator[Sighting]:
    """Yield what a perfect landmarker with `noise_px` (SD) would see of her, from t = 0.

    Between two sightings she can `hear` cues. Faults are played, save the second person, whom nobody sees here.
    """
    atlas = load_atlas(view)
    rng = np.random.default_rng(seed)
    for index in range(round(duration_s * rate_hz)):
        t = index / rate_hz
        moment = runner.advance(t)
        if not playing(runner.faults, FaultKind.DROP, t):
            away_px = away_frac(runner.faults, t) * atlas.setup.width_px
            pose = _pose(atlas, moment, away_px, noise_px, rng)
            if pose and runner.stickers:
                pose = replace(pose, stickers=_stickers(atlas, moment, away_px, rng))
            yield Sighting(t, pose)


def _pose(atlas: Atlas, moment: Moment, away_px: float, noise_px: float, rng: np.random.Generator) -> Pose | None:
    if moment.activity is Activity.NOBODY:
        return None
    at_px = atlas.standing_px if moment.activity is Activity.STANDING else _running(atlas, moment)
    points = np.zeros((len(Landmark), 3))
    points[:, :2] = at_px + rng.normal(0, noise_px, at_px.shape) + (away_px, 0)
    points[~np.isnan(at_px[:, 0]), 2] = VISIBILITY
    return Pose(moment.t, points)


def _running(atlas: Atlas, moment: Moment) -> Points:
    """Return the joints between the atlas's phases and levels."""
    return _between(atlas, moment, [level.points_px for level in atlas.levels])


def _stickers(atlas: Atlas, moment: Moment, away_px: float, rng: np.random.Generator) -> Stickers | None:
    """Return the stickers between the atlas's phases and levels, None where an arm hides one."""
    standing = moment.activity is Activity.STANDING
    dots = atlas.standing_dots_px if standing else _between(atlas, moment, [level.dots_px for level in atlas.levels])
    seen = dots[:, :2] + rng.normal(0, STICKER_NOISE_PX, (2, 2)) + (away_px, 0)
    left, right = seen.round(PIXEL_DECIMALS).tolist()
    return None if np.isnan(dots).any() else Stickers((*left, CONFIDENCE), (*right, CONFIDENCE))


def _between(atlas: Atlas, moment: Moment, levels: list[Points]) -> Points:
    rungs = np.interp(atlas.form(moment), atlas.ladder, range(len(levels)))
    low, high = levels[int(rungs)], levels[min(int(rungs) + 1, len(levels) - 1)]
    share = float(rungs % 1)
    return (1 - share) * _at_phase(low, moment.phase) + share * _at_phase(high, moment.phase)


def _at_phase(points_px: Points, phase: float) -> Points:
    place = phase * len(points_px)
    before, share = int(place), place % 1
    here: Points = (1 - share) * points_px[before % len(points_px)] + share * points_px[(before + 1) % len(points_px)]
    return here
