"""Edges that stand upright in the picture tell the camera's roll, and leaning ones do not mislead it."""

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from station.belt import aim_of
from station.model import Aim, View
from station.uprights import upright_edges

SIZE_PX = WIDTH_PX, HEIGHT_PX = 720, 960
LEVEL = [(268.5, 817.0), (450.0, 817.0), (414.5, 687.0), (305.5, 687.0)]


def room(*leans_deg: float) -> NDArray[np.uint8]:
    """Return a grey picture with dark posts, each leaning left by so much."""
    image = np.full((HEIGHT_PX, WIDTH_PX, 3), 180, np.uint8)
    for post, lean_deg in enumerate(leans_deg):
        foot = np.array((60 + 110 * post, 700))
        top = foot - 450 * np.array((math.tan(math.radians(lean_deg)), 1.0))
        cv2.line(image, foot.tolist(), top.round().astype(int).tolist(), (40, 40, 40), 14, cv2.LINE_AA)
    return image


def turned(roll_deg: float, chance: np.random.Generator) -> list[tuple[float, float]]:
    """Return the belt's corners as a camera with that roll shows them, tapped with a finger."""
    lean, middle = math.radians(-roll_deg), np.array(SIZE_PX) / 2
    turn = np.array(((math.cos(lean), -math.sin(lean)), (math.sin(lean), math.cos(lean))))
    taps = (np.array(LEVEL) - middle) @ turn.T + middle + chance.normal(0, 2, (4, 2))
    return [(float(x), float(y)) for x, y in taps]


def found(roll_deg: float, image: NDArray[np.uint8] | None, seed: int) -> Aim:
    edges = () if image is None else upright_edges(image)
    taps = turned(roll_deg, np.random.default_rng(seed))
    return aim_of(taps, (1.4, 0.5), SIZE_PX, View.REAR, edges_px=edges).aim


@pytest.mark.parametrize("roll_deg", [-2.0, 0.0, 1.5])
def test_posts_make_roll_surer(roll_deg: float) -> None:
    image = room(roll_deg, roll_deg, roll_deg, roll_deg)
    taps = [found(roll_deg, None, seed) for seed in range(20)]
    with_posts = [found(roll_deg, image, seed) for seed in range(20)]
    by_taps, by_posts = (np.abs([aim.roll_deg - roll_deg for aim in aims]).mean() for aims in (taps, with_posts))
    assert by_posts < 0.6 * by_taps
    assert max(aim.roll_sd_deg for aim in with_posts) < min(aim.roll_sd_deg for aim in taps)


def test_posts_that_lean_far_are_passed_over() -> None:
    leaning = room(9.0, 9.0, -8.0, 9.0, 9.0)
    assert upright_edges(leaning)
    assert found(0.0, leaning, 1) == found(0.0, None, 1)


def test_edges_that_do_not_agree_tell_nothing() -> None:
    assert found(0.0, room(-2.0, -0.5, 0.9, 2.3), 1) == found(0.0, None, 1)


def test_an_empty_picture_has_no_edges() -> None:
    assert upright_edges(room()) == []
