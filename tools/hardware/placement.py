"""Where camera, light and lamps stand, drawn from the distances that the page's own checks hold good."""

from station.dashboard.camera_checks import DISTANCE_M, HEIGHT_M
from tools.hardware.scene import above, beside
from tools.hardware.svg import Drawing

VIEWS = {
    "rear": "Rear: the camera behind the runner, on the belt's middle line",
    "front": "Front: the camera before the runner, only where the console is low",
    "side": "Side: the camera square to the belt",
}


def placement_svgs() -> dict[str, str]:
    """Return a drawing for each view: upright above, from the ceiling below."""
    return {f"placement-{view}.svg": _drawing(view, title) for view, title in VIEWS.items()}


def _drawing(view: str, title: str) -> str:
    drawing = Drawing(1000, 860, title)
    drawing.text(500, 34, title, 18, "middle", bold=True)
    beside(drawing, view, DISTANCE_M, HEIGHT_M)
    above(drawing, view, DISTANCE_M)
    return str(drawing)
