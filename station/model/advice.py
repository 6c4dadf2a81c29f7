"""What the coach makes of the gait: findings, at most one cue, and where the session stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from station.model.body import Side
from station.model.plan import Reference
from station.model.safety import SAFE, Safety
from station.model.targets import Focus, Targets

TOP_LEVEL = 5
"""Levels of error: 0 in the band, 5 a whole band or more beyond it (Van den Berghe 2021 used as many)."""


class CueKind(StrEnum):
    """What a cue asks for; how each looks and sounds stands in `cues.CUES`."""

    CADENCE_UP = "cadence_up"
    CADENCE_DOWN = "cadence_down"
    KNEE_OUT = "knee_out"
    HIP_STEADY = "hip_steady"
    HIPS_LEVEL = "hips_level"
    STEPS_WIDER = "steps_wider"
    LAND_CLOSER = "land_closer"
    LEAN_FORWARD = "lean_forward"
    LEAN_BACK = "lean_back"


@dataclass(frozen=True, slots=True)
class Finding:
    """One metric outside its band: the mean of the last `steps` steps (0: a rate, no mean) against the limit."""

    kind: CueKind
    side: Side | None
    metric: str
    value: float
    limit: float
    steps: int
    level: int = TOP_LEVEL
    """1 to 5, by how far it lies outside."""
    ci95: float | None = None
    """Half width of the value's 95 % interval."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue, and why: the finding behind it, how sure the station was, and the rule that fired."""

    t: float
    finding: Finding
    confidence_frac: float
    rule: str
    due_t: float | None = None
    """When it is to reach the runner, on the frames' clock; None = at once."""
    lands_t: float | None = None
    """When the foot it was told of is expected to land next: later it would be too late."""

    @property
    def kind(self) -> CueKind:
        return self.finding.kind

    @property
    def side(self) -> Side | None:
        return self.finding.side


class Stage(StrEnum):
    """Where a session stands, in the order in which stages come."""

    WAITING = "waiting"
    WARMUP = "warmup"
    BASELINE = "baseline"
    COACHING = "coaching"
    """Training, feedback on: the only stage in which anything is cued."""
    SOLO = "solo"
    """Training, feedback off: a block in which to see what stays without it."""
    RETENTION = "retention"
    """Feedback off, at the end of the training."""
    COOLDOWN = "cooldown"
    HALTED = "halted"
    """Stopped by button, page or pain; only a human lets it go on."""
    DONE = "done"


class Mood(StrEnum):
    """What the steady lamp tells: nothing, measuring without cues, in the band, out of it."""

    DARK = "dark"
    MEASURING = "measuring"
    IN_BAND = "in_band"
    OUT_OF_BAND = "out_of_band"


@dataclass(frozen=True, slots=True)
class Metronome:
    """A tick for every step: `spm` a minute, one of them at `first_t` on the frames' clock."""

    spm: float
    first_t: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the station would train, and why, in the coach's words."""

    focus: Focus
    reason: str


class NoticeKind(StrEnum):
    """What the coach is told beside cues."""

    PHASE = "phase"
    TOO_HARD = "too_hard"
    PAIN = "pain"
    LIMP = "limp"
    SYMPTOM = "symptom"
    HALTED = "halted"
    RESUMED = "resumed"
    SPEED = "speed"
    REFUSED = "refused"
    """A command that bounds do not allow."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened, told once, on the frame on which it did."""

    t: float
    kind: NoticeKind
    words: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Steps of a stage that were held against the target, and how many of them met it."""

    judged: int = 0
    met: int = 0

    @property
    def met_frac(self) -> float | None:
        return self.met / self.judged if self.judged else None


def no_tally() -> Mapping[Stage, Tally]:
    """Return the tally of a session in which nothing was judged."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Advice:
    """What the coach makes of an estimate: at most one cue, and what it is measured against."""

    stage: Stage
    targets: Targets
    baseline_frac: float = 0.0
    findings: tuple[Finding, ...] = ()
    cue: Cue | None = None
    mood: Mood = Mood.DARK
    silence: str | None = None
    """Why nothing may be said now, in the coach's words; None when cues may fire."""
    level: int = 0
    """What the lamp bar shows, 0 to 5; 0 whenever feedback is off."""
    metronome: Metronome | None = None
    left_s: float | None = None
    """Running left in this stage; None where it has no end of its own."""
    focus: Focus | None = None
    """What is trained; None until that is settled."""
    proposal: Proposal | None = None
    reference: Reference | None = None
    """What the targets are made of, once it is known; this session's own baseline where the plan brought none."""
    own: Reference | None = None
    """This session's baseline, once it is done."""
    safety: Safety = SAFE
    pain_due: bool = False
    """True while the runner's pain is to be asked for."""
    notices: tuple[Notice, ...] = ()
    """What happened with this frame."""
    tally: Mapping[Stage, Tally] = field(default_factory=no_tally)
