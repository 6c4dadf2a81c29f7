"""How each cue looks, sounds and reads: the words between coach and runner, as one table.

Deciding fires a kind, acting plays its pattern and sound, showing prints its sentence; none of them needs to know
the others. Patterns and sounds are named here and drawn in `signals.patterns`.
"""

from dataclasses import dataclass
from enum import StrEnum

from station.model import Cue, CueKind, Side


class Lamp(StrEnum):
    """Which lamps a cue flashes."""

    BOTH = "both"
    LEG = "leg"  # the lamp on the side of the leg that is meant


class Sound(StrEnum):
    """What a cue sounds like, and the rhythm of its lamps."""

    RISING = "rising"
    FALLING = "falling"
    ONE_LOW = "one_low"
    DOUBLE_LOW = "double_low"
    TRIPLE_LOW = "triple_low"
    FAR_APART = "far_apart"
    CLOSE_TOGETHER = "close_together"
    LOW_HIGH = "low_high"
    HIGH_LOW = "high_low"


@dataclass(frozen=True, slots=True)
class CueRow:
    """A line of the table. `sentence` may hold {side}; `short` is what fits beside a lamp."""

    lamp: Lamp
    sound: Sound
    short: str
    sentence: str


CUES: dict[CueKind, CueRow] = {
    CueKind.CADENCE_UP: CueRow(Lamp.BOTH, Sound.RISING, "Quicker steps", "Take quicker, shorter steps."),
    CueKind.CADENCE_DOWN: CueRow(Lamp.BOTH, Sound.FALLING, "Slower steps", "Ease off: slightly slower steps."),
    CueKind.KNEE_OUT: CueRow(
        Lamp.LEG, Sound.DOUBLE_LOW, "{side} knee out", "Keep the {side} kneecap pointing straight ahead."
    ),
    CueKind.HIP_STEADY: CueRow(
        Lamp.LEG, Sound.ONE_LOW, "{side} hip steady", "Keep the {side} hip steady above the foot."
    ),
    CueKind.HIPS_LEVEL: CueRow(
        Lamp.LEG, Sound.TRIPLE_LOW, "{side} leg: hips level", "Keep the hips level while the {side} foot is down."
    ),
    CueKind.STEPS_WIDER: CueRow(
        Lamp.BOTH, Sound.FAR_APART, "Wider steps", "Let your feet land a little further apart."
    ),
    CueKind.LAND_CLOSER: CueRow(
        Lamp.BOTH, Sound.CLOSE_TOGETHER, "Land closer", "Let your feet land closer, under the hips."
    ),
    CueKind.LEAN_FORWARD: CueRow(Lamp.BOTH, Sound.LOW_HIGH, "Lean forward", "Lean slightly forward, from the ankles."),
    CueKind.LEAN_BACK: CueRow(Lamp.BOTH, Sound.HIGH_LOW, "Lean less", "Lean slightly less far forward."),
}


def short(kind: CueKind, side: Side | None) -> str:
    """Return the few words for a lamp's label, side filled in."""
    return _filled(CUES[kind].short, side).capitalize()


def sentence(cue: Cue) -> str:
    """Return what the coach may say aloud."""
    return _filled(CUES[cue.kind].sentence, cue.side)


def _filled(words: str, side: Side | None) -> str:
    return words.format(side=side.value if side else "")
