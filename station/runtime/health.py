"""How the station itself is doing: poses a second, delay, what measuring and deciding cost."""

from collections import deque
from itertools import islice
from statistics import median

RATE_WINDOW_S = 2.0
KEPT, RECENT = 1000, 30


class Pace:
    """Poses a second over the last moments; delays and costs of the last thousand poses."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()
        self.delays_s: deque[float] = deque(maxlen=KEPT)
        """From a frame's arrival until what it led to was given to lamps and buzzer."""
        self.costs_s: deque[float] = deque(maxlen=KEPT)
        """CPU time of measuring and deciding."""

    def tick(self, now_s: float, arrived_s: float, cost_s: float) -> None:
        """Count a pose that is done with at `now_s`; both times on the station's monotonic clock."""
        self._times.append(now_s)
        self._forget(now_s)
        self.delays_s.append(now_s - arrived_s)
        self.costs_s.append(cost_s)

    def poses_hz(self, now_s: float) -> float:
        self._forget(now_s)
        if len(self._times) < 2:
            return 0.0
        return (len(self._times) - 1) / max(self._times[-1] - self._times[0], 1e-6)

    def delay_ms(self) -> float | None:
        recent = list(islice(reversed(self.delays_s), RECENT))
        return 1000 * median(recent) if recent else None

    def _forget(self, now_s: float) -> None:
        while self._times and self._times[0] < now_s - RATE_WINDOW_S:
            self._times.popleft()
