"""The virtual runner without pixels: the true joints of the atlas plus noise, for stories in virtual time."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

import numpy as np

from station.faults import FaultKind
from station.model import Activity, Landmark, Pose, Sighting, Stickers, View
from station.vision.virtual.atlas import Atlas, Points, load_atlas
from station.vision.virtual.faults import away_frac, playing
from station.vision.virtual.passer import Passer
from station.vision.virtual.runner import Moment, VirtualRunner

VISIBILITY = 0.95
CONFIDENCE = 1.0
STICKER_NOISE_PX, PIXEL_DECIMALS = 0.15, 3
LOSSES = 0x1057
LEG_OF_HEIGHT = 0.491  # thigh + shank, part of the stature (Winter 2009)


def sightings(
    runner: VirtualRunner,
    view: View,
    duration_s: float | None = None,
    *,
    rate_hz: float = 30.0,
    noise_px: float = 2.0,
    lost_frac: float = 0.0,
    seed: int = 0,
) -> Iterator[Sighting]:
    """Yield what a landmarker with `noise_px` (SD) that loses part of its frames sees of her, from t = 0.

    Between two sightings she can `hear` cues. Faults are played: while somebody crosses behind, the landmarker is on
    them now and then. Without a duration there is no end.
    """
    atlas = load_atlas(view)
    size_px = atlas.setup.width_px, atlas.setup.height_px
    passer = Passer(atlas.levels[0].points_px, size_px, runner.faults, seed)
    rng, losses = np.random.default_rng(seed), np.random.default_rng([seed, LOSSES])
    frames = count() if duration_s is None else range(round(duration_s * rate_hz))
    for t in (index / rate_hz for index in frames):
        moment = runner.advance(t)
        if playing(runner.faults, FaultKind.DROP, t) or (lost_frac and losses.random() < lost_frac):
            continue
        away_px = away_frac(runner.faults, t) * atlas.setup.width_px
        pose = _pose(atlas, moment, away_px, noise_px, rng)
        if (other := passer.points(t)) is not None:
            pose = _seen(t, other + rng.normal(0, noise_px, other.shape))
        if pose and runner.stickers:
            pose = replace(pose, stickers=_stickers(atlas, moment, away_px, rng))
        yield Sighting(t, pose)


def px_per_m(view: View) -> float:
    """Return how large a metre of her is in the picture."""
    atlas = load_atlas(view)
    hip, knee, ankle = (atlas.standing_px[Landmark[f"LEFT_{name}"]] for name in ("HIP", "KNEE", "ANKLE"))
    assert atlas.setup.runner_height_m  # the atlas was rendered of somebody
    leg_px = np.hypot(*(hip - knee)) + np.hypot(*(knee - ankle))
    return float(leg_px) / (LEG_OF_HEIGHT * atlas.setup.runner_height_m)


def _pose(atlas: Atlas, moment: Moment, away_px: float, noise_px: float, rng: np.random.Generator) -> Pose | None:
    if moment.activity is Activity.NOBODY:
        return None
    at_px = atlas.standing_px if moment.activity is Activity.STANDING else _running(atlas, moment)
    return _seen(moment.t, at_px + rng.normal(0, noise_px, at_px.shape) + (away_px, 0))


def _seen(t: float, at_px: Points) -> Pose:
    points = np.empty((len(Landmark), 3))
    points[:, :2] = at_px
    points[:, 2] = np.where(np.isnan(at_px[:, 0]), 0.0, VISIBILITY)
    return Pose(t, points)


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
    rung, share = _on_ladder(atlas.form(moment), atlas.ladder)
    low, high = levels[rung], levels[rung + 1]
    return (1 - share) * _at_phase(low, moment.phase) + share * _at_phase(high, moment.phase)


def _on_ladder(value: float, ladder: Sequence[float]) -> tuple[int, float]:
    """Return the level below a value, and how far on it is to the next; below the ladder the lowest two go on."""
    rung = min(max(bisect_right(ladder, value) - 1, 0), len(ladder) - 2)
    return rung, min(1.0, (value - ladder[rung]) / (ladder[rung + 1] - ladder[rung]))


def _at_phase(points_px: Points, phase: float) -> Points:
    place = phase * len(points_px)
    before, share = int(place), place % 1
    here: Points = (1 - share) * points_px[before % len(points_px)] + share * points_px[(before + 1) % len(points_px)]
    return here
