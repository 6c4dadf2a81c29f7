"""Slow down whoever guesses PINs: each wrong one past the third doubles the wait, until nobody errs for an hour."""

import math
import threading
import time
from collections.abc import Callable

FREE_TRIES = 3
FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 300.0  # at five minutes a try, half of all four-digit PINs take 17 days
FORGIVEN_S = 3600.0  # waiting so long for the free tries gains a guesser nothing: an hour at five minutes is 12 tries


class Lockout:
    """Counts wrong PINs of this process, from whatever tablet, on a clock that only goes forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong = 0
        self._until_s = self._wrong_s = -math.inf

    def wait_s(self) -> int:
        """Return the whole seconds until the next try, 0 when one is free."""
        return math.ceil(max(0.0, self._until_s - self._clock()))

    def attempt(self, opens: Callable[[], bool]) -> bool:
        """Try once; one at a time, so that many guesses at once gain nothing. While locked it is not even tried."""
        with self._lock:
            if self.wait_s():
                return False
            if self._clock() - self._wrong_s >= FORGIVEN_S:
                self._wrong = 0
            right = opens()
            self._count(right)
            return right

    def _count(self, right: bool) -> None:
        if right:
            self._wrong = 0
            return
        self._wrong += 1
        self._wrong_s = self._clock()
        if self._wrong > FREE_TRIES:
            wait = FIRST_WAIT_S * 2 ** min(self._wrong - FREE_TRIES - 1, 10)
            self._until_s = self._wrong_s + min(wait, LONGEST_WAIT_S)
