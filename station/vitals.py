"""How machine and station are doing: nouns between the box's probes, the clockwork, the page and the figures.

What is unknown is None: a laptop tells less than a Pi.
"""

from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

from station.glass import GlassDelay


class Throttle(IntFlag):
    """What a Pi's firmware says it does to protect itself; the bits are those of `vcgencmd get_throttled`."""

    UNDER_VOLTAGE = 1
    CAPPED = 2
    THROTTLED = 4
    SOFT_LIMIT = 8


class ClockState(StrEnum):
    """Whether the date can be believed: a Pi without a battery begins where it was switched off."""

    SET = "set"
    UNSET = "unset"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Host:
    """What the machine says of itself."""

    board: str | None = None
    temperature_c: float | None = None
    throttle: Throttle | None = None
    """Now."""
    throttled_before: Throttle | None = None
    """At any time since the station began, as far as it was asked."""
    disk_free_bytes: int | None = None
    disk_total_bytes: int | None = None
    memory_free_bytes: int | None = None
    """That programs can still have."""
    memory_total_bytes: int | None = None
    clock: ClockState = ClockState.UNKNOWN
    addresses: tuple[str, ...] = ()
    """Of the local network, without this machine's own loopback."""

    @property
    def hot(self) -> bool:
        """Whether the firmware slows the processor for its heat, and not for its power supply alone."""
        now = self.throttle or Throttle(0)
        slowed = Throttle.THROTTLED in now and Throttle.UNDER_VOLTAGE not in now
        return Throttle.SOFT_LIMIT in now or slowed


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took, s: the middle and the slow end of late, how often and how long in all."""

    p50_s: float | None = None
    p95_s: float | None = None
    count: int = 0
    sum_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Vitals:
    """All that the health page and the figures tell."""

    host: Host = field(default_factory=Host)
    poses_hz: float = 0.0
    usual_hz: float | None = None
    """Poses a second while nothing was warm."""
    pose_age_s: float | None = None
    frames_dropped: int = 0
    landmarkers: int = 0
    resting: int = 0
    """Landmarkers that rest because the machine is warm."""
    inference: Durations = field(default_factory=Durations)
    """One landmarker's time for one frame."""
    reaction: Durations = field(default_factory=Durations)
    """From a frame's arrival until what it led to was given to lamps and buzzer."""
    cue_delay: Durations = field(default_factory=Durations)
    """From the arrival of the frame that led to a cue until its light, without the wait for the step's right moment."""
    glass: GlassDelay | None = None
    """From light to cue, as the station last measured it on its own lamp."""
    session: bool = False
    lan: bool = False
    version: str = ""
    warnings: tuple[str, ...] = ()
