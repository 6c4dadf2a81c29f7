"""The lighting desk: from what was asked for and the time, what is on now and until when. No thread, no clock.

A cue that comes while another plays waits until that one is over (1.8 s at most), and the newest that waits wins: cut
short or laid over each other, two rhythms that are safe alone could flash too often. A blackout (muted, or nobody
refreshed for `dead_man_s`) or `cancel` ends what plays and forgets what waits; what comes after keeps its distance all
the same.
"""

from dataclasses import dataclass, replace

from station.model import DARK, Cue, Levels, Mood
from station.signals.patterns import (
    CUE_S,
    STEADY_HOLD_S,
    cue_edges_s,
    cue_levels,
    steady_edge_s,
    steady_rgb,
    steady_rise_s,
)

LONG_AGO_S = float("-inf")


@dataclass(frozen=True, slots=True)
class Now:
    """What is on; when that changes by itself (None = only when something is asked); the cue that began with it."""

    levels: Levels
    until_s: float | None = None
    begun: Cue | None = None


class Desk:
    """Hold what was asked for, and answer what is to be seen and heard at a time. Times must not go back."""

    def __init__(self, dead_man_s: float, muted: bool = False) -> None:
        self._dead_man_s = dead_man_s
        self._muted = muted
        self._mood = Mood.DARK
        self._refreshed_s = LONG_AGO_S
        self._waiting: Cue | None = None
        self._cue: Cue | None = None
        self._cue_begun_s = LONG_AGO_S
        self._steady = Mood.DARK
        self._steady_since_s = LONG_AGO_S
        self._risen_s = LONG_AGO_S

    def play(self, cue: Cue) -> None:
        self._waiting = cue

    def cancel(self) -> None:
        """End the cue that plays and forget the one that waits."""
        self._cue = self._waiting = None

    def refresh(self, mood: Mood, now_s: float) -> bool:
        """Keep the dead man from acting; tell whether that changes anything before `Now.until_s` is over."""
        news = mood is not self._mood or now_s >= self._refreshed_s + self._dead_man_s
        self._mood = mood
        self._refreshed_s = now_s
        return news

    def mute(self, muted: bool) -> None:
        self._muted = muted

    def at(self, now_s: float) -> Now:
        if self._muted or now_s >= self._refreshed_s + self._dead_man_s:
            self._black_out(now_s)
            return Now(DARK)
        begun = self._take_cue(now_s)
        self._turn_steady(now_s)
        return Now(self._levels(now_s), self._until_s(now_s), begun)

    def _black_out(self, now_s: float) -> None:
        self.cancel()
        self._show_steady(Mood.DARK, now_s)

    def _take_cue(self, now_s: float) -> Cue | None:
        if self._waiting is None or now_s < self._cue_begun_s + CUE_S:
            return None
        self._cue, self._waiting = self._waiting, None
        self._cue_begun_s = now_s
        return self._cue

    def _turn_steady(self, now_s: float) -> None:
        free = self._mood is Mood.DARK or now_s >= self._last_rise_s(now_s) + STEADY_HOLD_S
        if self._mood is not self._steady and free:
            self._show_steady(self._mood, now_s)

    def _show_steady(self, mood: Mood, now_s: float) -> None:
        self._risen_s = self._last_rise_s(now_s)
        self._steady, self._steady_since_s = mood, now_s

    def _last_rise_s(self, now_s: float) -> float:
        if self._steady is Mood.DARK:
            return self._risen_s
        return self._steady_since_s + steady_rise_s(self._steady, _since(self._steady_since_s, now_s))

    def _levels(self, now_s: float) -> Levels:
        played = cue_levels(self._cue, _since(self._cue_begun_s, now_s)) if self._cue else DARK
        return replace(played, steady_rgb=steady_rgb(self._steady, _since(self._steady_since_s, now_s)))

    def _until_s(self, now_s: float) -> float:
        times = [self._refreshed_s + self._dead_man_s]
        if self._cue:
            elapsed_s = _since(self._cue_begun_s, now_s)
            times += [self._cue_begun_s + edge_s for edge_s in cue_edges_s(self._cue) if edge_s > elapsed_s]
        if self._waiting:
            times.append(self._cue_begun_s + CUE_S)
        if self._mood is not self._steady:
            times.append(self._last_rise_s(now_s) + STEADY_HOLD_S)
        wink_s = steady_edge_s(self._steady, _since(self._steady_since_s, now_s))
        return min(times + ([self._steady_since_s + wink_s] if wink_s else []))


def _since(then_s: float, now_s: float) -> float:
    """Return the seconds between, to the microsecond: an edge that was waited for has then come, not nearly."""
    return round(now_s - then_s, 6)
