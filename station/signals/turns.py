"""Whose turn it is: one cue at a time, and the chime between them.

A cue that comes while another plays waits until that one is over (1.8 s at most), and the newest that waits wins: cut
short or laid over each other, two rhythms that are safe alone could flash too often. A cue with an instant of its own
waits for it, if it lies no more than `AHEAD_S` ahead. What comes after a cue that was cancelled keeps its distance all
the same. The chime waits for the cue that plays and gives way to the next.
"""

from collections.abc import Iterator

from station.model import DARK, Cue, Levels
from station.signals.instants import LONG_AGO_S, since
from station.signals.patterns import CHIME, CUE_S, cue_edges_s, cue_levels, cue_notes
from station.signals.sounds import Tone, edges_s, overlap, tone_at

AHEAD_S = 1.5
"""Two strides of a slow runner: what is due later rests on a rhythm that will have changed."""


class CueTurn:
    """The cue that plays and the one that waits. Times must not go back."""

    def __init__(self) -> None:
        self._waiting: Cue | None = None
        self._due_s = LONG_AGO_S
        self._cue: Cue | None = None
        self._begun_s = LONG_AGO_S

    def ask(self, cue: Cue, at_s: float | None, now_s: float) -> None:
        due_s = now_s if at_s is None else at_s
        if due_s <= now_s + AHEAD_S:
            self._waiting, self._due_s = cue, due_s

    def cancel(self) -> None:
        self._cue = self._waiting = None

    def take(self, now_s: float) -> Cue | None:
        """Begin the cue that waits, if its time has come, and return it."""
        if self._waiting is None or now_s < self._may_begin_s:
            return None
        self._cue, self._waiting = self._waiting, None
        self._begun_s = now_s
        return self._cue

    def playing(self, now_s: float) -> bool:
        return self._cue is not None and now_s < self._begun_s + CUE_S

    def levels(self, now_s: float) -> Levels:
        return cue_levels(self._cue, since(self._begun_s, now_s)) if self._cue else DARK

    def sounds(self, start_s: float, end_s: float) -> bool:
        """Tell whether any of its notes falls between two instants."""
        notes = cue_notes(self._cue) if self._cue else ()
        return overlap(notes, since(self._begun_s, start_s), since(self._begun_s, end_s))

    def edges_s(self, now_s: float) -> Iterator[float]:
        """Yield when this changes by itself."""
        if self._cue:
            elapsed_s = since(self._begun_s, now_s)
            yield from (self._begun_s + edge_s for edge_s in cue_edges_s(self._cue) if edge_s > elapsed_s)
        if self._waiting:
            yield self._may_begin_s

    @property
    def _may_begin_s(self) -> float:
        return max(self._due_s, self._begun_s + CUE_S)


class Chime:
    """The soft sound of a new phase: asked for, begun, over."""

    def __init__(self) -> None:
        self._asked = False
        self._begun_s = LONG_AGO_S

    def ask(self) -> None:
        self._asked = True

    def stop(self) -> None:
        self._asked, self._begun_s = False, LONG_AGO_S

    def turn(self, now_s: float) -> None:
        if self._asked:
            self._asked, self._begun_s = False, now_s

    def tone(self, now_s: float) -> Tone | None:
        return tone_at(CHIME, since(self._begun_s, now_s))

    def sounds(self, start_s: float, end_s: float) -> bool:
        return overlap(CHIME, since(self._begun_s, start_s), since(self._begun_s, end_s))

    def edges_s(self, now_s: float) -> Iterator[float]:
        elapsed_s = since(self._begun_s, now_s)
        yield from (self._begun_s + edge_s for edge_s in edges_s(CHIME) if edge_s > elapsed_s)
