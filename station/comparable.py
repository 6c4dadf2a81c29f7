"""Whether two sessions may be held against each other: same belt speed, same set-up. Pure.

A mean moves with the camera, the points it is read off and the speed of the belt. None of that is a change of the
runner, so a number across it is refused, in words, rather than told with a warning.
"""

import math
from collections.abc import Callable
from enum import StrEnum

from station.aim_error import left95
from station.metrics import Z95
from station.model import Aim, Setup

SAME_SPEED_FRAC = 0.02
DISTANCE_SD_M, HEIGHT_SD_M = 0.2, 0.06
"""How surely taps on the belt tell where the camera stands (docs/camera-setup.md)."""
SPEED_NOT_KNOWN = "the belt's speed is not known: it is taken to be the same"


class Barrier(StrEnum):
    """Why two means are not held against each other."""

    SPEED_CHANGED = "the belt's speed was changed meanwhile"
    SPEED = "another belt speed"
    SPEED_OF_ONE = "the belt's speed is known of only one of the two"
    VIEW = "filmed from another side"
    SOURCE = "the body's points were found in another way"
    STICKERS = "stickers were worn at only one of the two"
    HIPS = "hip centres were told in another way"
    PICTURE = "another picture size"
    CAMERA = "the camera was moved"


def barrier(before: Setup | None, after: Setup | None) -> Barrier | None:
    """Return the first thing that keeps two set-ups from being compared; None = one whose belt changed its speed."""
    if before is None or after is None:
        return Barrier.SPEED_CHANGED
    return next((told for told, same in _SAME if not same(before, after)), None)


def doubt(before: Setup | None, after: Setup | None) -> str | None:
    """Return what was taken for granted where nothing keeps two set-ups apart."""
    if before is None or after is None or before.belt_speed_mps is not None or after.belt_speed_mps is not None:
        return None
    return SPEED_NOT_KNOWN


def again95(name: str, before: Setup | None, after: Setup | None) -> float:
    """Return what measuring the camera's aim anew may add to a difference, as the half width of a 95 % interval.

    Two aims of one place are not off in the same way, so what each leaves does not cancel.
    """
    one, other = (setup.aim if setup else None for setup in (before, after))
    if one is None or other is None or one == other:
        return 0.0
    return math.hypot(left95(name, one), left95(name, other))


def _same_speed(before: Setup, after: Setup) -> bool:
    one, other = before.belt_speed_mps, after.belt_speed_mps
    return one is None or other is None or abs(other - one) <= SAME_SPEED_FRAC * one


def _same_camera(before: Setup, after: Setup) -> bool:
    if before.aim is None or after.aim is None:
        return before.aim is after.aim and before.aim_known == after.aim_known
    return _same_place(before.aim, after.aim)


def _same_place(one: Aim, other: Aim) -> bool:
    """Tell whether two aims lie no farther apart than measuring one place twice may put them (95 %)."""
    apart_in_sd = (
        (other.yaw_deg - one.yaw_deg) / math.hypot(one.yaw_sd_deg, other.yaw_sd_deg, 1e-9),
        (other.roll_deg - one.roll_deg) / math.hypot(one.roll_sd_deg, other.roll_sd_deg, 1e-9),
        (other.distance_m - one.distance_m) / math.hypot(DISTANCE_SD_M, DISTANCE_SD_M),
        (other.height_m - one.height_m) / math.hypot(HEIGHT_SD_M, HEIGHT_SD_M),
    )
    return all(abs(apart) <= Z95 for apart in apart_in_sd)


_SAME: tuple[tuple[Barrier, Callable[[Setup, Setup], bool]], ...] = (
    (Barrier.SPEED, _same_speed),
    (Barrier.SPEED_OF_ONE, lambda a, b: (a.belt_speed_mps is None) == (b.belt_speed_mps is None)),
    (Barrier.VIEW, lambda a, b: a.view is b.view),
    (Barrier.SOURCE, lambda a, b: a.source == b.source),
    (Barrier.STICKERS, lambda a, b: a.stickers == b.stickers),
    (Barrier.HIPS, lambda a, b: a.real_hips == b.real_hips),
    (Barrier.PICTURE, lambda a, b: (a.width_px, a.height_px) == (b.width_px, b.height_px)),
    (Barrier.CAMERA, _same_camera),
)
