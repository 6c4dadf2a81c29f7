"""What the camera's aim, quiet standing and a session's first look tell, in the coach's words. Pure."""

import math
from collections.abc import Mapping

from station.camera_place import Place
from station.dashboard.words import VIEWS
from station.looks import Stillness, Unrest
from station.model import Standing, View

MOVED_PX = 3.0
"""How far the background may have moved before the taps no longer hold."""
LEVEL_DEG = 2.5  # a body's shoulders and hips are within this of level; what is more is the camera's or the runner's

MOVED = "The camera has moved since it was set up. Stop, and tap the belt's corners again on the page Camera."
WRONG_VIEW = (
    "The runner is seen from {seen}, but the station was told {told}: left and right are mixed up. Stop, and start the"
    " station with the right view (--view {name})."
)
UPRIGHT = "Add an upright (a door frame, a post): the belt alone tells the tilt too roughly."
UNSURE_ROLL_SD_DEG = 0.6
UNREST = {
    Unrest.UNSEEN: "The runner was not seen well enough. Let them stand on the belt, whole in the picture.",
    Unrest.MOVED: "The runner moved. Let them stand still, feet side by side, and measure again.",
}
_TILTS = ("pelvic_tilt_deg", "shoulder_tilt_deg")


def opening(view: View, seen: View | None, moved_px: float | None) -> tuple[str, ...]:
    """Return what must be said of the camera when a session begins; nothing where all is well."""
    wrong = (wrong_view(view, seen),) if seen not in (None, view) else ()
    return wrong + ((MOVED,) if moved_px is not None and moved_px > MOVED_PX else ())


def wrong_view(view: View, seen: View | None) -> str:
    """Say that the runner is seen from elsewhere than the settings tell."""
    return WRONG_VIEW.format(seen=VIEWS[seen or view], told=VIEWS[view], name=seen)


def of_aim(place: Place) -> list[str]:
    """Say where the camera stands and what is corrected for."""
    aim = place.aim
    both = f"The camera stands {_beside(place)} ({_sure(aim.yaw_deg, aim.yaw_sd_deg)}) and {_leaning(aim.roll_deg)}"
    return [
        f"{both} (± {2 * aim.roll_sd_deg:.1f}°). Both are corrected for.",
        f"It stands {aim.distance_m:.2f} m from the belt's middle, {100 * aim.height_m:.0f} cm above the belt.",
        f"On the belt a pixel is {place.belt.mm_per_px:.1f} mm wide.",
        *([UPRIGHT] if aim.roll_sd_deg > UNSURE_ROLL_SD_DEG else []),
    ]


def of_standing(stillness: Stillness) -> list[str]:
    """Say how the measuring of quiet standing goes, or what it found."""
    match stillness.result:
        case None:
            return ["Stand still, feet side by side, arms down."]
        case Unrest() as why:
            return [UNREST[why]]
        case Standing() as found:
            return [*_of_body(found.zero), _of_jitter(found), *_of_level(found.zero)]


def _of_body(zero: Mapping[str, float]) -> list[str]:
    tilts = f"{_lower('hips', zero['pelvic_tilt_deg'])}, {_lower('shoulders', zero['shoulder_tilt_deg'])}"
    lean = zero["trunk_side_lean_deg"]
    trunk = "trunk upright" if abs(lean) < 0.5 else f"trunk {abs(lean):.1f}° to the {'right' if lean > 0 else 'left'}"
    knees = f"knee angle left {_signed(zero['left_fppa_deg'])}, right {_signed(zero['right_fppa_deg'])}"
    return [f"The runner's own zero: {tilts}, {trunk}, {knees}. It is kept with the session."]


def _of_jitter(found: Standing) -> str:
    worst = max(found.jitter.values())
    return f"Standing still, no angle jitters by more than {worst:.1f}° from pose to pose ({found.poses} poses)."


def _of_level(zero: Mapping[str, float]) -> list[str]:
    tilt = sum(zero[name] for name in _TILTS) / len(_TILTS)
    if abs(tilt) <= LEVEL_DEG:
        return []
    side = "left" if tilt > 0 else "right"
    return [f"Hips and shoulders are both lower on the {side} ({abs(tilt):.1f}°): is the camera level? Tap again."]


def _lower(name: str, tilt_deg: float) -> str:
    if abs(tilt_deg) < 0.5:
        return f"{name} level"
    return f"{name} {abs(tilt_deg):.1f}° lower on the {'left' if tilt_deg > 0 else 'right'}"


def _beside(place: Place) -> str:
    aim = place.aim
    line = "the belt's middle line" if place.view.frontal else "the line straight across the belt's middle"
    off_cm = round(100 * aim.distance_m * math.sin(math.radians(abs(aim.yaw_deg))))
    return f"{off_cm} cm {'left' if aim.yaw_deg > 0 else 'right'} of {line}" if off_cm else f"on {line}"


def _leaning(roll_deg: float) -> str:
    if abs(roll_deg) < 0.1:
        return "is level"
    return f"leans {abs(roll_deg):.1f}° to the {'right' if roll_deg > 0 else 'left'}"


def _sure(degrees: float, sd_deg: float) -> str:
    return f"{abs(degrees):.1f} ± {2 * sd_deg:.1f}°"


def _signed(degrees: float) -> str:
    return f"{round(degrees):+d}°".replace("-", "\N{MINUS SIGN}").replace("+0", "0")
