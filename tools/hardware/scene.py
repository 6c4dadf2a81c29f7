"""The two halves of a placement drawing: upright, seen across the line from camera to runner, and from the ceiling."""

from station.vision.sensor import FRONTAL_MS, SIDE_MS
from tools.hardware.figures import (
    CABLE,
    FRAME_M,
    Frame,
    belt_from_above,
    camera,
    camera_on_stand,
    lamps,
    light,
    runner,
    treadmill,
)
from tools.hardware.svg import FAINT, Drawing

SCALE = 112.0
LAMPS_M, EYES_M = 1.25, 1.6
"""Where the lamps hang: ahead of the belt's middle, above the belt."""

SHUTTER_MS = {"rear": FRONTAL_MS, "front": FRONTAL_MS, "side": SIDE_MS}
VIEW_WIDTH_FRAC = 0.374
"""Half the width that a Camera Module 3 sees upright (41 degrees), at one metre."""

CAMERA_AT = {"rear": -1, "front": 1, "side": -1}
"""On which side of the belt's middle the camera is drawn."""

MIDDLE_X = {"rear": 610.0, "front": 400.0, "side": 610.0}


def beside(drawing: Drawing, view: str, distance_m: tuple[float, float], height_m: tuple[float, float]) -> None:
    """Draw runner, treadmill and camera upright: height, distance, level."""
    frame, side = Frame(MIDDLE_X[view], 340, SCALE), CAMERA_AT[view]
    far, high = side * sum(distance_m) / 2, sum(height_m) / 2
    drawing.text(24, 66, "Seen from the side" if view != "side" else "Seen from behind", 14, bold=True)
    drawing.line((20, frame.at(0, -FRAME_M)[1]), (980, frame.at(0, -FRAME_M)[1]), width=2)
    treadmill(drawing, frame, view != "side")
    runner(drawing, frame, view != "side")
    _height(drawing, frame, far, height_m)
    camera_on_stand(drawing, frame, far, high, -FRAME_M)
    light(drawing, frame, far - side * 0.25, 1.9)
    drawing.text(
        frame.at(far - side * 0.25, 2.08)[0], frame.at(0, 2.12)[1], "light, from the camera's side", 12, "middle"
    )
    if view != "side":
        lamps(drawing, frame, LAMPS_M, EYES_M, upright=True)
        drawing.text(frame.at(LAMPS_M, 1.82)[0], frame.at(0, 1.8)[1], "lamps at eye height", 12, "middle")
    drawing.text(976, 66, "Shorts tight, shirt tucked in, legs and shoes unlike what is behind them", 12, "end")
    _distance(drawing, frame, view, distance_m)


def _height(drawing: Drawing, frame: Frame, far: float, height_m: tuple[float, float]) -> None:
    side = 1 if far > 0 else -1
    high = sum(height_m) / 2
    drawing.line(frame.at(far, high), frame.at(0, high), stroke="#c0392b", width=1.2, dash="7 5")
    middle = frame.at(far / 2, high)
    drawing.text(middle[0], middle[1] - 8, "level, at hip height", 12, "middle", fill="#c0392b")
    x, low = frame.at(far + side * 0.5, 0)
    drawing.line((x - 12, low), frame.at(-side * 0.4, 0), stroke=FAINT, width=1, dash="3 4")
    drawing.arrow((x, low), (x, frame.at(0, high)[1]))
    words = f"{height_m[0] * 100:.0f} to {height_m[1] * 100:.0f} cm"
    for row, line in enumerate((words, "above the belt")):
        drawing.text(
            x + side * 8, (low + frame.at(0, high)[1]) / 2 + 15 * row, line, 12, "start" if side > 0 else "end"
        )


def _distance(drawing: Drawing, frame: Frame, view: str, distance_m: tuple[float, float]) -> None:
    y, side = frame.at(0, -FRAME_M)[1] + 42, CAMERA_AT[view]
    near, wide = (frame.at(side * metres, 0)[0] for metres in distance_m)
    drawing.box(min(near, wide), y - 6, abs(wide - near), 12, fill="#f6d5d1", stroke="none")
    drawing.line((frame.x, y - 10), (frame.x, y + 10), stroke=FAINT)
    drawing.arrow((min(frame.x, near, wide), y), (max(frame.x, near, wide), y))
    words = f"{distance_m[0]:g} to {distance_m[1]:g} m from the belt's middle"
    drawing.text((frame.x + near) / 2, y + 20, words, 12, "middle")
    shutter = f"Shutter: {SHUTTER_MS[view]:g} ms at most; the station sets it"
    drawing.text(frame.x + (60 if side < 0 else -330), y + 20, shutter, 12)


def above(drawing: Drawing, view: str, distance_m: tuple[float, float]) -> None:
    """Draw the same from the ceiling: the belt's middle line, what the camera sees, lights, cable, coach."""
    frame, side = Frame(MIDDLE_X[view], 650, SCALE), CAMERA_AT[view]
    far = side * sum(distance_m) / 2
    drawing.text(24, 456, "Seen from above", 14, bold=True)
    _seen(drawing, frame, far)
    belt_from_above(drawing, frame, view != "side")
    drawing.line(frame.at(far * 1.2, 0), frame.at(-side * 1.4, 0), stroke="#c0392b", width=1.2, dash="7 5")
    _cable(drawing, frame, view, far)
    camera(drawing, frame, far, 0)
    for across in (-0.75, 0.75):
        light(drawing, frame, far - side * 0.25, across)
    drawing.text(*frame.at(far, -1.05 if view == "side" else 1.02), "two lights, both legs lit", 12, "middle")
    _people(drawing, frame, view, side)


def _seen(drawing: Drawing, frame: Frame, far: float) -> None:
    """Draw the part of the room that the picture shows, as far as behind the runner."""
    deep = abs(far) + 2.0
    end, half = far - (1 if far > 0 else -1) * deep, deep * VIEW_WIDTH_FRAC
    drawing.area(
        frame.at(far, 0), frame.at(end, half), frame.at(end, -half), fill="#fdf1c7", stroke="#e5c65a", opacity=0.6
    )
    edge = frame.at(end + (0.08 if far > 0 else -0.08), 1.3)
    drawing.text(*edge, "nobody and no mirror in here", 12, "start" if far > 0 else "end", fill="#8a6d00")


def _cable(drawing: Drawing, frame: Frame, view: str, far: float) -> None:
    """Draw lamps and their cable: around the treadmill at an arm's length, never under or across the belt."""
    ahead = (LAMPS_M, 0.0) if view != "side" else (0.0, LAMPS_M)
    way = (
        [(far, -0.1), (far, -1.45), (ahead[0], -1.45), ahead]
        if view != "side"
        else [(far, 0.1), (far, 1.5), (0.0, 1.5), ahead]
    )
    drawing.line(*(frame.at(*point) for point in way), stroke=CABLE, width=2.5, dash="9 4")
    lamps(drawing, frame, *ahead, upright=False)
    x, y = frame.at((far + ahead[0]) / 2, -1.45 if view != "side" else 1.5)
    words = "cable along the wall, taped down, never under the belt"
    drawing.text(x, y + (18 if view != "side" else -8), words, 12, "middle", fill=CABLE)


def _people(drawing: Drawing, frame: Frame, view: str, side: int) -> None:
    x_m, y_m = side * 0.95, 1.25 if view != "side" else -1.25
    drawing.disc(*frame.at(x_m, y_m), 16, fill="#bcd4ee")
    words = frame.at(x_m, y_m + (0.22 if y_m > 0 else -0.3))
    drawing.text(*words, "coach: beside, outside the picture", 12, "middle")
    on, arrow = {"rear": ((1.45, 0.2), "→"), "front": ((-1.9, 0.2), "→"), "side": ((0.55, -0.8), "↑")}[view]
    drawing.text(*frame.at(*on), f"runs this way {arrow}", 12, "start", fill="#666666")
