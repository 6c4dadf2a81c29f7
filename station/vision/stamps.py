"""When a frame was seen: each kind of source has its own trustworthy clock.

A stamp takes what the source says of the frame just read and the station's monotonic clock, both in s. What lives
is stamped on the monotonic clock, so that time goes on where it was after a camera has been lost and is back.
"""

import math
from collections.abc import Callable

Stamp = Callable[[float, float], float]

TIME_DECIMALS = 6  # s; what is measured is what is recorded, so that a replay sees the same times

_DRIVER_NEAR_S = 1.0  # a driver's buffer time on the monotonic clock is never further from now than this


def clip_time(said_s: float, now_s: float) -> float:
    """Return a clip's presentation time, from its first frame."""
    return said_s


def driver_time(said_s: float, now_s: float) -> float:
    """Return the driver's buffer time, or now where a driver stamps nothing or by another clock."""
    return said_s if abs(now_s - said_s) < _DRIVER_NEAR_S else now_s


def arrival_time(said_s: float, now_s: float) -> float:
    """Return now: JPEG pictures over HTTP carry no time, and FFmpeg makes one up (25 frames/s)."""
    return now_s


def stream_time() -> Stamp:
    """Return a stamp for a stream with times of its own, laid on the monotonic clock at the first frame."""
    shifts: list[float] = []

    def stamp(said_s: float, now_s: float) -> float:
        if not shifts:
            shifts.append(now_s - said_s)
        return shifts[0] + said_s

    return stamp


def sensor_time() -> Stamp:
    """Return a stamp for a Pi's sensor, which should run on the monotonic clock.

    libcamera's documentation names another clock (boot time) than its drivers take. A clock that is off by more than
    a second is laid on the monotonic one, at the first frame and whenever it jumps: the steps between frames stay
    the sensor's own. A frame without a time (infinite) takes now.
    """
    shift_s = 0.0

    def stamp(said_s: float, now_s: float) -> float:
        nonlocal shift_s
        if not math.isfinite(said_s):
            return now_s
        if abs(said_s + shift_s - now_s) > _DRIVER_NEAR_S:
            shift_s = 0.0 if abs(said_s - now_s) <= _DRIVER_NEAR_S else now_s - said_s
        return said_s + shift_s

    return stamp
