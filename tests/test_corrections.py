"""What is put right is told in words, thing by thing."""

from dataclasses import replace

from station.corrections import corrections
from station.model import Aim, Setup, View

REAR = Setup(View.REAR, 720, 960, source="mediapipe")


def told(setup: Setup) -> str:
    return "\n".join(corrections(setup))


def test_nothing_is_told_of_points_that_stay_as_they_are() -> None:
    assert not told(replace(REAR, source="simulated"))
    assert not told(replace(REAR, view=View.LEFT))


def test_the_correction_and_where_hips_are_is_told() -> None:
    assert "all landmarks together" in told(REAR) and "0.22 m apart" in told(REAR) and "3.6 degrees less" in told(REAR)
    people = told(replace(REAR, real_hips=True))
    assert "as far apart as people's" in people and "0.22 m" not in people


def test_stickers_and_the_aim_are_told() -> None:
    worn = told(replace(REAR, stickers=True, aim=Aim(2.0, -1.0, 3.0, 0.9)))
    assert "two stickers" in worn and "+2.0 degrees" in worn and "-1.0 degrees" in worn
