"""Pain and symptoms, and what follows from them."""

from dataclasses import dataclass
from enum import StrEnum


class PainPreset(StrEnum):
    """Whose pain is asked for: how much of it is let pass while running, see `ceiling`."""

    KNEE = "knee"
    GENERAL = "general"
    TENDON = "tendon"
    BONE = "bone"

    @property
    def ceiling(self) -> int:
        """The highest pain, 0 to 10, at which the run goes on."""
        return _CEILINGS[self]


_CEILINGS = {PainPreset.KNEE: 2, PainPreset.GENERAL: 3, PainPreset.TENDON: 5, PainPreset.BONE: 0}


class PainTime(StrEnum):
    """When pain was asked for."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    NEXT_MORNING = "next_morning"


class Symptom(StrEnum):
    """What ends a run at once and belongs before a clinician."""

    CHEST_PAIN = "chest_pain"
    DIZZINESS = "dizziness"
    FAINTNESS = "faintness"
    GIVING_WAY = "giving_way"
    LOCKING = "locking"
    SWELLING = "swelling"
    SHARP_PAIN = "sharp_pain"
    NUMBNESS = "numbness"


class Verdict(StrEnum):
    """Whether the run may go on."""

    GO = "go"
    EASE = "ease"
    """No cues; slower, or a walking break."""
    STOP = "stop"
    """No cues; the runner is to stop. Only a human can let it go on."""


@dataclass(frozen=True, slots=True)
class Safety:
    """A verdict and what to say of it."""

    verdict: Verdict = Verdict.GO
    words: str = ""


SAFE = Safety()
