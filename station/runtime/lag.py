"""How the frames' clock lies against the station's own, measured while it runs.

A frame is never seen before it was taken, and now and then it is seen at once: the shortest way that a frame took is
where the clocks meet. What a camera needs before its frame arrives is in it, so that an instant of the runner's step
comes out as the instant at which the station would have seen it.
"""

import math
from collections import deque
from statistics import median

DRIFT = 1e-3
"""Seconds in a second that the clocks may move apart: far more than any crystal does, little within a step."""
ANOTHER_CLOCK_S = 1.0
"""Two cameras' frames come in any order, but never so far back."""
LATE_CUES, LATEST_S = 20, 0.05
"""Cues that are learnt from, and how late the thread that plays them may ever be."""


class Lag:
    """Turn times on the frames' clock into times on the station's, and back."""

    def __init__(self) -> None:
        self._offset_s: float | None = None
        self._t = 0.0
        self._late_s: deque[float] = deque([0.0], maxlen=LATE_CUES)

    def see(self, t: float, arrived_s: float) -> None:
        """Take in when a frame was taken, and when it arrived."""
        if not arrived_s:
            return
        apart_s = arrived_s - t
        again = t < self._t - ANOTHER_CLOCK_S  # as after a camera was plugged in again
        waited_s = 0.0 if again else DRIFT * max(0.0, t - self._t)
        self._offset_s = apart_s if again or self._offset_s is None else min(apart_s, self._offset_s + waited_s)
        self._t = t if again else max(t, self._t)

    def at_s(self, t: float) -> float | None:
        """Return when, on the station's clock, something must be begun that is to reach the runner at `t`."""
        return None if self._offset_s is None else t + self._offset_s - self.late_s

    def t_of(self, at_s: float) -> float | None:
        """Return what the frames' clock said then."""
        return None if self._offset_s is None else at_s - self._offset_s

    @property
    def late_s(self) -> float:
        """How much later than asked for cues began."""
        return median(self._late_s)

    def played(self, asked_t: float, began_s: float) -> None:
        """Learn from a cue that was asked for at `asked_t` and began at `began_s`."""
        began_t = self.t_of(began_s)
        late_s = math.inf if began_t is None else self.late_s + began_t - asked_t
        if late_s <= LATEST_S:  # more is no lateness: its instant was past when it was asked for, or it had to wait
            self._late_s.append(max(0.0, late_s))
