"""What the record keeps and the pages show of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from station.glass import GlassDelay
from station.model import (
    FREE_RUN,
    Cue,
    Focus,
    Notice,
    PainPreset,
    PainTime,
    Reference,
    SessionPlan,
    Setup,
    Stage,
    Step,
    Symptom,
    Tally,
    Targets,
)


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
class StageSpan:
    """A stretch of a session, on the frames' clock; the last one ends with the session."""

    stage: Stage
    t_from: float
    t_to: float
    metronome_spm: float | None = None


@dataclass(frozen=True, slots=True)
class PainEntry:
    """The runner's pain, 0 to 10; `t` is on the frames' clock where it was asked during the run."""

    when: PainTime
    score: int
    at: datetime
    t: float | None = None


@dataclass(frozen=True, slots=True)
class PlayedCue:
    """A cue of the ledger, and when it was played; None for one that never was (muted, or another came before)."""

    cue: Cue
    played_t: float | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A runner on a programme."""

    enrolment_id: int
    runner_id: int
    programme: str
    """The programme's name; its text is kept too, as it was on the day of enrolment."""
    title: str
    focus: Focus | None
    pain_preset: PainPreset
    trunk_lean_allowed: bool
    reference: Reference | None
    """The first session's baseline; None until it was taken."""
    begun_at: datetime
    ended_at: datetime | None
    session_ids: tuple[int, ...]
    """Its visits, oldest first, also those that were broken off."""
    done: int
    """How many of its sessions count as done."""
    planned: int | None
    """How many there are in all; None for a programme that any visit repeats."""
    next_due: date | None
    """The first day for the next one; None when all are done, and for a programme that any visit repeats."""
    follow_ups: tuple[date, ...]
    """When to look again without feedback, once all sessions are done."""


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
    plan: SessionPlan = FREE_RUN
    stages: tuple[StageSpan, ...] = ()
    """Empty for a session of a station that knew no stages."""
    own: Reference | None = None
    """The session's own baseline."""
    tally: Mapping[Stage, Tally] = field(default_factory=lambda: MappingProxyType({}))
    ledger: tuple[PlayedCue, ...] = ()
    notices: tuple[Notice, ...] = ()
    pain: tuple[PainEntry, ...] = ()
    symptoms: tuple[tuple[float, Symptom], ...] = ()
    enrolment_id: int | None = None
    glass: GlassDelay | None = None
    """From light to cue, as last measured on the station's own lamp before the session was over."""
    station_version: str = ""
    """Of the station that recorded it."""
    was_muted: bool = False
    """True where lamps and buzzer were muted for a while: the runner then did not get the cues that fired."""
    speeds: tuple[tuple[float, float | None], ...] = ()
    """The belt's speeds as they were changed during the session, m/s, each from when; None = nobody said to what."""

    @property
    def coached_from_s(self) -> float | None:
        """When the first targets came into force; None where the baseline was never done."""
        return next((t for t, targets in self.targets if targets != Targets()), None)
