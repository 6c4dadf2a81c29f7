"""Where a session stands: one stretch after the other, as fast as the runner runs.

Only running counts, so that whoever steps off for a drink loses nothing; the cool-down counts all time. A halted
session stands still until a human lets it go on.
"""

import math

from station.coaching.blocks import Segment, segments
from station.model import SessionPlan, Stage

LONGEST_FRAME_GAP_S = 0.5
"""Between two poses further apart nothing is known of the running."""


class Phases:
    """Turn running into stages."""

    def __init__(self, plan: SessionPlan) -> None:
        self._coming = list(segments(plan))
        self._now: Segment | None = None
        self._elapsed_s = 0.0
        self._t: float | None = None
        self.halted = False

    @property
    def stage(self) -> Stage:
        return Stage.HALTED if self.halted else self.stretch

    @property
    def stretch(self) -> Stage:
        """Where the session stands, and while it is halted, where it will go on."""
        if self._now:
            return self._now.stage
        return Stage.WAITING if self._coming else Stage.DONE

    @property
    def left_s(self) -> float | None:
        """Running left in this stretch; None where it has no end of its own."""
        if self._now is None or self._now.seconds is None:
            return None
        return max(0.0, self._now.seconds - self._elapsed_s)

    def advance(self, t: float, running: bool) -> None:
        """Let time pass up to `t`; a stretch that is over gives way to the next."""
        gap_s = 0.0 if self._t is None else t - self._t
        self._t = t
        if self.halted:
            return
        if self._now is None:
            if running and self._coming:
                self.go_on()
            return
        if 0 < gap_s <= LONGEST_FRAME_GAP_S and (running or self._now.stage is Stage.COOLDOWN):
            self._elapsed_s += gap_s
        if self.left_s == 0.0:
            self.go_on()

    def go_on(self) -> None:
        """Begin the next stretch; after the last the session is done."""
        self._now = self._coming.pop(0) if self._coming else None
        self._elapsed_s = 0.0

    def extend(self, seconds: float) -> bool:
        """Let this stretch last longer; tell whether that makes sense: it may have no length at all."""
        if self._now is None or self._now.seconds is None or not 0 < seconds < math.inf:
            return False
        self._now = Segment(self._now.stage, self._now.seconds + seconds)
        return True
