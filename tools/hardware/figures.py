"""What stands in a placement drawing: runner, treadmill, camera, light, lamps; metres in, px out."""

from dataclasses import dataclass

from tools.hardware.svg import FAINT, INK, Drawing

SKIN, CLOTH, WOOD, LIGHT, CAMERA, CABLE = "#e8c9a8", "#365f91", "#dddddd", "#ffe58a", "#c0392b", "#1e8c3a"
DECK_M, BELT_M, FRAME_M = (1.9, 0.85), (1.4, 0.5), 0.2
"""Frame and belt, length and width; the belt's height above the floor."""

# Joints of somebody 1.75 m tall at midstance, metres from the belt below the hips: the far limbs first.
PROFILE = (
    ("far", (0.06, 1.38), (0.22, 1.12), (0.44, 1.26)),
    ("far", (0.0, 0.92), (0.16, 0.52), (-0.26, 0.56), (-0.34, 0.42)),
    ("near", (0.0, 0.92), (0.12, 0.48), (-0.04, 0.08), (0.16, 0.03)),
    ("shirt", (0.0, 0.95), (0.07, 1.38)),
    ("shorts", (0.0, 0.92), (0.08, 0.64)),
    ("near", (0.07, 1.38), (-0.14, 1.14), (0.1, 1.04)),
)
BEHIND = (
    ("near", (-0.1, 0.90), (-0.11, 0.50), (-0.07, 0.30)),
    ("near", (0.1, 0.92), (0.07, 0.48), (0.04, 0.05)),
    ("shorts", (-0.1, 0.92), (-0.105, 0.66)),
    ("shorts", (0.1, 0.92), (0.085, 0.66)),
    ("shirt", (-0.05, 0.95), (-0.07, 1.38), (0.07, 1.38), (0.05, 0.95)),
    ("near", (-0.19, 1.38), (-0.3, 1.12), (-0.22, 0.98)),
    ("near", (0.19, 1.38), (0.3, 1.12), (0.2, 1.2)),
)
LIMBS = {"far": ("#c9a27c", 10), "near": ("#e8c9a8", 11), "shirt": ("#365f91", 24), "shorts": ("#22324a", 15)}
HEAD_M = 0.11


@dataclass(frozen=True, slots=True)
class Frame:
    """Where metres lie in the drawing: `x`, `y` px of the belt's middle, on the belt (upright) or in the plan."""

    x: float
    y: float
    scale: float

    def at(self, x_m: float, y_m: float) -> tuple[float, float]:
        return self.x + x_m * self.scale, self.y - y_m * self.scale


def runner(drawing: Drawing, frame: Frame, profile: bool) -> None:
    """Draw a runner on the belt's middle, from the side (running to the right) or from behind."""
    drawing.line(
        frame.at(0.09 if profile else 0.0, 1.4), frame.at(0.11 if profile else 0.0, 1.55), stroke=SKIN, width=9
    )
    for name, *points in PROFILE if profile else BEHIND:
        colour, wide = LIMBS[name]
        drawing.line(*(frame.at(*point) for point in points), stroke=INK, width=wide + 2)
        drawing.line(*(frame.at(*point) for point in points), stroke=colour, width=wide)
    drawing.disc(*frame.at(0.12 if profile else 0.0, 1.63), HEAD_M * frame.scale, fill=SKIN)


def treadmill(drawing: Drawing, frame: Frame, profile: bool) -> None:
    """Draw the treadmill upright: from the side with its console to the right, or its end."""
    half = (DECK_M[0] if profile else DECK_M[1]) / 2
    x, y = frame.at(-half, 0)
    drawing.box(x, y, 2 * half * frame.scale, FRAME_M * frame.scale, fill=WOOD)
    if profile:
        drawing.line(frame.at(0.82, 0.0), frame.at(0.98, 1.15), width=6, stroke=FAINT)
        drawing.line(frame.at(0.98, 1.15), frame.at(0.45, 1.0), width=5, stroke=FAINT)
        drawing.area(
            frame.at(0.86, 1.1), frame.at(1.02, 1.38), frame.at(1.1, 1.34), frame.at(0.98, 1.06), fill="#999999"
        )


def belt_from_above(drawing: Drawing, frame: Frame, along_x: bool) -> None:
    """Draw frame, belt and console from above, running to the right or up."""
    for (length, width), fill in ((DECK_M, WOOD), (BELT_M, "#bbbbbb")):
        right, up = (length / 2, width / 2) if along_x else (width / 2, length / 2)
        x, y = frame.at(-right, up)
        drawing.box(x, y, 2 * right * frame.scale, 2 * up * frame.scale, fill=fill)
    (x, y), size = (frame.at(0.85, 0.4), (0.12, 0.8)) if along_x else (frame.at(-0.4, 0.97), (0.8, 0.12))
    drawing.box(x, y, size[0] * frame.scale, size[1] * frame.scale, fill="#999999")
    drawing.disc(*frame.at(0, 0), 0.2 * frame.scale, fill=CLOTH)
    drawing.disc(*frame.at(*((0.06, 0) if along_x else (0, 0.06))), HEAD_M * frame.scale, fill=SKIN)


def camera_on_stand(drawing: Drawing, frame: Frame, x_m: float, height_m: float, floor_m: float) -> None:
    """Draw camera and tripod; the camera looks towards the belt."""
    foot, top = frame.at(x_m, floor_m), frame.at(x_m, height_m - 0.06)
    for spread in (-0.28, 0.0, 0.28):
        drawing.line(frame.at(x_m, height_m - 0.35), frame.at(x_m + spread, floor_m), width=2.5)
    drawing.line(frame.at(x_m, height_m - 0.35), top, width=4)
    camera(drawing, frame, x_m, height_m)
    drawing.text(foot[0], foot[1] + 18, "camera, Pi in its case below it", 11, "middle", fill=FAINT)


def camera(drawing: Drawing, frame: Frame, x_m: float, y_m: float) -> None:
    x, y = frame.at(x_m, y_m)
    ahead = -1 if x_m > 0 else 1
    drawing.box(x - 9, y - 9, 18, 18, fill=CAMERA)
    drawing.area((x + ahead * 9, y), (x + ahead * 17, y - 7), (x + ahead * 17, y + 7), fill=CAMERA)


def light(drawing: Drawing, frame: Frame, x_m: float, y_m: float) -> None:
    """Draw a light as a little sun."""
    x, y = frame.at(x_m, y_m)
    for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)):
        drawing.line((x + dx * 13, y + dy * 13), (x + dx * 20, y + dy * 20), stroke="#c79a00", width=2)
    drawing.disc(x, y, 11, fill=LIGHT)


def lamps(drawing: Drawing, frame: Frame, x_m: float, y_m: float, upright: bool) -> None:
    """Draw the lamp bar: upright from the side, as a bar across from above."""
    x, y = frame.at(x_m, y_m)
    if upright:
        drawing.box(x - 5, y - 16, 10, 32, fill="#ffffff")
        for dy in (-11, 0, 11):
            drawing.disc(x, y + dy, 3, fill="#f2c200")
    else:
        drawing.box(x - 5, y - 20, 10, 40, fill="#ffffff")
        for dy in (-14, 0, 14):
            drawing.disc(x, y + dy, 3, fill="#f2c200")
