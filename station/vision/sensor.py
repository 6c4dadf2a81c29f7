"""What to ask of a Pi camera's sensor: mode, pace, exposure, focus. Plain arithmetic, no camera needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from station.settings import CameraSettings

BUFFERS = 4  # with fewer the sensor skips frames
FAST_ENOUGH = 0.9  # a mode with nine tenths of the rate asked for need not be left for one with a narrower view

FRONTAL_MS, SIDE_MS = 4.0, 2.0
"""Longest exposures: a foot swings across a side camera's picture, and towards or away from a frontal one."""

RUNNER_M = 3.0  # where a camera stands by hardware/placement.md; Module 3 is then sharp from 2 to 9 m
NEAREST_M, FURTHEST_M = 2.0, 6.0  # an autofocus that ends outside of this has found something else than a runner
AF_MODE_MANUAL, AF_MODE_AUTO, AF_TRIGGER_START, AF_FOCUSED, AF_FAILED = 0, 1, 0, 2, 3  # libcamera's numbers


def best_mode(modes: Sequence[Mapping[str, Any]], size_px: tuple[int, int], rate_hz: float) -> Mapping[str, Any] | None:
    """Return the sensor mode that holds the picture, is fast enough, and then sees widest with the fewest pixels.

    `modes` as in Picamera2.sensor_modes; None where the camera is no bare sensor and names none.
    """

    def merit(mode: Mapping[str, Any]) -> tuple[bool, float, int, int]:
        width, height = mode["size"]
        holds = width >= size_px[0] and height >= size_px[1]
        _, _, wide, high = mode["crop_limits"]
        return holds, min(mode["fps"] / rate_hz, FAST_ENOUGH), wide * high, -width * height

    return max((mode for mode in modes if "fps" in mode), key=merit, default=None)


def configuration(size_px: tuple[int, int], rate_hz: float, mode: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what to ask of Picamera2.create_video_configuration.

    Its "RGB888" lies in memory as blue, green, red: what OpenCV calls BGR.
    """
    frame_us = round(1e6 / min(rate_hz, mode["fps"] if mode else rate_hz))
    wishes: dict[str, Any] = {
        "main": {"size": size_px, "format": "RGB888"},
        "buffer_count": BUFFERS,
        "queue": False,  # each frame asked for begins anew; a queued one is already old
        "controls": {"FrameDurationLimits": (frame_us, frame_us)},
    }
    if mode:
        # Left to itself the driver takes the smallest mode that fits, whether it reaches the frame rate or not.
        wishes["sensor"] = {"output_size": mode["size"], "bit_depth": mode["bit_depth"]}
    return wishes


def longest_exposure_ms(asked: CameraSettings) -> float:
    """Return the longest exposure that may be taken, ms: as set, else by the view."""
    if asked.exposure_ms is not None:
        return asked.exposure_ms
    return FRONTAL_MS if asked.view is None or asked.view.frontal else SIDE_MS


def locked(seen: Mapping[str, Any], longest_ms: float, most_gain: float) -> dict[str, Any]:
    """Return the controls that keep what the camera chose, with a shorter exposure made good by gain.

    A foot swings at 5 m/s and more: 10 ms of exposure smear it over 5 cm.
    """
    exposure_us = min(seen["ExposureTime"], round(longest_ms * 1000))
    return {
        "AeEnable": False,
        "ExposureTime": exposure_us,
        "AnalogueGain": min(_light_us(seen) / exposure_us, most_gain),
        "AwbEnable": False,
        "ColourGains": seen.get("ColourGains", (1.0, 1.0)),
    }


def too_dark(seen: Mapping[str, Any], held: Mapping[str, Any]) -> float:
    """Return how many times darker the held exposure is than what the camera chose; 1 where it lacks nothing."""
    held_us = float(held["ExposureTime"] * held["AnalogueGain"])
    return max(1.0, _light_us(seen) / held_us)


def lens_position(found: Mapping[str, Any], focus_m: float | None, limits: tuple[float, float]) -> float:
    """Return where to hold the lens, dioptres: at `focus_m`, else where autofocus ended, else at 3 m.

    What autofocus found counts if a runner may stand there. `limits` = the least and the most that the lens can.
    """
    position = 1 / (focus_m or RUNNER_M)
    if focus_m is None and found.get("AfState") == AF_FOCUSED:
        seen = float(found.get("LensPosition", 0.0))
        position = seen if 1 / FURTHEST_M <= seen <= 1 / NEAREST_M else position
    return min(max(position, limits[0]), limits[1])


def _light_us(seen: Mapping[str, Any]) -> float:
    """Return how much light the camera took, as an exposure without gain, us."""
    return float(seen["ExposureTime"] * seen["AnalogueGain"] * seen.get("DigitalGain", 1.0))
