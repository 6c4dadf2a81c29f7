"""One virtual runner before any number of cameras, each of which asks what she does at its own instants."""

import threading
from collections import deque

from station.model import Cue, Metronome, Truth
from station.vision.virtual.runner import Moment, VirtualRunner

REMEMBERED = 240
"""Moments: two seconds of two cameras at 60 a second; a camera that is later than that shows what she did then."""


class SharedRunner:
    """Ask `at(t)` in any order within the last moments; all may be used from any thread."""

    def __init__(self, runner: VirtualRunner) -> None:
        self._runner = runner
        self._busy = threading.Lock()
        self._past: deque[Moment] = deque(maxlen=REMEMBERED)
        self._t = 0.0
        self.faults, self.stickers = runner.faults, runner.stickers

    def at(self, t: float) -> Moment:
        """Return what she does at `t`, or did."""
        with self._busy:
            if self._past and t < self._t:
                return self._remembered(t)
            self._t = t
            self._past.append(self._runner.advance(t))
            return self._past[-1]

    @property
    def truth(self) -> Truth | None:
        """What she really does."""
        with self._busy:
            return self._runner.truth

    def hear(self, cue: Cue) -> None:
        """Let her hear or see a cue, now."""
        with self._busy:
            self._runner.hear(cue, self._t)

    def listen(self, metronome: Metronome | None) -> None:
        """Let her hear a beat, or that there is none; at every frame."""
        with self._busy:
            self._runner.listen(metronome, self._t)

    def _remembered(self, t: float) -> Moment:
        """Return what she did at `t`: the step of the moment after it where that had begun, else of the one before."""
        after = next(moment for moment in self._past if moment.t >= t or moment is self._past[-1])
        before = next((moment for moment in reversed(self._past) if moment.t <= t), after)
        known = after if after.now and after.now.t_contact_s <= t else before
        return Moment(t, known.activity, known.now, known.coming)
