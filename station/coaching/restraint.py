"""How often something may be said, and when a target is too hard.

At most twenty error tones a minute, whatever the settings. Where more than 60 % of a minute's steps are out, telling
the runner again does not help: the station is silent for a minute, asks for a quarter less, and tells the coach.
"""

import math
from collections import deque

MOST_A_MINUTE = 20
MINUTE_S = 60.0
OVERLOAD_FRAC = 0.60
FEWEST_JUDGED = 40
"""Fewer steps in a minute say nothing of it."""
EASED = 0.75
LEAST_ASKED = EASED**4
"""After four times it is asked no less: the coach has been told four times."""


class CueRate:
    """Count cues by when they are heard."""

    def __init__(self, refractory_s: float) -> None:
        self._refractory_s = refractory_s
        self._times: deque[float] = deque(maxlen=MOST_A_MINUTE)

    def free(self, t: float) -> bool:
        """Tell whether a cue may be heard at `t`."""
        if self._times and t - self._times[-1] < self._refractory_s:
            return False
        return len(self._times) < MOST_A_MINUTE or t - self._times[0] > MINUTE_S

    def count(self, t: float) -> None:
        self._times.append(t)


class Overload:
    """Follow the last minute's judged steps; `asked_frac` is what is left of the change that is asked for."""

    def __init__(self) -> None:
        self._steps: deque[tuple[float, bool]] = deque()
        self._since = math.inf
        self._quiet_until = -math.inf
        self.asked_frac = 1.0

    def forget(self) -> None:
        """Begin a new minute: another block, another target, or not running."""
        self._steps.clear()
        self._since = math.inf

    def quiet(self, t: float) -> bool:
        return t < self._quiet_until

    def judge(self, t: float, out: bool) -> bool:
        """Take in a judged step; tell whether the target has just shown itself too hard."""
        if self.quiet(t):
            return False  # who hears nothing is not being asked
        self._since = min(self._since, t)
        self._steps.append((t, out))
        while self._steps[0][0] <= t - MINUTE_S:
            self._steps.popleft()
        if t - self._since < MINUTE_S or len(self._steps) < FEWEST_JUDGED:
            return False
        if sum(was_out for _, was_out in self._steps) <= OVERLOAD_FRAC * len(self._steps):
            return False
        self._quiet_until = t + MINUTE_S
        self.asked_frac = max(LEAST_ASKED, EASED * self.asked_frac)
        self.forget()
        return True
