"""What a cue and a mood look and sound like: pure functions of the seconds since they began.

Flashes are kept rare by construction, for runners with photosensitive epilepsy (WCAG 2.3.1: at most three in any
second, all lamps together): a cue's flashes begin at least 0.6 s apart and its last 0.3 s are dark, so two fall into
any second; the steady lamp brightens at most once in a second more. A flash lasts 0.3 s and more, so that a page
drawn ten times a second shows each of them.

Nobody has to see colour or hear: side is told by the lamp's place, kind by the rhythm, "out of band" by a wink.
"""

from dataclasses import dataclass

from station.cues import CUES, Lamp, Sound
from station.model import Cue, Levels, Mood, Side

Rgb = tuple[float, float, float]

CUE_S = 1.8
"""A cue's whole length; it is lit for 1.5 s and dark at its end, so that another may follow at once."""

STEADY_HOLD_S = 1.1
"""The steady lamp brightens or changes colour at most so often."""

WINK_EVERY_S = 2.5
"""Out of the band the steady lamp goes dark for a moment so often; exact in binary, so that turns add up."""

WINK_S = 0.25


@dataclass(frozen=True, slots=True)
class Note:
    """A tone from `start_s` to `end_s` after the cue began."""

    start_s: float
    end_s: float
    hz: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue's rhythm: when its lamps are lit, (start, end) in seconds after it began, and its notes."""

    flashes: tuple[tuple[float, float], ...]
    notes: tuple[Note, ...]


# C5 to E6: inside TonalBuzzer's range as `devices` opens it (A4 to A6), where a small piezo is already loud.
_C5, _A5, _C_SHARP_6, _E6 = 523.25, 880.0, 1108.73, 1318.51

PATTERNS: dict[Sound, Pattern] = {
    Sound.RISING: Pattern(
        flashes=((0.0, 0.3), (0.6, 0.9), (1.2, 1.5)),
        notes=(Note(0.0, 0.15, _A5), Note(0.15, 0.3, _C_SHARP_6), Note(0.3, 0.45, _E6)),
    ),
    Sound.FALLING: Pattern(
        flashes=((0.0, 0.6), (0.9, 1.5)),
        notes=(Note(0.0, 0.15, _E6), Note(0.15, 0.3, _C_SHARP_6), Note(0.3, 0.45, _A5)),
    ),
    Sound.DOUBLE_LOW: Pattern(
        flashes=((0.0, 0.6), (0.9, 1.5)),
        notes=(Note(0.0, 0.2, _C5), Note(0.35, 0.55, _C5)),
    ),
}

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
    return Levels(
        left_lamp=lit and (both or cue.side is Side.LEFT),
        right_lamp=lit and (both or cue.side is Side.RIGHT),
        tone_hz=_tone(pattern, elapsed_s),
    )


def cue_edges_s(cue: Cue) -> tuple[float, ...]:
    """Return the seconds after its beginning at which anything about a cue changes, its end last."""
    pattern = PATTERNS[CUES[cue.kind].sound]
    flashes = {edge for flash in pattern.flashes for edge in flash}
    notes = {edge for note in pattern.notes for edge in (note.start_s, note.end_s)}
    return tuple(sorted(flashes | notes | {CUE_S}))


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


def _tone(pattern: Pattern, elapsed_s: float) -> float | None:
    return next((note.hz for note in pattern.notes if note.start_s <= elapsed_s < note.end_s), None)
