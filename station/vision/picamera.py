"""A Raspberry Pi camera through picamera2, which comes with the operating system and nowhere else.

One thread asks for one frame after the other, takes its copy and gives the buffer back at once: a buffer that is
held is a frame that is lost.
"""

import logging
import math
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack
from typing import Any

# libcamera heeds only this, from its first breath; our own words say it better, and once.
os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:FATAL")

from picamera2 import Picamera2

from station.errors import CameraLost, SourceError
from station.model import Frame
from station.settings import CameraSettings
from station.vision.first_look import STALL_S, known, look_and_hold
from station.vision.pixels import READABLE, blue_green_red
from station.vision.sensor import best_mode, configuration
from station.vision.stamps import TIME_DECIMALS, sensor_time
from station.vision.turn import size_before, turned

logging.getLogger("picamera2").setLevel(logging.CRITICAL)

_FAILURES = (RuntimeError, IndexError, OSError, CancelledError)  # a TimeoutError is an OSError
_NO_CAMERA = (
    "No Pi camera answers at picamera2:{number} ({why}). Close other programs that use it; else switch off, press both "
    "ends of its ribbon cable home, switch on, and try `rpicam-hello --list-cameras`."
)


class PicameraSource:
    """Frames of a Pi camera, stamped by its sensor; exposure, gain, colours and focus held after a short look.

    Cameras count from 0, as `rpicam-hello --list-cameras` shows them. Raises SourceError where none answers.
    """

    frame_count = None

    def __init__(self, asked: CameraSettings, number: int = 0) -> None:
        self._turn_deg = asked.rotation_deg
        self._number = number
        self._closed = False
        self._busy = threading.Lock()
        self._stamp = sensor_time()
        try:
            self._camera = Picamera2(number)
        except _FAILURES as error:
            raise SourceError(_NO_CAMERA.format(number=number, why=error)) from None
        with ExitStack() as opened:
            opened.callback(self.close)
            try:
                self._begin(asked)
            except _FAILURES as error:
                raise SourceError(_NO_CAMERA.format(number=number, why=str(error) or "it sends no pictures")) from None
            opened.pop_all()
        main = self._camera.camera_configuration()["main"]
        self._format, self._width_px = main["format"], main["size"][0]
        self.size_px: tuple[int, int] = size_before(main["size"], asked.rotation_deg)

    def frames(self) -> Iterator[Frame]:
        """Yield the frames, times strictly increasing. Raises CameraLost when they stop coming."""
        last_s, came_s = -math.inf, time.monotonic()
        while not self._closed:
            frame = self._next()
            if frame and frame.t > last_s:
                last_s, came_s = frame.t, frame.arrived_s
                yield frame
            elif frame and frame.arrived_s > came_s + STALL_S:  # the same moment again and again
                raise self._lost()

    def close(self) -> None:
        """End the frames, from any thread; once more does no harm."""
        self._closed = True
        # A frame that is still waited for would stand in the way: picamera2 stops only after it has come.
        self._camera.cancel_all_and_flush()
        with self._busy:
            self._camera.close()
        self._camera.cancel_all_and_flush()

    def _begin(self, asked: CameraSettings) -> None:
        camera, size_px = self._camera, size_before((asked.width_px, asked.height_px), asked.rotation_deg)
        bare = "ColorFilterArrangement" in camera.camera_properties  # picamera2's own sign of a Pi's sensor
        mode = best_mode(camera.sensor_modes if bare else [], size_px, asked.frame_rate_hz)
        wishes = configuration(size_px, asked.frame_rate_hz, mode)
        wishes["controls"] = known(wishes["controls"], camera.camera_controls)
        camera.configure(camera.create_video_configuration(**wishes))
        if (given := camera.camera_configuration()["main"]["format"]) not in READABLE:
            raise RuntimeError(f"its pictures are {given}, which the station can not read")
        camera.start()
        look_and_hold(camera, asked)

    def _next(self) -> Frame | None:
        """Return the next frame; None where the camera was closed."""
        try:
            return self._taken(self._camera.capture_request(wait=STALL_S))
        except _FAILURES:
            if self._closed:
                return None
            raise self._lost() from None

    def _taken(self, request: Any) -> Frame | None:
        """Copy a frame and give its buffer back, whatever happens."""
        with self._busy:
            try:
                if self._closed:
                    return None
                image, seen = request.make_array("main"), request.get_metadata()
            finally:
                request.release()
        now_s = time.monotonic()
        t = round(self._stamp(seen.get("SensorTimestamp", math.inf) / 1e9, now_s), TIME_DECIMALS)
        return Frame(t, turned(blue_green_red(image, self._format, self._width_px), self._turn_deg), now_s)

    def _lost(self) -> CameraLost:
        return CameraLost(f"The Pi camera picamera2:{self._number} stopped sending pictures. Check its ribbon cable.")
