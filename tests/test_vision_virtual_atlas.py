"""The atlas and what is true of it."""

from math import atan2, degrees, hypot

import numpy as np
import pytest
from numpy.typing import NDArray

from station.model import Landmark, Side, View
from station.vision.virtual.atlas import FOLDER, Atlas, load_atlas

RIGHTWARDS = {View.FRONT: -1, View.REAR: 1}  # the runner's right in the picture
FORWARD = {View.LEFT: -1, View.RIGHT: 1}


def point(points_px: NDArray[np.float64], side: Side, name: str) -> NDArray[np.float64]:
    at: NDArray[np.float64] = points_px[Landmark[f"{side}_{name}".upper()]]
    return at


def midstance_px(atlas: Atlas, level: int, side: Side) -> NDArray[np.float64]:
    place = (atlas.toe_off_frac / 4 + (0.5 if side is Side.RIGHT else 0)) * atlas.phases
    series = atlas.levels[level].points_px
    mixed: NDArray[np.float64] = series[int(place)] * (1 - place % 1) + series[int(place) + 1] * (place % 1)
    return mixed


def fppa_deg(points_px: NDArray[np.float64], side: Side, view: View) -> float:
    hip, knee, ankle = (point(points_px, side, name) for name in ("hip", "knee", "ankle"))
    out = side.sign * RIGHTWARDS[view]
    thigh, shank = ((b - a) * (out, 1) for a, b in ((hip, knee), (knee, ankle)))
    return degrees(atan2(*shank) - atan2(*thigh))


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
@pytest.mark.parametrize("side", list(Side))
def test_each_level_caves_in_as_far_as_it_says(view: View, side: Side) -> None:
    atlas = load_atlas(view)
    read = [fppa_deg(midstance_px(atlas, level, side), side, view) for level in range(len(atlas.levels))]
    assert read == pytest.approx(atlas.ladder, abs=0.3)
    assert atlas.ladder == pytest.approx([2, 5, 8, 11, 14, 17], abs=0.05)


@pytest.mark.parametrize("view", [View.LEFT, View.RIGHT])
@pytest.mark.parametrize("side", list(Side))
def test_each_level_overstrides_as_far_as_it_says(view: View, side: Side) -> None:
    atlas = load_atlas(view)
    contact = 0 if side is Side.LEFT else atlas.phases // 2
    for level in atlas.levels:
        at = level.points_px[contact]
        hip, knee, ankle = (point(at, side, name) for name in ("hip", "knee", "ankle"))
        ahead_px = FORWARD[view] * (ankle - (point(at, Side.LEFT, "hip") + point(at, Side.RIGHT, "hip")) / 2)[0]
        assert ahead_px / (hypot(*(hip - knee)) + hypot(*(knee - ankle))) == pytest.approx(level.value, abs=0.005)


@pytest.mark.parametrize(("view", "most_px"), [(View.FRONT, 1.5), (View.REAR, 1.5), (View.LEFT, 15)])
def test_neighbouring_levels_are_alike_in_flight(view: View, most_px: float) -> None:
    atlas = load_atlas(view)
    flight = [phase for phase in range(atlas.phases) if 2 * phase / atlas.phases % 1 >= atlas.toe_off_frac]
    for low, high in zip(atlas.levels, atlas.levels[1:], strict=False):
        jumps_px = np.linalg.norm(low.points_px[flight] - high.points_px[flight], axis=-1)
        assert np.nanmax(jumps_px) < most_px


def test_the_right_view_is_the_left_one_in_a_mirror_half_a_stride_later() -> None:
    left, right = load_atlas(View.LEFT), load_atlas(View.RIGHT)
    ankle_px = left.levels[2].points_px[10, Landmark.LEFT_ANKLE]
    assert right.levels[2].points_px[34, Landmark.RIGHT_ANKLE] == pytest.approx((480 - ankle_px[0], ankle_px[1]))


@pytest.mark.parametrize("view", list(View))
def test_the_whole_runner_is_in_the_picture(view: View) -> None:
    atlas = load_atlas(view)
    for level in atlas.levels:
        known = level.points_px[~np.isnan(level.points_px[..., 0])]
        assert (known > 10).all()
        assert (known < (atlas.setup.width_px - 10, atlas.setup.height_px - 10)).all()


def test_the_atlas_is_small_enough_to_carry() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_500_000


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_the_stickers_line_tilts_as_the_hips_do(view: View) -> None:
    def tilt_deg(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
        across, down = np.moveaxis(pairs[:, 1] - pairs[:, 0], -1, 0)
        return np.degrees(np.arctan(down / across))

    for level in load_atlas(view).levels:
        hips = tilt_deg(level.points_px[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]])
        dots = tilt_deg(level.dots_px[:, :, :2])
        assert np.nanmax(np.abs(dots - hips)) < 0.6
        assert np.ptp(hips) > 5
