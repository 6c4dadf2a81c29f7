"""One turn of the crank, and what the web may know of it."""

from dataclasses import dataclass

from station.model.advice import Advice, Cue, Notice
from station.model.commands import Command
from station.model.gait import GaitEstimate, Measured
from station.model.plan import FREE_RUN, SessionPlan
from station.model.scene import Pose, Setup, Sighting


@dataclass(frozen=True, slots=True)
class Beat:
    """What one frame led to: the commands that came in just before it, and all that was made of it."""

    sighting: Sighting
    measured: Measured
    advice: Advice
    commands: tuple[Command, ...] = ()

    @property
    def t(self) -> float:
        """When it is: of two cameras' frames, which may come in any order, the newest so far."""
        return self.measured.estimate.t


@dataclass(frozen=True, slots=True)
class Truth:
    """What the virtual runner really does; a real runner has none."""

    cadence_spm: float
    left_fppa_deg: float | None = None
    right_fppa_deg: float | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """The session that is being run: its number in the record, its runner, and when it began on the frames' clock."""

    session_id: int
    runner_name: str
    t_start: float
    plan: SessionPlan = FREE_RUN


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All that the web may know, as of one pose; replaced whole, never changed."""

    setup: Setup
    estimate: GaitEstimate
    advice: Advice
    pose: Pose | None = None
    session: SessionState | None = None
    muted: bool = False
    last_cue: Cue | None = None
    poses_hz: float = 0.0
    frames_dropped: int = 0
    delay_ms: float | None = None
    """From the frame's arrival to this snapshot."""
    warnings: tuple[str, ...] = ()
    truth: Truth | None = None
    published_s: float = 0.0
    """On the station's monotonic clock: says how stale this is."""
    notices: tuple[Notice, ...] = ()
    """The session's last few, oldest first: an advice holds only those of its own frame."""
