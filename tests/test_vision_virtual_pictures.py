"""The virtual runner's pictures: decoded and put together. What a landmarker makes of them is tested elsewhere."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from station.errors import SourceError
from station.model import Activity, Side, StickerColour, View
from station.vision.virtual.atlas import Atlas, load_atlas
from station.vision.virtual.pictures import Image, Pictures, shifted, with_somebody_behind
from station.vision.virtual.runner import Footfall, Moment


@pytest.fixture(scope="module")
def front() -> Atlas:
    return load_atlas(View.FRONT)


@pytest.fixture(scope="module")
def pictures(front: Atlas) -> Pictures:
    return Pictures(front)


def running(step_frac: float, side: Side, this_deg: float, next_deg: float) -> Moment:
    now = Footfall(side, 10.0, 11.0, this_deg, 0.2)
    return Moment(10 + step_frac, Activity.RUNNING, now, Footfall(side.other, 11.0, 12.0, next_deg, 0.2))


def apart(one: Image, other: Image) -> int:
    """Return how many pixels are clearly different."""
    return int((np.abs(one.astype(int) - other).max(axis=2) > 40).sum())


def test_the_stance_leg_shows_its_own_form_whatever_the_other_legs_is(pictures: Pictures) -> None:
    caved, straight = (pictures.picture(running(0.35, Side.LEFT, deg, 8)) for deg in (17, 2))
    assert apart(caved, straight) > 300
    assert apart(caved, pictures.picture(running(0.35, Side.LEFT, 17, 17))) == 0


def test_form_passes_through_the_levels_between_in_flight(front: Atlas) -> None:
    flight = [front.form(running(step_frac, Side.LEFT, 17, 2)) for step_frac in np.linspace(front.toe_off_frac, 1, 6)]
    assert flight == pytest.approx([17, 14, 11, 8, 5, 2])


def test_the_legs_are_half_a_stride_apart(pictures: Pictures) -> None:
    left, right = (pictures.picture(running(0.35, side, 8, 8)) for side in Side)
    assert apart(left, right) > 1000
    assert apart(left, np.asarray(right[:, ::-1], np.uint8)) > 1000  # the room is no mirror image


def test_nobody_standing_and_running_look_different(pictures: Pictures) -> None:
    nobody, standing = (pictures.picture(Moment(1, activity)) for activity in (Activity.NOBODY, Activity.STANDING))
    run = pictures.picture(running(0.3, Side.LEFT, 8, 8))
    assert nobody.shape == (640, 480, 3)
    assert apart(nobody, standing) > 20_000
    assert apart(standing, run) > 10_000


def test_what_a_reader_does_to_a_picture_does_not_spoil_the_next(pictures: Pictures) -> None:
    for activity in (Activity.NOBODY, Activity.STANDING):
        pictures.picture(Moment(1, activity))[:] = 0
        assert pictures.picture(Moment(1, activity)).any()


def test_a_step_aside_moves_the_runner_and_leaves_the_room(pictures: Pictures) -> None:
    standing = pictures.picture(Moment(1, Activity.STANDING))
    aside = shifted(standing, pictures.empty, 120)
    assert apart(aside[80:300, 300:420], standing[80:300, 180:300]) < 500
    assert apart(aside[80:300, 180:280], pictures.empty[80:300, 180:280]) < 200
    assert apart(shifted(standing, pictures.empty, 480), pictures.empty) == 0


def test_somebody_behind_changes_the_room_but_not_the_runner(pictures: Pictures) -> None:
    run = pictures.picture(running(0.35, Side.LEFT, 8, 8))
    crowded = with_somebody_behind(run, pictures.empty, pictures.somebody(3.0), crossed_frac=0.3)
    assert apart(crowded, run) > 3000
    middle = np.s_[170:260, 220:260]  # the shirt
    assert apart(crowded[middle], run[middle]) == 0


def test_from_the_right_she_is_the_mirror_image() -> None:
    left, right = Pictures(load_atlas(View.LEFT)), Pictures(load_atlas(View.RIGHT))
    seen_left = left.picture(running(0.35, Side.LEFT, 8, 8))
    seen_right = right.picture(running(0.35, Side.RIGHT, 8, 8))
    assert apart(np.asarray(seen_left[:, ::-1], np.uint8), seen_right) < 100


def test_a_damaged_atlas_is_refused_with_words(front: Atlas, tmp_path: Path) -> None:
    empty_file = tmp_path / "cut_off.mp4"
    empty_file.write_bytes(front.levels[0].clip.read_bytes()[:20_000])
    with pytest.raises(SourceError, match=r"cut_off\.mp4 is missing or damaged"):
        Pictures(replace(front, levels=(replace(front.levels[0], clip=empty_file),)))
    with pytest.raises(SourceError, match="missing or damaged"):
        Pictures(replace(front, empty=tmp_path / "none.jpg"))


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_stickers_are_painted_on_her_pelvis_and_nowhere_else(view: View) -> None:
    atlas = load_atlas(view)
    plain, dotted = (Pictures(atlas, colour) for colour in (None, StickerColour.PINK))
    for moment in (running(0.35, Side.LEFT, 8, 8), Moment(1, Activity.STANDING)):
        rows, columns = np.nonzero((plain.picture(moment) != dotted.picture(moment)).any(axis=2))
        dots = atlas.levels[2].dots_px[round(0.175 * atlas.phases)] if moment.now else atlas.standing_dots_px
        places = np.column_stack((columns, rows)) + 0.5
        nearest_px = np.min([np.hypot(*(places - dot[:2]).T) for dot in dots], axis=0)
        assert nearest_px.max() < 6
        assert len(places) > 40


def test_from_the_side_she_wears_none() -> None:
    atlas = load_atlas(View.LEFT)
    moment = Moment(1, Activity.STANDING)
    assert apart(Pictures(atlas).picture(moment), Pictures(atlas, StickerColour.GREEN).picture(moment)) == 0
