"""Light and sound at one instant."""

import math
from dataclasses import dataclass

BAR = 5
"""Places of the lamp bar."""
SHORTEST_PERIOD_S = 0.2
"""300 steps a minute: nobody runs so; a smaller period is a mistake."""
_ROUNDING = 1e-6
"""A part of a period: an instant that was computed and waited for counts as reached."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What the runner sees and hears at one instant."""

    left_lamp: bool = False
    right_lamp: bool = False
    steady_rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tone_hz: float | None = None
    loudness_frac: float = 1.0
    """Of what the buzzer can: sounds begin and end softly."""
    bar: int = 0
    """So many of the lamp bar's five are lit."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """A tick at `first_s` on the station's monotonic clock and every `period_s` after it. Raises ValueError."""

    first_s: float
    period_s: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.first_s) and SHORTEST_PERIOD_S <= self.period_s < math.inf):
            raise ValueError(f"ticks need a period of {SHORTEST_PERIOD_S} s and more, not {self}")

    def last_s(self, now_s: float) -> float:
        """Return when the last tick up to now was due; minus infinity before the first."""
        number = self._number(now_s)
        return self.first_s + number * self.period_s if number >= 0 else -math.inf

    def next_s(self, now_s: float) -> float:
        """Return when the next tick after now is due."""
        return self.first_s + max(0, self._number(now_s) + 1) * self.period_s

    def _number(self, now_s: float) -> int:
        return math.floor((now_s - self.first_s) / self.period_s + _ROUNDING)


DARK = Levels()
