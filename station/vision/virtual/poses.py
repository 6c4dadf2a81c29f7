"""The virtual runner without pixels: the true joints of the atlas plus noise, for stories in virtual time."""

from collections.abc import Iterator

import numpy as np

from station.faults import FaultKind
from station.model import Activity, Landmark, Pose, Sighting, View
from station.vision.virtual.atlas import Atlas, Points, load_atlas
from station.vision.virtual.faults import away_frac, playing
from station.vision.virtual.runner import Moment, VirtualRunner

VISIBILITY = 0.95


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
            yield Sighting(t, _pose(atlas, moment, away_frac(runner.faults, t), noise_px, rng))


def _pose(atlas: Atlas, moment: Moment, away_frac: float, noise_px: float, rng: np.random.Generator) -> Pose | None:
    if moment.activity is Activity.NOBODY:
        return None
    at_px = atlas.standing_px if moment.activity is Activity.STANDING else _running(atlas, moment)
    points = np.zeros((len(Landmark), 3))
    points[:, :2] = at_px + rng.normal(0, noise_px, at_px.shape) + (away_frac * atlas.setup.width_px, 0)
    points[~np.isnan(at_px[:, 0]), 2] = VISIBILITY
    return Pose(moment.t, points)


def _running(atlas: Atlas, moment: Moment) -> Points:
    """Return the joints between the atlas's phases and levels."""
    rungs = np.interp(atlas.form(moment), atlas.ladder, range(len(atlas.levels)))
    low, high = atlas.levels[int(rungs)], atlas.levels[min(int(rungs) + 1, len(atlas.levels) - 1)]
    share = float(rungs % 1)
    return (1 - share) * _at_phase(low.points_px, moment.phase) + share * _at_phase(high.points_px, moment.phase)


def _at_phase(points_px: Points, phase: float) -> Points:
    place = phase * len(points_px)
    before, share = int(place), place % 1
    here: Points = (1 - share) * points_px[before % len(points_px)] + share * points_px[(before + 1) % len(points_px)]
    return here
