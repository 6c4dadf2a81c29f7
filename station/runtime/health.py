"""How the station itself is doing: poses a second, delay, what was dropped."""

from collections import deque
from statistics import median

RATE_WINDOW_S = 2.0
DELAYS_KEPT = 100


class Pace:
    """Poses a second and the delay from a frame's arrival, over the last moments."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()
        self._delays_s: deque[float] = deque(maxlen=DELAYS_KEPT)

    def tick(self, now_s: float, arrived_s: float) -> None:
        """Count a pose that is ready at `now_s`; both times on the station's monotonic clock."""
        self._times.append(now_s)
        self._forget(now_s)
        self._delays_s.append(now_s - arrived_s)

    def poses_hz(self, now_s: float) -> float:
        self._forget(now_s)
        if len(self._times) < 2:
            return 0.0
        return (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)

    def delay_ms(self) -> float | None:
        return 1000 * median(self._delays_s) if self._delays_s else None

    def _forget(self, now_s: float) -> None:
        while self._times and self._times[0] < now_s - RATE_WINDOW_S:
            self._times.popleft()
