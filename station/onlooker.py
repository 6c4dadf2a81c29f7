"""A look at the camera's picture, now and then: how light, how sharp, who is in it, has it moved.

Done by who asks, beside the landmarkers; the loop only hands over what it saw. No picture is kept.
"""

from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic

from station.camera_place import Place
from station.eyes import Lookout
from station.gait.framing import framing, seen_view
from station.looks import Look
from station.model import Frame, Pose, Setup, Sighting
from station.uprights import Edge, upright_edges
from station.vision.background import Grey, fingerprint, moved_px, packed, unpacked
from station.vision.figure import Box, body_box, legs_box, without
from station.vision.look import blur_frac, jpeg, light

RECENT_S = 1.0
KEPT = 1000  # sightings: three seconds and more at up to 240 a second
OLD_S = 2.0  # a frame that came so long ago is not told as of now


class Onlooker:
    """Looks through `lookout`, None where there is no camera; `seen` holds the last seconds' sightings."""

    def __init__(self, lookout: Lookout | None, poses_hz: Callable[[], float]) -> None:
        self._lookout, self._poses_hz = lookout, poses_hz
        self.seen: deque[Sighting] = deque(maxlen=KEPT)

    def picture(self) -> bytes | None:
        """Return the newest picture as a JPEG, None where there is none."""
        frame = self._newest()
        return jpeg(frame.image) if frame else None

    def print(self) -> str | None:
        """Return a small print of the background as text, the runner blanked out; None without a picture."""
        frame = self._newest()
        return packed(self._grey(frame)) if frame else None

    def upright_edges(self) -> Sequence[Edge]:
        """Return what stands upright in the newest picture: it tells the camera's roll."""
        frame = self._newest()
        return upright_edges(frame.image) if frame else ()

    def poses(self) -> Sequence[Pose]:
        """Return the last second's poses."""
        seen = tuple(self.seen)
        return [s.pose for s in seen if s.pose and s.t > seen[-1].t - RECENT_S]

    def look(self, setup: Setup, place: Place | None) -> Look | None:
        """Return all that the newest picture and poses tell; None where there is no picture."""
        frame = self._newest()
        if frame is None:
            return None
        poses, size_px = self.poses(), _size(frame)
        body, legs = (box(poses[-1], size_px) if poses else None for box in (body_box, legs_box))
        return Look(
            view=setup.view,
            seen_view=seen_view(poses),
            long_px=max(size_px),
            framing=framing(poses, size_px),
            light=light(frame.image, body),
            blur_frac=blur_frac(frame.image, legs),
            somebody_else=self._is_somebody_else(frame, body),
            moved_px=self.moved_px(place),
            poses_hz=self._poses_hz(),
            runner_height_m=setup.runner_height_m,
        )

    def moved_px(self, place: Place | None) -> float | None:
        """Return how far the background has moved since the place was found; None where that can not be told."""
        frame, then = self._newest(), unpacked(place.fingerprint) if place and place.fingerprint else None
        return moved_px(then, self._grey(frame), max(_size(frame))) if frame and then is not None else None

    def _newest(self) -> Frame | None:
        frame = self._lookout.newest() if self._lookout else None
        return frame if frame and monotonic() - frame.arrived_s < OLD_S else None

    def _is_somebody_else(self, frame: Frame, body: Box | None) -> bool:
        return bool(body and self._lookout and self._lookout.somebody(without(frame.image, body)))

    def _grey(self, frame: Frame) -> Grey:
        poses = self.poses()
        return fingerprint(frame.image, body_box(poses[-1], _size(frame)) if poses else None)


def _size(frame: Frame) -> tuple[int, int]:
    height, width = frame.image.shape[:2]
    return width, height
