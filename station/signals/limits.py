"""Two limits that hold whatever is asked of lamps and buzzer, by a faulty pattern or a thread that woke late."""

from collections import deque
from dataclasses import replace

from station.model import DARK, Levels

FLASHES = 3
"""At most so many flashes in any second, all lamps together (WCAG 2.3.1)."""

BREAK_S = 0.1
"""A shorter silence is no break in a sound."""


class FlashLimit:
    """Let through what brightens at most three times a second; a fourth flash stays as dark as it was."""

    def __init__(self) -> None:
        self._shown = DARK
        self._rises: deque[float] = deque(maxlen=FLASHES)

    def limited(self, levels: Levels, now_s: float) -> Levels:
        if brightens(self._shown, levels):
            if len(self._rises) == FLASHES and now_s - self._rises[0] <= 1.0:
                levels = _no_brighter(self._shown, levels)
            else:
                self._rises.append(now_s)
        self._shown = levels
        return levels


class ToneLimit:
    """Tell how long the buzzer may still sound without a break."""

    def __init__(self, max_s: float) -> None:
        self._max_s = max_s
        self._silent_since_s: float | None = float("-inf")
        self._end_s = 0.0

    def left_s(self, sounding: bool, now_s: float) -> float:
        """Return how long what is asked for now may sound; 0 = be silent."""
        if not sounding:
            self._silent_since_s = now_s if self._silent_since_s is None else self._silent_since_s
            return 0.0
        if self._silent_since_s is not None and now_s - self._silent_since_s >= BREAK_S:
            self._end_s = now_s + self._max_s
        self._silent_since_s = None
        return max(0.0, self._end_s - now_s)


def brightens(before: Levels, after: Levels) -> bool:
    """Tell whether any lamp comes on, one of the bar too, or the steady lamp turns to another colour."""
    return (
        (after.left_lamp and not before.left_lamp)
        or (after.right_lamp and not before.right_lamp)
        or (any(after.steady_rgb) and after.steady_rgb != before.steady_rgb)
        or after.bar > before.bar
    )


def _no_brighter(before: Levels, after: Levels) -> Levels:
    return replace(
        after,
        left_lamp=after.left_lamp and before.left_lamp,
        right_lamp=after.right_lamp and before.right_lamp,
        steady_rgb=before.steady_rgb if any(after.steady_rgb) else after.steady_rgb,
        bar=min(after.bar, before.bar),
    )
