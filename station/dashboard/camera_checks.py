"""The checks of the set-up page: what is seen, whether it is good, what to do. Pure.

Limits are the evidence's: within them the perspective of three metres adds 1.5 degrees and less to knee cave.
"""

from collections.abc import Iterator

from station.checked import Check, State
from station.dashboard.camera_words import MOVED_PX, wrong_view
from station.dashboard.words import VIEWS
from station.looks import Framing, Light, Look
from station.model import Aim
from station.vital_checks import RATE_HZ, SLOW_HZ

DISTANCE_M, FAR_OFF_M = (2.5, 3.5), (2.0, 4.0)
HEIGHT_M, HIGH_OFF_M = (0.8, 1.0), (0.5, 1.4)
YAW_DEG, YAW_OFF_DEG = 3.0, 8.0  # both are corrected for; what is left grows with them
ROLL_DEG, ROLL_OFF_DEG = 1.5, 5.0
USUAL_FOCAL = 0.95  # of the picture's longer side; cameras in use have 0.74 to 1.4
DARK_LEVEL, BRIGHT_LEVEL = (0.20, 0.12), (0.80, 0.90)  # from here on to be looked at, from here on bad
BLACK, WHITE = (0.35, 0.60), (0.10, 0.30)
BLUR = (0.64, 0.74)  # what smears knees and feet over 1 and over 3 % of the body
SMALL_FRAC = 0.45  # of the picture's height; below it a pixel is worth too many millimetres


def checks(look: Look | None, aim: Aim | None) -> list[Check]:
    """Return all checks, in the order in which they are put right."""
    return [*_of_pose(look), *_of_place(look, aim), *_of_picture(look), *_of_room(look)]


def _of_pose(look: Look | None) -> Iterator[Check]:
    if look is None:
        yield Check("View", State.UNKNOWN, "There is no picture.", "Look at the camera's cable.")
    elif look.seen_view is None:
        yield Check("View", State.UNKNOWN, "Nobody is seen.", "Let the runner stand on the belt.")
    elif look.seen_view is look.view:
        yield Check("View", State.GOOD, f"Seen from {VIEWS[look.view]}, as set.")
    else:
        yield Check("View", State.BAD, wrong_view(look.view, look.seen_view))
    if look and look.framing:
        yield _whole(look.framing)


def _whole(framing: Framing) -> Check:
    name = "Whole body"
    if framing.outside:
        where = " and ".join({"left": "left side", "right": "right side"}.get(part, part) for part in framing.outside)
        return Check(
            name, State.BAD, f"Cut off: {where}.", "Turn the camera or move it back until all is in the picture."
        )
    if framing.body_frac < SMALL_FRAC:
        part = f"{100 * framing.body_frac:.0f} % of the picture's height"
        return Check(name, State.LOOK, f"Whole, but only {part}.", "Move the camera closer, or turn it upright.")
    return Check(name, State.GOOD, "Head and feet are in the picture.")


def _of_place(look: Look | None, aim: Aim | None) -> Iterator[Check]:
    yield _distance(look, aim)
    if aim is None:
        for name in ("Height", "Sideways", "Level"):
            yield Check(name, State.UNKNOWN, "Not known yet.", "Tap the belt's corners.")
        return
    height = f"{100 * aim.height_m:.0f} cm above the belt."
    yield Check(
        "Height",
        _within(aim.height_m, HEIGHT_M, HIGH_OFF_M),
        height,
        "" if _in(aim.height_m, HEIGHT_M) else "Bring it to hip height, 80 to 100 cm.",
    )
    yield _turned(
        "Sideways", aim.yaw_deg, (YAW_DEG, YAW_OFF_DEG), "off the middle", "Move the camera to the middle line."
    )
    yield _turned("Level", aim.roll_deg, (ROLL_DEG, ROLL_OFF_DEG), "tilted sideways", "Level the camera.")


def _distance(look: Look | None, aim: Aim | None) -> Check:
    if aim is None:
        return _distance_by_body(look)
    state = _within(aim.distance_m, DISTANCE_M, FAR_OFF_M)
    where = "back" if aim.distance_m < DISTANCE_M[0] else "closer"
    do = "" if state is State.GOOD else f"Move the camera {where}: 2.5 to 3.5 m."
    return Check("Distance", state, f"{aim.distance_m:.1f} m from the belt's middle.", do)


def _distance_by_body(look: Look | None) -> Check:
    """Nobody knows the lens yet: what the body's size tells can be a third off, and is never called bad."""
    if look is None or look.framing is None or look.runner_height_m is None:
        return Check("Distance", State.UNKNOWN, "Not known yet.", "Tap the belt's corners.")
    distance_m = USUAL_FOCAL * look.long_px * look.runner_height_m / look.framing.body_px
    state = State.GOOD if _in(distance_m, DISTANCE_M) else State.LOOK
    return Check("Distance", state, f"About {distance_m:.0f} m, by the body's size.", "Tap the belt's corners to know.")


def _turned(name: str, degrees: float, limits: tuple[float, float], how: str, do: str) -> Check:
    good, off = limits
    state = _within(abs(degrees), (0.0, good), (0.0, off))
    seen = f"{abs(degrees):.1f}° {how}, corrected for."
    return Check(name, state, seen, "" if state is State.GOOD else f"{do} The less to correct, the surer.")


def _of_picture(look: Look | None) -> Iterator[Check]:
    if look is None:
        return
    lit = _lit(look.light)
    yield lit
    yield _sharp(look.blur_frac if lit.state is not State.BAD else None)  # the dark has no edges, but grain
    rate = _within(look.poses_hz, (RATE_HZ, 1e3), (SLOW_HZ, 1e3))
    slow = "" if rate is State.GOOD else "Close other programs, choose a smaller picture, or pose.model = lite."
    yield Check("Pose rate", rate, f"{look.poses_hz:.0f} poses/s.", slow)


def _lit(light: Light) -> Check:
    if light.level_frac < DARK_LEVEL[0] or light.black_frac > BLACK[0]:
        bad = light.level_frac < DARK_LEVEL[1] or light.black_frac > BLACK[1]
        return _flawed("Light", bad, "The runner is dark.", "Light the runner from the camera's side.")
    if light.level_frac > BRIGHT_LEVEL[0] or light.white_frac > WHITE[0]:
        bad = light.level_frac > BRIGHT_LEVEL[1] or light.white_frac > WHITE[1]
        return _flawed("Light", bad, "The runner is burnt out.", "Less light, or a shorter exposure.")
    return Check("Light", State.GOOD, "Neither too dark nor too bright.")


def _sharp(blur_frac: float | None) -> Check:
    if blur_frac is None:
        return Check("Sharpness", State.UNKNOWN, "Told once knees and feet are seen, in good light.")
    if blur_frac < BLUR[0]:
        return Check("Sharpness", State.GOOD, "Knees and feet are sharp.")
    do = "More light and a shorter exposure (camera.exposure_ms); wipe and focus the lens."
    return _flawed("Sharpness", blur_frac > BLUR[1], "Knees and feet are blurred.", do)


def _flawed(name: str, bad: bool, seen: str, do: str) -> Check:
    return Check(name, State.BAD if bad else State.LOOK, seen, do)


def _of_room(look: Look | None) -> Iterator[Check]:
    if look is None:
        return
    if look.somebody_else:
        yield Check(
            "Alone", State.BAD, "Somebody else is in the picture.", "Let only the runner be seen, also in mirrors."
        )
    elif look.framing:
        yield Check("Alone", State.GOOD, "Nobody else is seen.")
    if look.moved_px is None:
        yield Check("Since the set-up", State.UNKNOWN, "Not set up yet.", "Tap the belt's corners and save.")
    elif look.moved_px > MOVED_PX:
        yield Check("Since the set-up", State.BAD, "The camera has moved.", "Tap the belt's corners again and save.")
    else:
        yield Check("Since the set-up", State.GOOD, f"Not moved ({look.moved_px:.1f} px).")


def _within(value: float, good: tuple[float, float], still: tuple[float, float]) -> State:
    return State.GOOD if _in(value, good) else State.LOOK if _in(value, still) else State.BAD


def _in(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
