"""Notes that swell and fade: a sound that jumps on clicks and startles, whatever it says."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

RAMP_S = 0.01
"""Every note takes so long to reach its loudness, and again to fade: a ramp of 10 ms leaves no audible click."""

RAMP_STEPS = 4
"""A ramp is a stair: more steps would only wake the thread more often."""


@dataclass(frozen=True, slots=True)
class Tone:
    """What the buzzer plays at one instant."""

    hz: float
    loudness_frac: float


@dataclass(frozen=True, slots=True)
class Note:
    """A tone from `start_s` to `end_s` after its sound began, at full loudness between its two ramps."""

    start_s: float
    end_s: float
    hz: float
    loudness_frac: float = 1.0


def tone_at(notes: Sequence[Note], elapsed_s: float) -> Tone | None:
    """Return what is heard `elapsed_s` seconds after the sound began; None = silence."""
    note = next((note for note in notes if note.start_s <= elapsed_s < note.end_s), None)
    if note is None:
        return None
    reached_frac = next(frac for from_s, frac in reversed(_stair(note)) if elapsed_s >= from_s)
    return Tone(note.hz, note.loudness_frac * reached_frac)


def edges_s(notes: Sequence[Note]) -> Iterator[float]:
    """Yield the seconds after the sound's beginning at which anything about it changes."""
    for note in notes:
        yield from (from_s for from_s, _ in _stair(note))
        yield note.end_s


def overlap(notes: Sequence[Note], start_s: float, end_s: float) -> bool:
    """Tell whether any note sounds between two instants after the sound began."""
    return any(note.start_s < end_s and start_s < note.end_s for note in notes)


def duty_frac(loudness_frac: float) -> float:
    """Return the part of each period that the pin is high: the fundamental's amplitude goes with sin(pi * duty)."""
    return math.asin(min(1.0, max(0.0, loudness_frac))) / math.pi


@cache
def _stair(note: Note) -> tuple[tuple[float, float], ...]:
    """Return (from when, part of the note's loudness): up a stair, and down it to silence at the note's end."""
    step_s, whole = RAMP_S / RAMP_STEPS, RAMP_STEPS + 1
    up = [(note.start_s + i * step_s, (i + 1) / whole) for i in range(whole)]
    down = [(note.end_s - i * step_s, i / whole) for i in range(RAMP_STEPS, 0, -1)]
    return tuple((round(at_s, 6), frac) for at_s, frac in up + down)
