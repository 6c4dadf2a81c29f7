"""The camera's aim from four taps on the belt: as right as it says, in any order, and in words where it can not be."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.belt import Belt, aim_of
from station.errors import AimError
from station.model import View

BELT_M = (1.4, 0.5)
SIZE_PX = (720, 960)
Point = tuple[float, float]


@dataclass(frozen=True)
class Camera:
    """A pinhole camera of this test's own: it turns the world, and knows nothing of the station's."""

    yaw: float = 0.0
    roll: float = 0.0
    height: float = 0.9
    distance: float = 3.0
    focal: float = 820.0
    turn: float = 0.0

    def shows(self, across: float, up: float, away: float) -> Point:
        """Return where a point is seen; across to the camera's right, away from it, both from the belt's middle."""
        about = math.radians(self.yaw)
        right = across * math.cos(about) - away * math.sin(about)
        ahead = across * math.sin(about) + away * math.cos(about) + self.distance
        look = math.radians(self.turn)
        right, ahead = right * math.cos(look) - ahead * math.sin(look), right * math.sin(look) + ahead * math.cos(look)
        x, y = self.focal * right / ahead, self.focal * (self.height - up) / ahead
        lean = math.radians(-self.roll)
        return (
            SIZE_PX[0] / 2 + x * math.cos(lean) - y * math.sin(lean),
            SIZE_PX[1] / 2 + x * math.sin(lean) + y * math.cos(lean),
        )

    def corners(self, view: View = View.REAR) -> list[Point]:
        across, away = (0.25, 0.7) if view.frontal else (0.7, 0.25)
        return [self.shows(x, 0.0, z) for x, z in ((-across, -away), (across, -away), (across, away), (-across, away))]

    def post(self) -> tuple[Point, Point]:
        return self.shows(0.8, 0.0, 1.2), self.shows(0.8, 1.9, 1.2)


def found(camera: Camera, view: View = View.REAR, taps: list[Point] | None = None, upright: bool = False) -> Belt:
    ends = camera.post() if upright else None
    return aim_of(taps or camera.corners(view), BELT_M, SIZE_PX, view, upright_px=ends)


def tapped(points: list[Point], chance: np.random.Generator) -> list[Point]:
    return [(x + float(chance.normal(0, 2)), y + float(chance.normal(0, 2))) for x, y in points]


def somewhere(chance: np.random.Generator) -> Camera:
    yaw, roll, height, distance, focal, turn = chance.uniform((-6, -3, 0.4, 2, 700, -2), (6, 3, 1.6, 4, 1250, 2))
    return Camera(yaw, roll, height, distance, focal, turn)


@pytest.mark.parametrize("view", list(View))
@given(
    yaw=st.floats(-6, 6),
    roll=st.floats(-3, 3),
    height=st.floats(0.4, 1.6),
    distance=st.floats(2, 4),
    turn=st.floats(-2, 2),
)
@settings(max_examples=12, deadline=None)
def test_taps_without_error_give_yaw_and_roll(
    view: View, yaw: float, roll: float, height: float, distance: float, turn: float
) -> None:
    camera = Camera(yaw, roll, height, distance, 0.95 * 960, turn)  # of the usual focal length: nothing pulls
    aim = found(camera, view).aim
    assert (aim.yaw_deg, aim.roll_deg) == pytest.approx((yaw, roll), abs=0.05)
    assert (aim.distance_m, aim.height_m) == pytest.approx((distance, height), abs=0.02)
    assert aim.heading_deg == pytest.approx(yaw + turn, abs=0.1)  # not turned, it looks at the belt's middle


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("view", [View.REAR, View.RIGHT])
def test_taps_are_unbiased_and_as_sure_as_they_say_whatever_the_focal_length(view: View, upright: bool) -> None:
    chance = np.random.default_rng(7)
    off, told = [], []
    for _ in range(60):
        camera = somewhere(chance)
        ends = tuple(tapped(list(camera.post()), chance)) if upright else None
        taps = [tapped(camera.corners(view), chance)[corner] for corner in chance.permutation(4)]
        aim = aim_of(taps, BELT_M, SIZE_PX, view, upright_px=ends).aim
        off.append((aim.yaw_deg - camera.yaw, aim.roll_deg - camera.roll))
        told.append((aim.yaw_sd_deg, aim.roll_sd_deg))
    worth = np.array(off) / np.array(told)
    assert np.abs(worth.mean(axis=0)).max() < 0.3  # of their SD
    assert ((worth.std(axis=0) > 0.6) & (worth.std(axis=0) < 1.15)).all()  # told for 2.5 px, tapped with 2
    assert np.median(told, axis=0).max() < 1.5


def test_something_upright_makes_roll_surer() -> None:
    camera = Camera(2.0, 1.0)
    alone, helped = found(camera).aim, found(camera, upright=True).aim
    assert helped.roll_sd_deg < 0.6 * alone.roll_sd_deg
    assert helped.roll_deg == pytest.approx(1.0, abs=0.1)


def test_a_known_focal_length_makes_the_distance_surer() -> None:
    chance = np.random.default_rng(3)
    camera = Camera(2.0, 1.0, focal=1200.0)
    off = []
    for _ in range(30):
        taps = tapped(camera.corners(), chance)
        off.append([aim_of(taps, BELT_M, SIZE_PX, View.REAR, focal_px=f).aim.distance_m - 3.0 for f in (None, 1200.0)])
    unknown, known = np.abs(off).mean(axis=0)
    assert known < 0.6 * unknown


def test_corners_may_be_tapped_in_any_order_and_come_back_in_one() -> None:
    camera = Camera(3.0, -2.0)
    corners = camera.corners()
    for order in ((2, 0, 3, 1), (3, 2, 1, 0), (1, 2, 3, 0)):
        again = found(camera, taps=[corners[corner] for corner in order])
        assert np.allclose(again.corners_px, corners)


@pytest.mark.parametrize(
    ("view", "right", "forward"),
    [(View.REAR, 1, 1), (View.FRONT, -1, -1), (View.LEFT, 1, -1), (View.RIGHT, -1, 1)],
)
def test_a_point_on_the_belt_is_told_in_metres_of_the_runner(view: View, right: int, forward: int) -> None:
    camera = Camera(2.0, 1.0)
    to_right, ahead = found(camera, view).place_m(camera.shows(0.1, 0.0, 0.2))
    across, away = (to_right * right, ahead * forward) if view.frontal else (ahead * forward, to_right * right)
    assert (across, away) == pytest.approx((0.1, 0.2), abs=1e-3)


def test_millimetres_per_pixel_are_those_of_the_belts_middle() -> None:
    camera = Camera(height=0.9, distance=3.0, focal=912.0)
    assert found(camera).mm_per_px == pytest.approx(1000 * 3.0 / 912.0, rel=0.01)


IN_A_LINE = [(100.0, 800.0), (200.0, 800.0), (300.0, 800.0), (400.0, 801.0)]
ONE_INSIDE = [(100.0, 900.0), (600.0, 900.0), (350.0, 700.0), (350.0, 850.0)]
UPSIDE_DOWN = [(x, 960 - y) for x, y in Camera().corners()]
LEVEL = [(200.0, 600.0), (500.0, 600.0), (500.0, 300.0), (200.0, 300.0)]


@pytest.mark.parametrize(
    ("taps", "said"),
    [
        (IN_A_LINE, "too close together"),
        (ONE_INSIDE, "no belt"),
        (IN_A_LINE[:3], "Four corners"),
        ([*IN_A_LINE[:3], (math.nan, 1.0)], "Four corners"),
        (UPSIDE_DOWN, "seen from above"),
        (LEVEL, "Measure the belt"),
        (Camera(yaw=30.0).corners(), "view is right"),
        (Camera(distance=12.0, height=2.5, focal=4000.0).corners(), "Measure the belt"),
        (Camera(distance=0.75, height=0.5).corners(), "two to four metres"),
        (Camera(yaw=17.0, height=1.2).corners(), "middle line"),
        (Camera(roll=18.0).corners(), "Level it"),
    ],
)
def test_taps_that_can_not_be_are_refused_with_what_to_do(taps: list[Point], said: str) -> None:
    with pytest.raises(AimError, match=said):
        aim_of(taps, BELT_M, SIZE_PX, View.REAR)


def test_a_belt_that_is_wider_than_long_is_refused() -> None:
    with pytest.raises(AimError, match="longer than wide"):
        aim_of(Camera().corners(), (0.5, 1.4), SIZE_PX, View.REAR)


def test_the_view_must_be_right() -> None:
    with pytest.raises(AimError, match="view is right"):
        aim_of(Camera().corners(View.LEFT), BELT_M, SIZE_PX, View.REAR)


@pytest.mark.parametrize("ends", [((100.0, 500.0), (400.0, 480.0)), ((100.0, 500.0), (100.0, 460.0))])
def test_an_upright_that_lies_or_is_short_is_refused(ends: tuple[Point, Point]) -> None:
    with pytest.raises(AimError, match="far above one another"):
        aim_of(Camera().corners(), BELT_M, SIZE_PX, View.REAR, upright_px=ends)
