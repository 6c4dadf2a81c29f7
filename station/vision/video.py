"""OpenCV as a source of frames: USB cameras, clips and network streams."""

import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2

from station.address import without_login
from station.errors import CameraLost, SourceError
from station.model import Frame
from station.settings import CameraSettings
from station.vision.pace import Pace
from station.vision.stamps import TIME_DECIMALS, Stamp, arrival_time, clip_time, driver_time, stream_time
from station.vision.turn import size_before, turned

STALL_S = 3  # no picture for so long is a lost camera; a USB camera that wakes up needs over one
BROKEN_PICTURES = 30  # webcams send a torn JPEG now and then; so many in a row is a broken camera

# FFmpeg and V4L2 heed only these, and OpenCV reads them when it opens the first video; our own words say it better.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", str(STALL_S))
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_USB = re.compile(r"usb:(\d+)")
_STREAM = re.compile(r"[a-z]+://")


class VideoSource:
    """Frames of `usb:N`, of a clip (a path) or of a stream (`rtsp://`, `http://`).

    A clip comes `paced` (at its own pace, late frames skipped) or as fast as it is asked for; what lives, as it
    comes, with the size, rate and turn of `asked`. Raises SourceError where there is nothing to be seen.
    """

    def __init__(self, address: str, paced: bool, asked: CameraSettings | None = None) -> None:
        asked = asked or CameraSettings()
        self.live = bool(_USB.fullmatch(address) or _STREAM.match(address))
        self._shown = without_login(address)
        self._turn_deg = asked.rotation_deg if self.live else 0
        self._pace = Pace() if paced and not self.live else None
        self._busy = threading.Lock()
        self._closed = False
        self._last_s: float | None = None
        self._capture = _opened(address, asked)
        self._stamp = _stamp_of(address, self._capture)
        self._first = self._next()
        if self._first is None:
            raise SourceError(f"{self._shown} has no pictures in it. Choose another clip or camera.")
        height, width = self._first.image.shape[:2]
        self.size_px: tuple[int, int] = (width, height)
        said = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self.frame_count: int | None = said if said > 0 and not self.live else None
        """How many frames a clip says it has, near enough for a progress bar; None where it does not say."""

    def frames(self) -> Iterator[Frame]:
        """Yield the frames, times strictly increasing; once only. Raises CameraLost when what lived has stopped."""
        frame = self._first
        while frame is not None:
            if self._pace is None or self._pace.due(frame.t):
                yield replace(frame, arrived_s=time.monotonic()) if self._pace else frame
            frame = self._next()
        if self.live and not self._closed:
            raise CameraLost(f"The camera {self._shown} stopped sending pictures. Check its cable.")

    def close(self) -> None:
        """End the frames, from any thread."""
        self._closed = True
        if self._pace:
            self._pace.stop()
        with self._busy:
            self._capture.release()

    def _next(self) -> Frame | None:
        for _ in range(BROKEN_PICTURES):
            with self._busy:
                if self._closed or not self._capture.grab():
                    return None
                now_s = time.monotonic()
                t = self._time(now_s)
                whole, image = self._capture.retrieve()
            if whole:
                return Frame(t, turned(image, self._turn_deg), now_s)
        return None

    def _time(self, now_s: float) -> float:
        """Return the grabbed frame's time; one that does not move on (a bare H.264 file) is counted on."""
        t = round(self._stamp(self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000, now_s), TIME_DECIMALS)
        if self._last_s is not None and t <= self._last_s:
            t = round(self._last_s + 1 / (self._capture.get(cv2.CAP_PROP_FPS) or 30.0), TIME_DECIMALS)
        self._last_s = t
        return t


def _opened(address: str, asked: CameraSettings) -> Any:
    if usb := _USB.fullmatch(address):
        return _open_usb(int(usb[1]), asked)
    if address.startswith("usb:"):
        raise SourceError(f"{address} names no camera. Write usb: and its number, as in usb:0.")
    if _STREAM.match(address):
        return _open_stream(address)
    return _open_clip(address)


def _open_usb(number: int, asked: CameraSettings) -> Any:
    width, height = size_before((asked.width_px, asked.height_px), asked.rotation_deg)
    wishes = {
        cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"MJPG"),  # uncompressed, USB 2 carries a few pictures a second
        cv2.CAP_PROP_FRAME_WIDTH: width,
        cv2.CAP_PROP_FRAME_HEIGHT: height,
        cv2.CAP_PROP_FPS: round(asked.frame_rate_hz),
        cv2.CAP_PROP_BUFFERSIZE: 2,  # with a single one the driver has none to fill while we copy
    }
    capture = cv2.VideoCapture(number, cv2.CAP_V4L2)
    if not capture.isOpened():
        raise SourceError(f"No camera answers at usb:{number}. Check its cable; `v4l2-ctl --list-devices` names all.")
    for wish, value in wishes.items():
        capture.set(wish, value)
    return capture


def _open_stream(address: str) -> Any:
    limit_ms = STALL_S * 1000
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, limit_ms, cv2.CAP_PROP_READ_TIMEOUT_MSEC, limit_ms]
    capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        raise SourceError(
            f"The stream {without_login(address)} can not be opened. Is the camera on, and is the address right?"
        )
    return capture


def _open_clip(address: str) -> Any:
    path = Path(address)
    if path.is_dir():
        raise SourceError(f"{path} is a folder. Name the clip in it.")
    if not path.is_file():
        raise SourceError(f"There is no clip {without_login(address)}. Check the path.")
    if not path.stat().st_size:
        raise SourceError(f"{path} is empty: the copy or the recording failed. Choose another clip.")
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise SourceError(f"{path} is not a video, or it was cut off while being written. Choose another clip.")
    return capture


def _stamp_of(address: str, capture: Any) -> Stamp:
    if _USB.fullmatch(address):
        return driver_time
    if not _STREAM.match(address):
        return clip_time
    bare = address.startswith("http") and capture.get(cv2.CAP_PROP_FOURCC) == cv2.VideoWriter.fourcc(*"MJPG")
    return arrival_time if bare else stream_time()
