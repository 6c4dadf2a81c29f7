"""Every number that a camera can see, as a coach reads it: its name, its unit, how finely it may be written. Pure.

An angle of grade A or B has one decimal; one of grade C or D is a whole degree, for more would be invented.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

from station.metrics import best_grade, camera_of, origin_of
from station.model import Grade, Setup, View
from station.names import DEGREES, number

PELVIS = "pelvic_drop_deg"

NO_STICKERS: Mapping[Grade, str] = MappingProxyType(
    {
        Grade.C: "Pelvic drop and hip adduction are estimated from all points of the body: the camera finds the hips, "
        "but hardly how the pelvis tilts. Two stickers on the pelvis make its drop a measurement.",
        Grade.D: "Pelvic drop and hip adduction can not be told: the camera finds the hips, but hardly how the pelvis "
        "tilts. Two stickers on the pelvis make its drop a measurement.",
    }
)
BY_STICKERS = "Pelvic drop and hip adduction are measured by the two stickers on the pelvis."
UNSEEN_STICKERS: Mapping[View, str] = MappingProxyType(
    {
        View.REAR: "No pelvic drop: the two stickers are not seen. Tuck the shirt in, and look whether both are there.",
        View.FRONT: "No pelvic drop: the two stickers are not seen. Tuck the shirt in, and ask for higher hands.",
    }
)

MEANINGS: Mapping[Grade, str] = MappingProxyType(
    {Grade.A: "as it stands", Grade.B: "value and trend", Grade.C: "trend only", Grade.D: "not to be compared"}
)
"""What a number of each grade may be used for."""


def headline(view: View) -> tuple[str, str]:
    """Return the metric that stands large on the page, and its name behind "Left" or "Right"."""
    return ("fppa_deg", "knee cave") if view.frontal else ("tibia_angle_deg", "shin at contact")


def unit(name: str) -> str:
    """Return the unit that a number is shown in, with the space before it where one belongs."""
    return number(name).unit


def decimals(name: str, grade: Grade) -> int:
    """Return how many decimals a number of this grade deserves."""
    return int(unit(name) in (DEGREES, "") and grade in (Grade.A, Grade.B))


def written(name: str, value: float, grade: Grade, sign: str = "") -> str:
    """Write a number without its unit; `sign` "+" writes the plus too."""
    places = decimals(name, grade)
    shown = round(value * number(name).scale, places) + 0.0  # no minus before a zero
    return signed(f"{shown:{sign if shown else ''}.{places}f}")


def interval(name: str, ci95: float, grade: Grade) -> str:
    """Write half the width of an interval without its unit: never as nothing, for no number is certain."""
    least = 10.0 ** -decimals(name, grade)
    return written(name, max(least / number(name).scale, ci95), grade)


def needed(name: str, smallest: float) -> str:
    """Write how much a change needs, with its unit; a study's figure, so its decimal is not the camera's."""
    places = int(not unit(name).startswith(" m"))
    return f"{smallest * number(name).scale:.{places}f}{unit(name)}"


def lesser(name: str, difference: float, grade: Grade) -> float:
    """Cut what is too small to be written: a difference within noise must not read as more than it needed."""
    step = 10.0 ** -decimals(name, grade) / number(name).scale
    return math.trunc(difference / step) * step


def signed(text: str) -> str:
    """Write a minus as long as a plus."""
    return text.replace("-", "\N{MINUS SIGN}")


def of_pelvis(setup: Setup, told: bool) -> str | None:
    """Say what pelvic drop is read off, or why there is none; `told` = there is a number now. None from the side."""
    setup = camera_of(PELVIS, setup)
    if not setup.view.frontal:
        return None
    if setup.stickers:
        return BY_STICKERS if told else UNSEEN_STICKERS[setup.view]
    return NO_STICKERS.get(best_grade(PELVIS, setup.source, origin_of(PELVIS, setup)))


def of_sides(setup: Setup) -> str | None:
    """Say why left and right are not compared; None where they are. From a side they never are."""
    setup = camera_of(PELVIS, setup)
    if not setup.view.frontal:
        return "Left and right are compared in times only: from the side one leg hides the other."
    known = setup.aim_known or setup.aim is not None
    return None if known else "Left and right are compared in times only: the camera's aim is not known."
