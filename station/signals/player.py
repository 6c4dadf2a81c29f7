"""Play cues and the steady lamp in a thread of its own, and go dark whenever nobody asks for light.

The loop only says what it wants (`play`, `metronome`, `refresh` and so on: none of them waits); the thread `signals`
sleeps until the desk's next change, an absolute time, so that one late wake-up delays one edge and not those after it.
`hush` alone does not wait for that thread: whoever presses the stop button darkens the lamps with their own hand.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from station.model import DARK, Cue, Levels, Mood, Ticks
from station.signals.desk import Desk

log = logging.getLogger(__name__)

JOIN_S = 2.0


class Outputs(Protocol):
    """Lamps and buzzer: show levels and say what is really shown; closing makes everything dark, for good."""

    def show(self, levels: Levels) -> Levels: ...
    def close(self) -> None: ...


class Player:
    """Show what the loop asks for on `outputs`, which it owns.

    `refresh` is due with every fresh pose: without it everything is dark after `dead_man_s`, and a cue that comes
    then is dropped. `on_cue` holds listeners that are told, in the player's thread, of each cue that really begins and
    when, on the station's monotonic clock; `on_glow` is told when the bar was lit or darkened by `glow`. None may wait.
    """

    def __init__(
        self,
        outputs: Outputs,
        dead_man_s: float,
        muted: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.on_cue: list[Callable[[Cue, float], None]] = []
        self.on_glow: Callable[[bool, float], None] = lambda lit, shown_s: None
        self._outputs = outputs
        self._clock = clock
        self._desk = Desk(dead_man_s, muted)
        self._lock = threading.Lock()  # what is asked for
        self._showing = threading.Lock()  # outputs: nothing that was decided before a hush may be shown after it
        self._asked = threading.Event()
        self._closing = False
        self._levels = DARK
        self._glow: bool | None = None
        self._warnings: tuple[str, ...] = ()
        self._thread = threading.Thread(target=self._run, name="signals", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def levels(self) -> Levels:
        """What lamps and buzzer are told now."""
        return self._levels

    @property
    def working(self) -> bool:
        """False once the thread has died or was closed: everything is dark then, whatever is asked."""
        return self._thread.is_alive()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the coach must know about lamps and buzzer; empty while all is well."""
        return self._warnings

    @property
    def hushed(self) -> bool:
        """True from a `hush` until its `unhush`."""
        return self._desk.hushed

    def play(self, cue: Cue, at_s: float | None = None) -> None:
        """Play a cue at an instant of the monotonic clock (None or past: at once; over 1.5 s ahead: never)."""
        with self._lock:
            self._desk.play(cue, self._clock(), at_s)
        self._asked.set()

    def cancel(self) -> None:
        """End the cue that plays."""
        with self._lock:
            self._desk.cancel()
        self._asked.set()

    def announce(self) -> None:
        """Chime softly: a new phase has begun."""
        with self._lock:
            self._desk.announce()
        self._asked.set()

    def glow(self, lit: bool | None) -> None:
        """Light or darken the whole bar for the station's own eye; None, a cue or a blackout lets go of it."""
        with self._lock:
            self._desk.glow(lit)
        self._asked.set()

    def metronome(self, ticks: Ticks | None) -> None:
        """Tick on these instants from now on; None = stop."""
        with self._lock:
            news = self._desk.metronome(ticks)
        if news:
            self._asked.set()

    def refresh(self, mood: Mood, level: int = 0) -> None:
        """Show a mood on the steady lamp and 0 to 5 on the bar, and keep the dead man from acting."""
        with self._lock:
            news = self._desk.refresh(mood, level, self._clock())
        if news:  # sixty wake-ups a second for nothing would cost the landmarkers time
            self._asked.set()

    def mute(self, muted: bool) -> None:
        with self._lock:
            self._desk.mute(muted)
        self._asked.set()

    def hush(self) -> None:
        """Be dark and silent before this returns, whoever calls, and until `unhush`; stop the metronome."""
        with self._lock:
            self._desk.hush()
        self._asked.set()
        with self._showing:
            self._levels = self._outputs.show(DARK)

    def unhush(self) -> None:
        """Take again what is asked for; what was asked for before is forgotten."""
        with self._lock:
            self._desk.unhush()
        self._asked.set()

    def close(self) -> None:
        """Go dark, end the thread and give the outputs back."""
        self._closing = True
        self._asked.set()
        self._thread.join(JOIN_S)
        self._outputs.close()
        atexit.unregister(self.close)

    def _run(self) -> None:
        try:
            while self._goes_on():
                self._asked.wait(self._step())
        except Exception as error:  # the top of the thread: coaching goes on without lamps
            log.exception("lamps and buzzer have stopped")
            self._warnings = (f"Lamps and buzzer have stopped ({error}). Restart the station to have them back.",)
        finally:
            self._levels = DARK
            self._outputs.close()

    def _goes_on(self) -> bool:
        self._asked.clear()  # first: what is asked after this look, closing too, ends the wait that follows
        return not self._closing

    def _step(self) -> float | None:
        """Show what is due and return how long it stays, in seconds; None = until something is asked."""
        with self._showing:
            with self._lock:
                now_s = self._clock()
                now = self._desk.at(now_s)
            self._levels = self._outputs.show(now.levels)
        self._tell_glow(now.glow)
        if now.begun:
            for listener in self.on_cue:
                listener(now.begun, now_s)
        return None if now.until_s is None else max(0.0, now.until_s - self._clock())

    def _tell_glow(self, glow: bool | None) -> None:
        """Tell of a change of the glow once the pins have it, and as they have it: flashes are limited there."""
        if glow is not None and glow != self._glow and glow == (self._levels.bar > 0):
            self.on_glow(glow, self._clock())
        self._glow = glow
