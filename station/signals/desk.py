"""The lighting desk: from what was asked for and the time, what is on now and until when. No thread, no clock.

Four players share it: the steady state (lamp and bar), cues, the chime, the metronome. The buzzer can play one tone:
a cue's goes before the chime's, the chime's before a tick. A blackout (muted, hushed, or nobody refreshed for
`dead_man_s`) or `cancel` ends the cue that plays and forgets the one that waits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from station.model import BAR, DARK, Cue, Levels, Mood, Ticks
from station.signals.instants import LONG_AGO_S
from station.signals.metronome import Metronome
from station.signals.steady import Steady
from station.signals.turns import Chime, CueTurn


@dataclass(frozen=True, slots=True)
class Now:
    """What is on; when that changes by itself (None = only when something is asked); the cue that began with it."""

    levels: Levels
    until_s: float | None = None
    begun: Cue | None = None
    glow: bool | None = None
    """Whether the bar is lit or dark for the station's own eye; None = it shows what it always does."""


class Desk:
    """Hold what was asked for, and answer what is to be seen and heard at a time. Times must not go back."""

    def __init__(self, dead_man_s: float, muted: bool = False) -> None:
        self._dead_man_s = dead_man_s
        self._muted = muted
        self.hushed = False
        """True while nothing is taken."""
        self._refreshed_s = LONG_AGO_S
        self._steady = Steady()
        self._cues = CueTurn()
        self._chime = Chime()
        self._metronome = Metronome()
        self._glow: bool | None = None

    def play(self, cue: Cue, now_s: float, at_s: float | None = None) -> None:
        """Play a cue at an instant (None or past = at once), or drop it where that lies too far ahead."""
        if not self.hushed:
            self._cues.ask(cue, at_s, now_s)

    def cancel(self) -> None:
        """End the cue that plays and forget the one that waits."""
        self._cues.cancel()

    def announce(self) -> None:
        """Chime as soon as no cue plays."""
        if not self.hushed:
            self._chime.ask()

    def glow(self, lit: bool | None) -> None:
        """Light or darken the whole bar for the station's own eye, but not while a cue plays; None = let go of it."""
        self._glow = None if self.hushed else lit

    def metronome(self, ticks: Ticks | None) -> bool:
        """Tick from now on (None = stop); tell whether that changes anything."""
        return self._metronome.ask(None if self.hushed else ticks)

    def refresh(self, mood: Mood, level: int, now_s: float) -> bool:
        """Keep the dead man from acting; tell whether that changes anything before `Now.until_s` is over."""
        dead = self._dead(now_s)
        self._refreshed_s = now_s
        return self._steady.ask(mood, level) or dead

    def mute(self, muted: bool) -> None:
        self._muted = muted

    def hush(self) -> None:
        """Be dark and silent, forget all that was asked for, and take nothing until `unhush`."""
        self.hushed = True
        self._metronome.ask(None)
        self._cues.cancel()
        self._chime.stop()

    def unhush(self) -> None:
        self.hushed = False

    def at(self, now_s: float) -> Now:
        if self._muted or self.hushed or self._dead(now_s):
            self._black_out(now_s)
            return Now(DARK)
        begun = self._cues.take(now_s)
        self._glow = None if self._cues.playing(now_s) else self._glow  # a cue's flashes come before all others
        self._steady.turn(now_s)
        if not self._cues.playing(now_s):
            self._chime.turn(now_s)
        self._metronome.turn(now_s, self._quiet)
        return Now(self._levels(now_s), min(self._edges_s(now_s)), begun, self._glow)

    def _dead(self, now_s: float) -> bool:
        return now_s >= self._refreshed_s + self._dead_man_s

    def _black_out(self, now_s: float) -> None:
        self._cues.cancel()
        self._chime.stop()
        self._steady.black_out(now_s)
        self._glow = None

    def _quiet(self, start_s: float, end_s: float) -> bool:
        return not (self._cues.sounds(start_s, end_s) or self._chime.sounds(start_s, end_s))

    def _levels(self, now_s: float) -> Levels:
        bar = self._steady.bar if self._glow is None else BAR * self._glow
        levels = replace(self._cues.levels(now_s), steady_rgb=self._steady.rgb(now_s), bar=bar)
        tone = None if levels.tone_hz else self._chime.tone(now_s) or self._metronome.tone(now_s)
        return replace(levels, tone_hz=tone.hz, loudness_frac=tone.loudness_frac) if tone else levels

    def _edges_s(self, now_s: float) -> Iterator[float]:
        yield self._refreshed_s + self._dead_man_s
        for player in (self._steady, self._cues, self._metronome):
            yield from player.edges_s(now_s)
        yield from self._chime.edges_s(now_s)
