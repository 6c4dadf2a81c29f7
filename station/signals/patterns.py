"""What a cue and a mood look and sound like: pure functions of the seconds since they began.

Flashes are kept rare by construction, for runners with photosensitive epilepsy (WCAG 2.3.1: at most three in any
second, all lamps together): a cue's flashes begin at least 0.6 s apart and its last 0.3 s are dark, so two fall into
any second; the steady lamp and the bar brighten together, at most once in a second more. A flash lasts 0.3 s and more,
so that a page drawn ten times a second shows each of them.

Nobody has to see colour or hear: side is told by the lamp's place, kind by the rhythm, "out of band" by a wink, how
far by how many of the bar are lit.
"""

from dataclasses import dataclass, replace

from station.cues import CUES, Lamp, Sound
from station.model import Cue, Levels, Mood, Side
from station.signals.sounds import Note, edges_s, tone_at

Rgb = tuple[float, float, float]

CUE_S = 1.8
"""A cue's whole length; it is lit for 1.5 s and dark at its end, so that another may follow at once."""

STEADY_HOLD_S = 1.1
"""Steady lamp and bar brighten or change colour at most so often."""

WINK_EVERY_S = 2.5
"""Out of the band the steady lamp goes dark for a moment so often; exact in binary, so that turns add up."""

WINK_S = 0.25


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue's rhythm: when its lamps are lit, (start, end) in seconds after it began, and its notes."""

    flashes: tuple[tuple[float, float], ...]
    notes: tuple[Note, ...]


_A4, _C5, _E5, _B5 = 440.0, 523.25, 659.26, 987.77

NOTE_S = 0.12
"""Every note of a cue lasts so long, and all lie low: a tick is a quarter of that and an octave above."""


def _notes(*starts_and_pitches: tuple[float, float]) -> tuple[Note, ...]:
    return tuple(Note(start_s, round(start_s + NOTE_S, 6), hz) for start_s, hz in starts_and_pitches)


# Times belong to the cue alone, never to the metronome: an error tone that fell in with the ticks would sound like one.
PATTERNS: dict[Sound, Pattern] = {
    Sound.RISING: Pattern(
        flashes=((0.0, 0.3), (0.6, 0.9), (1.2, 1.5)),
        notes=_notes((0.0, _A4), (0.12, _C5), (0.24, _E5)),
    ),
    Sound.FALLING: Pattern(
        flashes=((0.0, 0.6), (0.9, 1.5)),
        notes=_notes((0.0, _E5), (0.12, _C5), (0.24, _A4)),
    ),
    Sound.DOUBLE_LOW: Pattern(
        flashes=((0.0, 0.6), (0.9, 1.5)),
        notes=_notes((0.0, _C5), (0.3, _C5)),
    ),
    Sound.ONE_LOW: Pattern(
        flashes=((0.0, 1.5),),
        notes=_notes((0.0, _C5)),
    ),
    Sound.TRIPLE_LOW: Pattern(
        flashes=((0.0, 0.3), (0.6, 0.9), (1.2, 1.5)),
        notes=_notes((0.0, _C5), (0.24, _C5), (0.48, _C5)),
    ),
    Sound.FAR_APART: Pattern(
        flashes=((0.0, 0.3), (1.2, 1.5)),
        notes=_notes((0.0, _C5), (0.48, _C5)),
    ),
    Sound.CLOSE_TOGETHER: Pattern(
        flashes=((0.0, 0.3), (0.6, 0.9)),
        notes=_notes((0.0, _C5), (0.2, _C5)),
    ),
    Sound.LOW_HIGH: Pattern(
        flashes=((0.0, 0.3), (0.6, 1.5)),
        notes=_notes((0.0, _A4), (0.2, _E5)),
    ),
    Sound.HIGH_LOW: Pattern(
        flashes=((0.0, 0.9), (1.2, 1.5)),
        notes=_notes((0.0, _E5), (0.2, _A4)),
    ),
}

CHIME = (Note(0.0, 0.25, _B5, loudness_frac=0.5),)
"""A new phase: between cues and ticks in pitch, softer than both, longer than a tick and never repeated."""

# Blue and orange stay apart for every common colour blindness, and differ in brightness too.
STEADY: dict[Mood, Rgb] = {
    Mood.DARK: (0.0, 0.0, 0.0),
    Mood.MEASURING: (0.15, 0.15, 0.15),
    Mood.IN_BAND: (0.0, 0.2, 1.0),
    Mood.OUT_OF_BAND: (1.0, 0.4, 0.0),
}


def cue_levels(cue: Cue, elapsed_s: float) -> Levels:
    """Return lamps and tone `elapsed_s` seconds after a cue began; the steady lamp is not the cue's (dark here)."""
    row = CUES[cue.kind]
    pattern = PATTERNS[row.sound]
    lit = any(start <= elapsed_s < end for start, end in pattern.flashes)
    both = row.lamp is Lamp.BOTH or cue.side is None
    levels = Levels(lit and (both or cue.side is Side.LEFT), lit and (both or cue.side is Side.RIGHT))
    tone = tone_at(pattern.notes, elapsed_s)
    return replace(levels, tone_hz=tone.hz, loudness_frac=tone.loudness_frac) if tone else levels


def cue_notes(cue: Cue) -> tuple[Note, ...]:
    """Return a cue's notes."""
    return PATTERNS[CUES[cue.kind].sound].notes


def cue_edges_s(cue: Cue) -> tuple[float, ...]:
    """Return the seconds after its beginning at which anything about a cue changes, its end last."""
    pattern = PATTERNS[CUES[cue.kind].sound]
    flashes = {edge for flash in pattern.flashes for edge in flash}
    return tuple(sorted({*flashes, *edges_s(pattern.notes), CUE_S}))


def steady_rgb(mood: Mood, elapsed_s: float) -> Rgb:
    """Return the steady lamp's colour `elapsed_s` seconds after a mood was first shown."""
    winking = mood is Mood.OUT_OF_BAND and elapsed_s % WINK_EVERY_S >= WINK_EVERY_S - WINK_S
    return STEADY[Mood.DARK if winking else mood]


def steady_rise_s(mood: Mood, elapsed_s: float) -> float:
    """Return when the steady lamp last brightened, in seconds after the mood was first shown."""
    return elapsed_s // WINK_EVERY_S * WINK_EVERY_S if mood is Mood.OUT_OF_BAND else 0.0


def steady_edge_s(mood: Mood, elapsed_s: float) -> float | None:
    """Return when the steady lamp next changes by itself, in seconds after the mood was first shown."""
    if mood is not Mood.OUT_OF_BAND:
        return None
    lit_from = steady_rise_s(mood, elapsed_s)
    dark_from = lit_from + WINK_EVERY_S - WINK_S
    return dark_from if elapsed_s < dark_from else lit_from + WINK_EVERY_S
