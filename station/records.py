"""What the record keeps and the pages show of it."""

from dataclasses import dataclass
from datetime import datetime

from station.model import Cue, Setup, Step, Targets


@dataclass(frozen=True, slots=True)
class Runner:
    """Somebody in the register."""

    runner_id: int
    name: str
    height_m: float | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What the coach wrote about a session."""

    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A line in a list of sessions."""

    session_id: int
    runner_id: int | None
    runner_name: str
    started_at: datetime
    ended_at: datetime | None
    """None while it runs."""
    duration_s: float
    steps: int
    cues: int
    cadence_spm: float | None
    interrupted: bool
    """True for a session that nobody ended: the power failed or the station was killed."""


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """All that is kept of a session."""

    summary: SessionSummary
    setup: Setup
    t_start: float
    steps: tuple[Step, ...]
    cues: tuple[Cue, ...]
    targets: tuple[tuple[float, Targets], ...]
    """The targets in force, each with the time from which they were."""
    notes: tuple[Note, ...]
    was_muted: bool = False
    """True where lamps and buzzer were muted for a while: the runner then did not get the cues that fired."""

    @property
    def coached_from_s(self) -> float | None:
        """When the first targets came into force; None where the baseline was never done."""
        return next((t for t, targets in self.targets if targets != Targets()), None)
