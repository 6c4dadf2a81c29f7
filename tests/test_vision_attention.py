"""Where to look for the runner; with the real MediaPipe: whom it follows."""

from pathlib import Path

import numpy as np
import pytest

from station.model import Activity, Frame, Landmark, Side, View
from station.vision.attention import LOOK_EVERY_S, Attention, Strip
from station.vision.landmarker import Landmarker
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.pictures import Image, Pictures
from station.vision.virtual.runner import Footfall, Moment

MIDDLE, EVERYTHING, NOTHING = Strip(480.0, 216.0), Strip(480.0), Strip(0.0, 0.0)


def strips(attention: Attention, t: float) -> tuple[Strip, ...]:
    return attention.strips(960, 720, t)


def test_nobody_yet_the_middle_is_searched_before_all_the_rest() -> None:
    assert strips(Attention(), 0.0) == (MIDDLE, EVERYTHING)


def test_whoever_is_in_the_middle_is_followed_in_the_whole_picture() -> None:
    attention = Attention()
    attention.found(500.0)
    assert {strips(attention, t) for t in (0.0, 1.0, 9.0)} == {(EVERYTHING,)}


def test_while_somebody_at_the_side_is_followed_the_middle_is_searched_now_and_then() -> None:
    attention = Attention()
    attention.found(800.0)
    assert strips(attention, 3.0) == (NOTHING, MIDDLE, Strip(800.0, 216.0))
    assert strips(attention, 3.0 + 0.9 * LOOK_EVERY_S) == (EVERYTHING,)
    assert strips(attention, 3.0 + LOOK_EVERY_S) == (NOTHING, MIDDLE, Strip(800.0, 216.0))


def test_a_strip_leaves_everything_in_its_place_and_the_rest_black() -> None:
    image = np.full((4, 10, 3), 7, np.uint8)
    assert Strip(6.0, 2.0).of(image)[0, :, 0].tolist() == [0, 0, 0, 0, 7, 7, 7, 7, 0, 0]
    assert Strip(1.0, 3.0).of(image)[0, :, 0].tolist() == [7, 7, 7, 7, 0, 0, 0, 0, 0, 0]
    assert not NOTHING.of(image).any()
    assert EVERYTHING.of(image) is image


@pytest.fixture(scope="module")
def pictures() -> Pictures:
    return Pictures(load_atlas(View.FRONT))


def running(t: float) -> Moment:
    step, side = int(t / 0.36), list(Side)[int(t / 0.36) % 2]
    now = Footfall(side, 0.36 * step, 0.36 * (step + 1), 5.0, 0.2)
    return Moment(t, Activity.RUNNING, now, Footfall(side.other, now.t_end_s, now.t_end_s + 0.36, 5.0, 0.2))


def beside(on_the_belt: Image, aside: Image, empty: Image) -> Image:
    """Return a wide picture: nobody, the belt in the middle, another picture to its right; each 260 px wide."""
    return np.hstack([picture[:, 110:370] for picture in (empty, on_the_belt, aside)])


def followed(model: Path, images: list[Image], rate_hz: float = 10) -> list[float | None]:
    """Return in how wide a part of the picture the hips are found, 0..1, frame by frame."""
    landmarker = Landmarker(model, 0.5)
    poses = [landmarker.find(Frame(n / rate_hz, image)) for n, image in enumerate(images)]
    landmarker.close()
    return [
        None if pose is None else float(pose.points[Landmark.LEFT_HIP, 0] / image.shape[1])
        for pose, image in zip(poses, images, strict=True)
    ]


def test_whoever_steps_on_the_belt_is_followed_though_a_coach_has_been_there_all_the_time(
    pose_model: Path, pictures: Pictures
) -> None:
    coach, empty = pictures.picture(Moment(0, Activity.STANDING)), pictures.empty
    alone = [beside(empty, coach, empty)] * 4
    both = [beside(pictures.picture(running(n / 10)), coach, empty) for n in range(15)]
    places = followed(pose_model, alone + both)
    assert all(place is not None and place > 0.7 for place in places[:4])
    assert all(place is not None and 0.4 < place < 0.6 for place in places[10:])


def test_a_runner_whose_treadmill_is_not_in_the_middle_is_followed_in_every_picture(
    pose_model: Path, pictures: Pictures
) -> None:
    images = [beside(pictures.empty, pictures.picture(running(n / 10)), pictures.empty) for n in range(15)]
    assert all(place is not None and place > 0.7 for place in followed(pose_model, images))
