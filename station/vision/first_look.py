"""A Pi camera's first look: let it settle, then hold focus, exposure, gain and colours.

A cue lamp must not change how the runner looks, and a lens that hunts moves every joint.
"""

import logging
from collections.abc import Container, Mapping
from typing import Any, Protocol

from station.settings import CameraSettings
from station.vision.sensor import (
    AF_FAILED,
    AF_FOCUSED,
    AF_MODE_AUTO,
    AF_MODE_MANUAL,
    AF_TRIGGER_START,
    lens_position,
    locked,
    longest_exposure_ms,
    too_dark,
)

log = logging.getLogger(__name__)

STALL_S = 3.0  # a frame that does not come for so long does not come at all
LOOK_S = 1.5  # exposure and white balance have settled after about a second
FOCUS_S = 4.0  # a scan through the whole range takes two
SETTLE_FRAMES = 12  # a new exposure needs about four frames to arrive, on slow sensors twice that
DIM, HELD = 1.5, 1.1  # times: half a stop too dark is told; an exposure so much longer than asked was not taken


class Sensor(Protocol):
    """A camera that runs, as picamera2 has it."""

    @property
    def camera_controls(self) -> Mapping[str, tuple[Any, Any, Any]]: ...

    def set_controls(self, controls: Mapping[str, Any]) -> None: ...

    def capture_metadata(self, wait: float) -> Mapping[str, Any]:
        """Return what is known of the next frame. Raises TimeoutError."""


def look_and_hold(sensor: Sensor, asked: CameraSettings) -> None:
    """Look for a moment, then hold what was found. A camera that is no bare sensor sees to it itself."""
    controls = sensor.camera_controls
    if "LensPosition" in controls:
        _hold_focus(sensor, asked)
    if "ExposureTime" in controls:
        _hold_exposure(sensor, asked)


def known(wishes: Mapping[str, Any], controls: Container[str]) -> dict[str, Any]:
    """Return those wishes that this camera has a control for."""
    return {name: value for name, value in wishes.items() if name in controls}


def _hold_focus(sensor: Sensor, asked: CameraSettings) -> None:
    found = {} if asked.focus_m else _autofocus(sensor, asked)
    least, most, _ = sensor.camera_controls["LensPosition"]
    position = lens_position(found, asked.focus_m, (least, most))
    sensor.set_controls({"AfMode": AF_MODE_MANUAL, "LensPosition": position})


def _autofocus(sensor: Sensor, asked: CameraSettings) -> Mapping[str, Any]:
    """Let the lens search once and return what was known when it ended."""
    sensor.set_controls({"AfMode": AF_MODE_AUTO, "AfTrigger": AF_TRIGGER_START})
    for _ in range(round(FOCUS_S * asked.frame_rate_hz)):
        seen = sensor.capture_metadata(wait=STALL_S)
        if seen.get("AfState") in (AF_FOCUSED, AF_FAILED):
            break
    return seen


def _hold_exposure(sensor: Sensor, asked: CameraSettings) -> None:
    seen = _after(sensor, round(LOOK_S * asked.frame_rate_hz))
    if "ExposureTime" not in seen:
        return
    controls, longest_ms = sensor.camera_controls, longest_exposure_ms(asked)
    held = locked(seen, longest_ms, controls["AnalogueGain"][1])
    sensor.set_controls(known(held, controls))
    taken = _after(sensor, SETTLE_FRAMES).get("ExposureTime", 0)
    if taken > HELD * held["ExposureTime"]:
        log.warning("The camera exposes for %.1f ms although %.1f were asked.", taken / 1000, longest_ms)
    if (darker := too_dark(seen, held)) > DIM:
        log.warning(
            "The picture is %.1f times too dark at %g ms of exposure: more light is needed.", darker, longest_ms
        )


def _after(sensor: Sensor, frames: int) -> Mapping[str, Any]:
    for _ in range(max(frames, 1)):
        seen = sensor.capture_metadata(wait=STALL_S)
    return seen
