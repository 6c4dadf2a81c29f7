"""What to ask of a Pi camera's sensor: its mode, its pace, its exposure. Plain arithmetic, no camera needed."""

from collections.abc import Mapping, Sequence
from typing import Any

BUFFERS = 4  # with fewer the sensor skips frames
FAST_ENOUGH = 0.9  # a mode with nine tenths of the rate asked for need not be left for one with a narrower view


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


def locked(seen: Mapping[str, Any], longest_ms: float, most_gain: float) -> dict[str, Any]:
    """Return the controls that keep what the camera chose, with a shorter exposure made good by gain.

    A foot swings at 5 m/s and more: 10 ms of exposure smear it over 5 cm.
    """
    light_us = seen["ExposureTime"] * seen["AnalogueGain"] * seen.get("DigitalGain", 1.0)
    exposure_us = min(seen["ExposureTime"], round(longest_ms * 1000))
    return {
        "AeEnable": False,
        "ExposureTime": exposure_us,
        "AnalogueGain": min(light_us / exposure_us, most_gain),
        "AwbEnable": False,
        "ColourGains": seen.get("ColourGains", (1.0, 1.0)),
    }
