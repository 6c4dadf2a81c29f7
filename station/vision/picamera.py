"""A Raspberry Pi camera through picamera2, which comes with the operating system and nowhere else.

One thread asks for one frame after the other, takes its copy and gives the buffer back at once: a buffer that is
held is a frame that is lost.
"""

import math
import time
from collections.abc import Container, Iterator, Mapping
from typing import Any

from picamera2 import Picamera2

from station.errors import CameraLost, SourceError
from station.model import Frame
from station.settings import CameraSettings
from station.vision.sensor import best_mode, configuration, locked
from station.vision.stamps import TIME_DECIMALS
from station.vision.turn import size_before, turned

STALL_S = 3.0
LOOK_S = 1.5  # exposure and white balance have settled after about a second
SETTLE_FRAMES = 12  # a new exposure needs about four frames to arrive, on slow sensors twice that

_NO_CAMERA = (
    "No Pi camera answers ({why}). Close other programs that use it; else switch off, press both ends of its ribbon "
    "cable home, switch on, and try `rpicam-hello --list-cameras`."
)


class PicameraSource:
    """Frames of the first Pi camera, stamped by its sensor, exposure and white balance locked after a short look.

    Raises SourceError where no camera answers.
    """

    frame_count = None

    def __init__(self, asked: CameraSettings) -> None:
        self._turn_deg = asked.rotation_deg
        self._closed = False
        try:
            self._camera = Picamera2()
        except (IndexError, RuntimeError) as error:
            raise SourceError(_NO_CAMERA.format(why=error)) from None
        try:
            self._begin(asked)
        except (RuntimeError, TimeoutError) as error:
            self.close()
            raise SourceError(_NO_CAMERA.format(why=str(error) or "it sends no pictures")) from None
        size_px = self._camera.camera_configuration()["main"]["size"]
        self.size_px: tuple[int, int] = size_before(size_px, asked.rotation_deg)

    def frames(self) -> Iterator[Frame]:
        """Yield the frames, times strictly increasing. Raises CameraLost when they stop coming."""
        last_s = -math.inf
        while not self._closed:
            frame = self._next()
            if frame and frame.t > last_s:
                last_s = frame.t
                yield frame

    def close(self) -> None:
        """End the frames, from any thread."""
        self._closed = True
        self._camera.stop()
        self._camera.close()

    def _begin(self, asked: CameraSettings) -> None:
        size_px = size_before((asked.width_px, asked.height_px), asked.rotation_deg)
        mode = best_mode(self._camera.sensor_modes, size_px, asked.frame_rate_hz)
        wishes = configuration(size_px, asked.frame_rate_hz, mode)
        wishes["controls"] = _known(wishes["controls"], self._camera.camera_controls)
        self._camera.configure(self._camera.create_video_configuration(**wishes))
        self._camera.start()
        self._lock(asked)

    def _lock(self, asked: CameraSettings) -> None:
        """Look for a moment, then hold exposure and colours: a cue lamp must not change how the runner looks."""
        for _ in range(round(LOOK_S * asked.frame_rate_hz)):
            seen = self._metadata()
        controls = self._camera.camera_controls
        if "ExposureTime" not in controls or "ExposureTime" not in seen:
            return  # not a bare sensor: it sees to its light itself
        most_gain = controls["AnalogueGain"][1]
        self._camera.set_controls(_known(locked(seen, asked.exposure_ms, most_gain), controls))
        for _ in range(SETTLE_FRAMES):
            self._metadata()

    def _metadata(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._camera.capture_metadata(wait=STALL_S)
        return found

    def _next(self) -> Frame | None:
        try:
            request = self._camera.capture_request(wait=STALL_S)
        except (RuntimeError, TimeoutError):
            if self._closed:
                return None
            raise CameraLost("The Pi camera stopped sending pictures. Check its ribbon cable.") from None
        try:
            image, seen = request.make_array("main"), request.get_metadata()
        finally:
            request.release()
        # Nanoseconds on the monotonic clock, although libcamera's documentation names another (boot time).
        t = round(seen["SensorTimestamp"] / 1e9, TIME_DECIMALS)
        return Frame(t, turned(image, self._turn_deg), time.monotonic())


def _known(wishes: Mapping[str, Any], controls: Container[str]) -> dict[str, Any]:
    return {name: value for name, value in wishes.items() if name in controls}
