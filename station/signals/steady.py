"""The steady state: the steady lamp's mood and the lamp bar's level, which change together and seldom.

Whatever is asked, they brighten at most once in `STEADY_HOLD_S`: lamp and bar at the same instant count as one flash.
What only grows darker (off, or fewer of the bar) comes at once. A change that brightens begins the wink anew, so that
a wink's end never comes soon after it.
"""

from collections.abc import Iterator

from station.model import Mood
from station.signals.instants import LONG_AGO_S, since
from station.signals.patterns import STEADY_HOLD_S, Rgb, steady_edge_s, steady_rgb, steady_rise_s


class Steady:
    """Hold mood and level asked for, and answer what of them is shown. Times must not go back."""

    def __init__(self) -> None:
        self._asked = self._shown = (Mood.DARK, 0)
        self._since_s = LONG_AGO_S
        self._risen_s = LONG_AGO_S

    def ask(self, mood: Mood, level: int) -> bool:
        """Ask for a mood and 0 to 5 of the bar; tell whether that is news."""
        before = self._asked
        self._asked = (mood, 0 if mood is Mood.DARK else level)
        return self._asked != before

    def turn(self, now_s: float) -> None:
        """Show what is asked for, as soon as it may."""
        if self._asked == self._shown:
            return
        if self._only_darkens:
            self._shown = self._asked
        elif self._asked[0] is Mood.DARK or now_s >= self._last_rise_s(now_s) + STEADY_HOLD_S:
            self._show(*self._asked, now_s)

    def black_out(self, now_s: float) -> None:
        self._show(Mood.DARK, 0, now_s)

    @property
    def bar(self) -> int:
        return self._shown[1]

    def rgb(self, now_s: float) -> Rgb:
        return steady_rgb(self._shown[0], since(self._since_s, now_s))

    def edges_s(self, now_s: float) -> Iterator[float]:
        """Yield when this changes by itself."""
        if self._asked != self._shown:
            yield self._last_rise_s(now_s) + STEADY_HOLD_S
        wink_s = steady_edge_s(self._shown[0], since(self._since_s, now_s))
        if wink_s is not None:
            yield self._since_s + wink_s

    @property
    def _only_darkens(self) -> bool:
        (asked, level), (shown, before) = self._asked, self._shown
        return asked is shown and level < before

    def _show(self, mood: Mood, level: int, now_s: float) -> None:
        self._risen_s = self._last_rise_s(now_s)
        self._shown, self._since_s = (mood, level), now_s

    def _last_rise_s(self, now_s: float) -> float:
        mood = self._shown[0]
        if mood is Mood.DARK:
            return self._risen_s
        return self._since_s + steady_rise_s(mood, since(self._since_s, now_s))
