"""Hold recorded things back to the pace of their own times, as if they happened now."""

import threading
import time
from collections.abc import Callable

LATE_S = 0.1  # later than this and it is skipped, as a live camera's old frame would be


class Pace:
    """Ties the times of a recording to the clock on the wall, from the first one asked for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, stopped: threading.Event | None = None) -> None:
        self._clock = clock
        self._stopped = stopped or threading.Event()
        self._shift_s: float | None = None

    def due(self, t: float) -> bool:
        """Wait until `t` is due; False when it is too late to be shown, or the pace was stopped."""
        now_s = self._clock()
        if self._shift_s is None:
            self._shift_s = now_s - t
        wait_s = self._shift_s + t - now_s
        self._stopped.wait(max(0.0, wait_s))
        return wait_s > -LATE_S and not self._stopped.is_set()

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self._stopped.set()
