"""Light and sound at one instant."""

from dataclasses import dataclass


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


DARK = Levels()
