"""Whether the clock was set since the power came on: from the network, or by a clock that a battery keeps going."""

import time
from contextlib import suppress
from pathlib import Path

from station.vitals import ClockState

TIMESYNC = "run/systemd/timesync"
"""systemd-timesyncd keeps this folder, and puts `synchronized` into it once a server has told it the time."""
RTC = "sys/class/rtc/rtc0/since_epoch"
APART_S = 60.0
"""Further apart than this the battery's clock did not set the system's."""


def clock_state(root: Path, now_s: float | None = None) -> ClockState:
    """Return whether the date can be believed; `now_s` is the system's time, seconds of the epoch."""
    folder = root / TIMESYNC
    if (folder / "synchronized").exists() or _kept_by_battery(root, time.time() if now_s is None else now_s):
        return ClockState.SET
    return ClockState.UNSET if folder.is_dir() else ClockState.UNKNOWN


def _kept_by_battery(root: Path, now_s: float) -> bool:
    """Tell whether a battery's clock says the same: without its battery a Pi 5's begins in 1970."""
    with suppress(OSError, ValueError):
        return abs(int((root / RTC).read_text(encoding="ascii")) - now_s) < APART_S
    return False
