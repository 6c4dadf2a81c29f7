"""The station looks at its own lamp: the bar blinks for ten seconds, and the pictures tell how long a cue takes.

Done by a thread of its own beside the loop, which only notes when it was done with each picture. No picture is kept.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from station.eyes import Lookout
from station.glass import HOLDS_S, LONGEST_S, Edge, GlassDelay, Seen, glass_delay
from station.model import Beat
from station.vision.glow import Cells, cells

log = logging.getLogger(__name__)

LOOK_S = 0.003  # a picture comes every 8 ms at most
KEPT = 4000
ENOUGH_FRAC = 0.9  # of the lamp's changes; the dead man darkens it where a machine is too busy for a second

NO_LAMP = "The delay can not be measured: lamps are off. Set signals.gpio to true where lamps are connected."
NO_PICTURE = "The delay can not be measured: there is no camera."
WORKING = "The lamp bar blinks for ten seconds. Let it stand in the camera's view."
NOT_SEEN = (
    "The delay is not known: the camera did not see the lamp bar blink. Bring a lamp of the bar into its view (or a "
    "mirror), let nobody stand before it, and measure again."
)
DARKENED = "The delay is not known: the lamps were dark meanwhile (muted, halted, or a cue came). Measure again."
TOLD = "From light to cue {p50:.0f} ms, at most {p95:.0f} ms in 19 of 20 ({edges} changes of the lamp seen)."


class Lamp(Protocol):
    """The bar, as far as it blinks for the camera."""

    on_glow: Callable[[bool, float], None]

    def glow(self, lit: bool | None) -> None: ...


class GlassDesk:
    """Measure the delay from light to cue; `newest` holds the last one that came out."""

    def __init__(
        self, lookout: Lookout | None, lamp: Lamp, lamps_on: bool, keep: Callable[[GlassDelay], None] = lambda _: None
    ) -> None:
        self._lookout, self._lamp, self._lamps_on, self._keep = lookout, lamp, lamps_on, keep
        self._busy = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._asked: tuple[bool, float] = (False, 0.0)
        self._edges: list[Edge] = []
        self._pictures: dict[float, Cells] = {}
        self._done: deque[tuple[float, float, float]] = deque(maxlen=KEPT)
        self.newest: GlassDelay | None = None
        self.words = ""
        """What came of it, or what is being done, for the coach."""
        lamp.on_glow = self._shown

    @property
    def working(self) -> bool:
        return self._busy.locked()

    def measure(self) -> None:
        """Begin, where it can be done and is not being done."""
        if self._lookout is None or not self._lamps_on:
            self.words = NO_LAMP if self._lookout else NO_PICTURE
        elif self._busy.acquire(blocking=False):
            self.words = WORKING
            self._thread = threading.Thread(target=self._run, args=(self._lookout,), name="glass", daemon=True)
            self._thread.start()

    def watch(self, beat: Beat) -> None:
        """Note that the loop is done with a picture."""
        if self.working:
            self._done.append((beat.sighting.t, beat.sighting.arrived_s, time.monotonic()))

    def close(self) -> None:
        """Let go of the lamp."""
        self._ended.set()
        if self._thread:
            self._thread.join(timeout=2.0)

    def _run(self, lookout: Lookout) -> None:
        try:
            self._edges, self._pictures = [], {}
            self._done.clear()
            self._blink(lookout)
            self._conclude()
        except Exception:  # the top of the thread: coaching goes on
            log.exception("The delay could not be measured.")
            self.words = NOT_SEEN
        finally:
            self._lamp.glow(None)
            self._busy.release()

    def _blink(self, lookout: Lookout) -> None:
        self._collect(lookout, HOLDS_S[0])
        for number, hold_s in enumerate((*HOLDS_S[1:], LONGEST_S)):
            if self._ended.is_set():
                return
            self._asked = (number % 2 == 0, time.monotonic())
            self._lamp.glow(self._asked[0])
            self._collect(lookout, hold_s)

    def _shown(self, lit: bool, shown_s: float) -> None:
        if lit == self._asked[0]:
            self._edges.append(Edge(lit, self._asked[1], shown_s))

    def _collect(self, lookout: Lookout, seconds: float) -> None:
        """Take in pictures, until so many seconds are over."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s and not self._ended.wait(LOOK_S):
            frame = lookout.newest()
            if frame and frame.t not in self._pictures:
                self._pictures[frame.t] = cells(frame.image)

    def _conclude(self) -> None:
        if len(self._edges) < ENOUGH_FRAC * len(HOLDS_S):
            self.words = DARKENED
            return
        found = glass_delay(self._edges, [Seen(at_s, came_s, self._pictures.get(t)) for t, came_s, at_s in self._done])
        self.words = TOLD.format(p50=found.p50_ms, p95=found.p95_ms, edges=found.edges) if found else NOT_SEEN
        if found:
            self.newest = found
            self._keep(found)
