"""Whether two cameras can look at one runner together: on one clock, each at a plane of its own."""

from station.model import View

SAME_PLANE = (
    "both cameras look at the same plane ({first} and {second}): one must stand in front or behind (view front or "
    "rear), the other at a side (left or right)"
)
CLOCKS = "one camera is {first} and the other {second}: their clocks have nothing to do with each other"
SAME_SOURCE = "both cameras are {first}; give each its own source"
WHERE = "say where the second camera stands: second_camera.view"

POSES = (".jsonl", ".jsonl.gz")


def misfit(first: str, first_view: View | None, second: str, second_view: View | None) -> str | None:
    """Return why two sources do not go together, as the end of a sentence; None where they do.

    A pose stream says by itself where its camera stood: then that is looked at once it is open (`same_plane`).
    """
    if not second:
        return None
    kinds = _kind(first), _kind(second)
    if kinds[0] != kinds[1]:
        return CLOCKS.format(first=kinds[0], second=kinds[1])
    if _device(first) == _device(second) and kinds[0] != "virtual":
        return SAME_SOURCE.format(first=first)
    if second_view is None:
        return None if second.endswith(POSES) else WHERE
    if first_view is None and first.endswith(POSES):
        return None
    return same_plane(first_view or View.FRONT, second_view)


def same_plane(first: View, second: View) -> str | None:
    """Return in words that two views see the same; None where one is frontal and the other from a side."""
    return SAME_PLANE.format(first=first, second=second) if first.frontal is second.frontal else None


def _kind(source: str) -> str:
    """Return whose clock a source's times are on."""
    if source == "virtual":
        return "virtual"
    return "live" if source.startswith(("picamera2", "usb:")) or "://" in source else "recorded"


def _device(source: str) -> str:
    return "picamera2:0" if source == "picamera2" else source
