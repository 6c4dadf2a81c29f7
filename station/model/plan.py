"""What a session is to be: the part of a programme that one visit runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from station.model.body import Side
from station.model.safety import PainPreset
from station.model.targets import Focus


class Feedback(StrEnum):
    """What the runner gets while feedback is on."""

    ERROR = "error"
    """A cue when out of the band, and silence in it."""
    METRONOME = "metronome"
    """A tick for every step at the target's tempo, and the lamp; no error tones."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Level:
    """Where a metric of a leg lies before any cue."""

    mean: float
    smallest_change: float
    """By how much the mean of a few steps must differ to be another (95 %)."""
    step_sd: float
    """From step to step."""


def no_levels() -> Mapping[str, Level]:
    """Return the levels of a leg of which nothing is known."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reference:
    """The runner's own running before any cue: what all targets of a programme are made of."""

    cadence_spm: float | None = None
    left: Mapping[str, Level] = field(default_factory=no_levels)
    right: Mapping[str, Level] = field(default_factory=no_levels)

    def level(self, side: Side, metric: str) -> Level | None:
        return (self.left if side is Side.LEFT else self.right).get(metric)


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One visit: its phases in the order in which they come, and what is trained. Times are of running."""

    programme: str = "free-run"
    """The programme's name: its file's, without the ending."""
    number: int = 1
    """Which session of the programme it is, from 1."""
    focus: Focus | None = None
    """None = the station proposes one after the baseline."""
    feedback: Feedback = Feedback.ERROR
    warmup_s: float = 0.0
    baseline_s: float = 30.0
    baseline_steps: int = 30
    """Fewest of each leg."""
    run_s: float | None = None
    """Training, on and off together; None = until somebody ends it, 0 = none."""
    feedback_frac: float = 1.0
    """Part of the training in which feedback is on."""
    off_block_s: tuple[float, float] = (60.0, 180.0)
    """Shortest and longest block without feedback."""
    retention_s: float = 0.0
    """Running without feedback at the end of the training."""
    cooldown_s: float = 0.0
    cadence_factor: float = 1.075
    """Cadence target as a multiple of the reference's."""
    trunk_lean_allowed: bool = False
    """True where the coach has switched this focus on."""
    reference: Reference | None = None
    """The programme's first baseline; None = the one that this session takes."""
    pain_preset: PainPreset = PainPreset.KNEE
    pain_before: int | None = None
    """0 to 10, asked before the run."""


FREE_RUN = SessionPlan()
