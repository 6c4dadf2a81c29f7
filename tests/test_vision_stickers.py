"""Two dots painted on the rendered runner's pelvis are found to a fraction of a pixel, and nothing else is."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.model import Activity, Landmark, StickerColour, View
from station.vision.stickers import StickerFinder
from station.vision.virtual.atlas import Atlas, load_atlas
from station.vision.virtual.dots import paint
from station.vision.virtual.pictures import Pictures
from station.vision.virtual.runner import Moment

Image = NDArray[np.uint8]
RADIUS_PX = 3.6  # 25 mm, 3.5 m away, in pictures 640 px high
REAR = load_atlas(View.REAR)


@pytest.fixture(scope="module")
def plain() -> Pictures:
    return Pictures(REAR)


@pytest.fixture
def standing(plain: Pictures) -> Image:
    return plain.picture(Moment(1.0, Activity.STANDING))


def points_of(atlas: Atlas = REAR) -> NDArray[np.float64]:
    """Return the standing runner's true joints as a pose has them."""
    return np.column_stack((atlas.standing_px, np.ones(len(Landmark))))


def place(across_px: float, up_px: float) -> tuple[float, float]:
    """Return a place from the middle of the hips, to the right of the picture and up."""
    middle = REAR.standing_px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0)
    return float(middle[0] + across_px), float(middle[1] - up_px)


def dot(
    image: Image, at: tuple[float, float], colour: StickerColour = StickerColour.GREEN, radius_px: float = RADIUS_PX
) -> None:
    ellipse = np.array([[*at, radius_px, 0.0, 0.0, radius_px]])
    paint(image, ellipse, colour)


def find(image: Image, points: NDArray[np.float64] | None = None, colour: StickerColour = StickerColour.GREEN):
    return StickerFinder(colour).find(image, points_of() if points is None else points)


LEFT, RIGHT = place(-12.3, 28.7), place(13.6, 26.1)


@pytest.mark.parametrize("colour", StickerColour)
def test_both_are_found_to_a_sixth_of_a_pixel_wherever_between_pixels_they_lie(standing: Image, colour) -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        image = standing.copy()
        left, right = (tuple(np.add(at, rng.uniform(-0.5, 0.5, 2))) for at in (LEFT, RIGHT))
        dot(image, left, colour)
        dot(image, right, colour)
        found = find(image, colour=colour)
        assert found.left[:2] == pytest.approx(left, abs=1 / 6)
        assert found.right[:2] == pytest.approx(right, abs=1 / 6)
        assert 0.5 < found.left[2] <= 1


def test_the_other_colour_is_not_looked_at(standing: Image) -> None:
    dot(standing, LEFT)
    dot(standing, RIGHT)
    assert find(standing, colour=StickerColour.PINK) is None


def test_left_is_on_the_side_of_the_left_hip(standing: Image) -> None:
    dot(standing, LEFT)
    dot(standing, RIGHT)
    exchanged = points_of()
    exchanged[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]] = exchanged[[Landmark.RIGHT_HIP, Landmark.LEFT_HIP]]
    assert find(standing).left == find(standing, exchanged).right
    assert find(standing).left[0] == pytest.approx(LEFT[0], abs=1 / 6)


@pytest.mark.parametrize("view", [View.FRONT, View.REAR])
def test_a_runner_without_stickers_has_none_at_any_phase(view: View) -> None:
    atlas = load_atlas(view)
    pictures = Pictures(atlas)
    for phase in range(atlas.phases):
        image = pictures.somebody(0.8 * phase / atlas.phases)
        points = np.column_stack((atlas.levels[0].points_px[phase], np.ones(len(Landmark))))
        assert all(find(image, points, colour) is None for colour in StickerColour)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda image: dot(image, LEFT), id="one alone"),
        pytest.param(lambda image: (dot(image, LEFT), dot(image, RIGHT, radius_px=1.4)), id="one far too small"),
        pytest.param(lambda image: (dot(image, LEFT), dot(image, RIGHT, radius_px=9.0)), id="one far too large"),
        pytest.param(lambda image: [dot(image, place(x, 28)) for x in (-18, 0, 18)], id="three in a row"),
        pytest.param(lambda image: (dot(image, place(-12, 20)), dot(image, place(-12, 40))), id="one above the other"),
        pytest.param(lambda image: (dot(image, place(20, 28)), dot(image, place(46, 28))), id="both on one side"),
        pytest.param(lambda image: (dot(image, place(-12, 110)), dot(image, place(13, 110))), id="on the shoulders"),
        pytest.param(
            lambda image: cv2.line(image, tuple(map(round, LEFT)), tuple(map(round, RIGHT)), (70, 235, 90), 6),
            id="a stripe between them",
        ),
        pytest.param(
            lambda image: cv2.rectangle(image, (180, 250), (300, 330), (70, 235, 90), -1), id="a shirt of their colour"
        ),
    ],
)
def test_what_is_no_pair_on_a_pelvis_is_none(standing: Image, spoil: Callable[[Image], None]) -> None:
    spoil(standing)
    assert find(standing) is None


def test_they_are_found_at_any_resolution_and_in_noise(standing: Image) -> None:
    dot(standing, LEFT)
    dot(standing, RIGHT)
    fine = cv2.resize(standing, None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC)
    noisy = np.clip(fine + np.random.default_rng(1).normal(0, 6, fine.shape), 0, 255).astype(np.uint8)
    points = points_of() * (2.5, 2.5, 1)
    found = find(noisy, points)
    assert found.left[:2] == pytest.approx(np.multiply(LEFT, 2.5), abs=0.3)
    assert found.right[:2] == pytest.approx(np.multiply(RIGHT, 2.5), abs=0.3)


def test_where_the_runner_is_cut_off_or_tiny_none_is_looked_for(standing: Image) -> None:
    assert find(standing, points_of() * (0.2, 0.2, 1)) is None
    assert find(standing, points_of() + np.array((0, 5000, 0))) is None
    unseen = points_of()
    unseen[Landmark.LEFT_SHOULDER] = np.nan
    assert find(standing, unseen) is None
