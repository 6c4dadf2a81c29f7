"""The metronome: a tick for every step, on a grid that does not drift.

Each tick belongs to `first_s + k * period_s`, never to the tick before it, so that one late wake-up moves one tick.
A tick that would come too late, too soon after the last one (the grid was moved) or into another sound is left out.
"""

from collections.abc import Callable, Iterator

from station.model import Ticks
from station.signals.instants import LONG_AGO_S, since
from station.signals.sounds import Note, Tone, edges_s, tone_at

TICK_S = 0.03
"""20 to 40 ms between 800 and 2000 Hz: short enough to mark an instant, and in a piezo's loud range."""

TICK = (Note(0.0, TICK_S, 1500.0, loudness_frac=0.6),)
"""An octave and more above every note of a cue, and softer: a tick is heard 10,000 times in an hour."""

LATEST_S = 0.02
"""A tick that the thread could only begin so late would mislead the step: leave it out."""


class Metronome:
    """Hold the ticks asked for, and answer which of them sounds. Times must not go back."""

    def __init__(self) -> None:
        self._ticks: Ticks | None = None
        self._due_s = LONG_AGO_S
        self._begun_s = LONG_AGO_S

    def ask(self, ticks: Ticks | None) -> bool:
        """Replace the grid (None = no ticks) and tell whether that changes anything."""
        news = ticks != self._ticks
        self._ticks = ticks
        return news

    def turn(self, now_s: float, free: Callable[[float, float], bool]) -> None:
        """Begin the tick that is due, where nothing else sounds from `free`'s first instant to its second."""
        if self._ticks is None:
            return
        due_s = self._ticks.last_s(now_s)
        in_time = now_s - due_s < LATEST_S and due_s - self._due_s > self._ticks.period_s / 2
        if in_time and free(due_s, now_s + TICK_S):
            self._due_s, self._begun_s = due_s, now_s

    def tone(self, now_s: float) -> Tone | None:
        return tone_at(TICK, since(self._begun_s, now_s)) if self._ticks else None

    def edges_s(self, now_s: float) -> Iterator[float]:
        """Yield when the metronome changes by itself next, and perhaps later."""
        if self._ticks:
            yield self._ticks.next_s(now_s)
            elapsed_s = since(self._begun_s, now_s)
            yield from (self._begun_s + edge_s for edge_s in edges_s(TICK) if edge_s > elapsed_s)
