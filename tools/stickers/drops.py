"""Pelvic drop, true and told: of a picture or a step, and how the two agree."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from station.model import Side, View

Point = Sequence[float]


@dataclass(frozen=True, slots=True)
class Drop:
    """What is true and what was told of one picture or step, degrees, + = the free side is lower.

    `of` names the runner and set-up; `told_deg` is None where the stickers were not found.
    """

    of: str
    view: View
    side: Side
    real: bool
    """True for a body driven by a real runner's joints."""
    true_deg: float
    """Of the line of the hip joints, as the picture shows it."""
    lab_deg: float
    """Of the hip joints themselves, as the lab's frontal plane shows them, turned by the camera's roll."""
    points_deg: float | None
    """As MediaPipe's hip points have it."""
    told_deg: float | None
    wrong: bool = False
    """True where something else was taken for a sticker."""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How told values answer to true ones; `leg_error_deg` is the mean size of a leg's mean error."""

    count: int
    slope: float
    r: float
    bias_deg: float
    error_deg: float
    leg_error_deg: float
    leg_error95_deg: float


def higher_right_deg(left: Point, right: Point, view: View) -> float:
    """Return by how much the runner's right one of two points is higher than the left, as the picture shows it."""
    to_the_right = -1 if view is View.FRONT else 1
    return float(np.degrees(np.arctan2(left[1] - right[1], to_the_right * (right[0] - left[0]))))


def agreement(
    drops: Iterable[Drop],
    told: Callable[[Drop], float | None] = lambda drop: drop.told_deg,
    true: Callable[[Drop], float] = lambda drop: drop.true_deg,
) -> Agreement:
    """Hold what was told against what is true."""
    legs: dict[tuple[str, Side], list[tuple[float, float]]] = defaultdict(list)
    for drop in drops:
        value = told(drop)
        if value is not None:
            legs[drop.of, drop.side].append((true(drop), value))
    pairs = np.array([pair for leg in legs.values() for pair in leg])
    errors = pairs[:, 1] - pairs[:, 0]
    of_legs = np.abs([np.mean([there - here for here, there in leg]) for leg in legs.values()])
    slope, r = np.polyfit(pairs[:, 0], pairs[:, 1], 1)[0], np.corrcoef(pairs.T)[0, 1]
    sizes = float(np.abs(errors).mean()), float(of_legs.mean()), float(np.percentile(of_legs, 95))
    return Agreement(len(pairs), float(slope), float(r), float(errors.mean()), *sizes)
