"""How the station itself is doing: poses a second, delays, what inference, measuring and deciding cost."""

import threading
from collections import defaultdict, deque
from itertools import islice
from statistics import median

import numpy as np

from station.model import Cue
from station.vitals import Durations

RATE_WINDOW_S = 2.0
KEPT, RECENT = 1000, 30


class Spread:
    """Durations of one kind: the last thousand, and how many there were in all. For any number of threads."""

    def __init__(self) -> None:
        self._adding = threading.Lock()
        self._count, self._sum_s = 0, 0.0
        self.kept_s: deque[float] = deque(maxlen=KEPT)

    def add(self, took_s: float) -> None:
        with self._adding:
            self._count, self._sum_s = self._count + 1, self._sum_s + took_s
            self.kept_s.append(took_s)

    @property
    def told(self) -> Durations:
        """What they come to."""
        kept_s = list(self.kept_s)
        p50_s, p95_s = map(float, np.percentile(kept_s, (50, 95))) if kept_s else (None, None)
        return Durations(p50_s, p95_s, self._count, self._sum_s)


class CueDelay:
    """From the arrival of the frame that led to a cue until its light.

    A cue waits for the right moment of the step: that wait is meant and is left out; what it came too late is in.
    """

    def __init__(self) -> None:
        self.spread = Spread()
        self._newest: tuple[Cue, float, float] | None = None

    def decided(self, cue: Cue, arrived_s: float, now_s: float) -> None:
        """Take in a cue, when its frame arrived and when it was decided; before it is played."""
        self._newest = (cue, arrived_s, now_s) if arrived_s else None

    def lit(self, cue: Cue, began_s: float, due_s: float | None) -> None:
        """Take in when a cue began, and when it was to begin (None = at once); from any thread."""
        newest = self._newest
        if newest is None or newest[0] != cue:
            return
        _, arrived_s, decided_s = newest
        meant_s = 0.0 if due_s is None else max(0.0, due_s - decided_s)
        self.spread.add(max(0.0, began_s - arrived_s - meant_s))


class Pace:
    """Poses a second over the last moments; delays and costs of the last thousand poses.

    Of two cameras' poses the rate is that of the slower one that sends any.
    """

    def __init__(self) -> None:
        self._times: defaultdict[int, deque[float]] = defaultdict(deque)
        self.reaction = Spread()
        """From a frame's arrival until what it led to was given to lamps and buzzer."""
        self.cue_delay = CueDelay()
        self.costs_s: deque[float] = deque(maxlen=KEPT)
        """CPU time of measuring and deciding."""

    @property
    def delays_s(self) -> deque[float]:
        return self.reaction.kept_s

    def tick(self, now_s: float, arrived_s: float, cost_s: float, camera: int = 0) -> None:
        """Count a pose that is done with at `now_s`; both times on the station's monotonic clock."""
        self._times[camera].append(now_s)
        self._forget(now_s)
        self.reaction.add(now_s - arrived_s)
        self.costs_s.append(cost_s)

    def poses_hz(self, now_s: float) -> float:
        self._forget(now_s)
        return min((_hz(times) for times in self._times.values() if len(times) > 1), default=0.0)

    def delay_ms(self) -> float | None:
        recent = list(islice(reversed(self.delays_s), RECENT))
        return 1000 * median(recent) if recent else None

    def _forget(self, now_s: float) -> None:
        for times in self._times.values():
            while times and times[0] < now_s - RATE_WINDOW_S:
                times.popleft()


def _hz(times: deque[float]) -> float:
    return (len(times) - 1) / max(times[-1] - times[0], 1e-6)
