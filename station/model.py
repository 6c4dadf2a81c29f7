"""The nouns that cross rooms: plain, frozen data, the unit in every field's name.

    Frame -> Pose -> Step -> GaitEstimate -> Finding -> Cue -> Levels

Times called `t` are seconds on the clock of the frames themselves (the camera's sensor, a video's presentation
time), never read from the clock of whoever receives them; a time on the station's own monotonic clock says so.
Sides are the runner's own. What is not known is `None` or absent, never 0 or NaN.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

WELL_SEEN_FRAC = 0.5
"""Confidence or quality from which the legs count as well seen."""


def nothing() -> Mapping[str, float]:
    """Return the metrics of somebody of whom none is known."""
    return MappingProxyType({})


class Grade(StrEnum):
    """What a number may be used for: A as it stands; B value and trend; C trend on the same set-up only; D neither."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def comparable(self) -> bool:
        """True for a number that may be held against another of the same runner."""
        return self is not Grade.D


def grade_of_cadence(sd_spm: float | None, well_seen: bool) -> Grade:
    """Return A where a cadence is known to a step or two a minute and the legs are well seen; D where none is known."""
    if sd_spm is None:
        return Grade.D
    return Grade.A if well_seen and sd_spm <= 1.0 else Grade.B if sd_spm <= 2.0 else Grade.C


class Origin(StrEnum):
    """What an angle was read off."""

    POINTS = "points"
    """The landmarks as they are."""
    CORRECTED = "corrected"
    """What all landmarks together say of the joints (`gait/anatomy`)."""
    STICKERS = "stickers"
    """Two stickers on the pelvis."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure a number is, as half widths of 95 % intervals in its own unit, and its grade."""

    ci95: float
    """From the runner's own spread and what noise and method leave: enough to compare on one set-up."""
    aim95: float
    """What a camera that is not aimed exactly may add to every value alike."""
    grade: Grade
    body95: float = 0.0
    """What may be misread of this body in these clothes, in every value alike."""
    origin: Origin = Origin.POINTS

    @property
    def total95(self) -> float:
        """All together: what stands behind the value itself."""
        return math.hypot(self.ci95, self.aim95, self.body95)


def untold() -> Mapping[str, Trust]:
    """Return the trust in metrics of which nothing is known."""
    return MappingProxyType({})


class Side(StrEnum):
    """A side of the runner's own body."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        return Side.RIGHT if self is Side.LEFT else Side.LEFT

    @property
    def sign(self) -> int:
        """+1 for the right leg, -1 for the left, as in every formula of the frontal plane."""
        return 1 if self is Side.RIGHT else -1


class View(StrEnum):
    """Where the camera stands: in front, behind, on the runner's left or right."""

    FRONT = "front"
    REAR = "rear"
    LEFT = "left"
    RIGHT = "right"

    @property
    def frontal(self) -> bool:
        """True where the camera sees the frontal plane (from the front or from behind)."""
        return self in (View.FRONT, View.REAR)


class Landmark(IntEnum):
    """MediaPipe's 33 body points: the row of each in a pose."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32

    @property
    def key(self) -> str:
        """The point's name in the pose stream, lower snake case."""
        return self.name.lower()

    @property
    def of_face(self) -> bool:
        """True for the points that say something about a face; sessions do not keep them."""
        return self <= Landmark.MOUTH_RIGHT


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the camera stands and how it looks, as found from the belt's corners."""

    yaw_deg: float
    """How far off the belt's middle line: + = a rear camera to the runner's left, a front camera to the right."""
    roll_deg: float
    """+ = the camera is turned clockwise (seen from behind it), so that the picture's verticals lean left."""
    distance_m: float
    """From the middle of the belt, along the floor."""
    height_m: float
    """Above the belt."""
    yaw_sd_deg: float = 0.5
    roll_sd_deg: float = 0.7
    heading_deg: float | None = None
    """How far to the right of the belt's direction it looks; one that looks at the belt's middle has its yaw here."""
    focal_px: float | None = None
    """With the heading it tells the line of sight to a runner who is not on the belt's middle."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the runner stands still: their own zero, and what the same body's angles jitter by from pose to pose."""

    zero: Mapping[str, float]
    """By name, degrees: `pelvic_tilt_deg`, `shoulder_tilt_deg` (+ = left lower), `trunk_side_lean_deg` (+ = right),
    `left_fppa_deg`, `right_fppa_deg`."""
    jitter: Mapping[str, float]
    """SD of each from pose to pose, degrees."""
    poses: int


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known of camera and run before the first frame."""

    view: View
    width_px: int
    height_px: int
    runner_height_m: float | None = None
    belt_speed_mps: float | None = None
    source: str = ""
    aim_known: bool = False
    """True where the camera was levelled and put on the belt's middle line, so that left and right compare."""
    aim: Aim | None = None
    """As measured by the guided set-up; what it shows is then corrected for."""
    real_hips: bool = False
    """True where corrected angles are told with hip centres as far apart as people's, not the rendered bodies'."""
    stickers: bool = False
    """True where the runner wears two on the pelvis: pelvic drop is then read off them, and off nothing else."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture: `image` is height x width x 3, blue-green-red, 8 bits."""

    t: float
    image: NDArray[np.uint8]
    arrived_s: float = 0.0
    """When the station had it, on its own monotonic clock: only delays are made of this."""


class StickerColour(StrEnum):
    """Of the dots worn on the pelvis: colours that no skin has."""

    GREEN = "green"
    PINK = "pink"


@dataclass(frozen=True, slots=True)
class Stickers:
    """The two stickers on the pelvis, on the runner's own left and right: x px, y px, confidence 0..1."""

    left: tuple[float, float, float]
    right: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One runner in one frame.

    `points` is 33 x 3: x px to the right, y px down, visibility 0..1; an unseen point is NaN, NaN, 0.
    """

    t: float
    points: NDArray[np.float64]
    stickers: Stickers | None = None

    def visibility(self, landmark: Landmark) -> float:
        return float(self.points[landmark, 2])


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one frame showed: a pose or nobody."""

    t: float
    pose: Pose | None
    arrived_s: float = 0.0


class Activity(StrEnum):
    """What the runner does, as far as the poses tell."""

    NOBODY = "nobody"
    STANDING = "standing"
    WALKING = "walking"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, named after the leg that lands; `metrics` holds what this view could see, named as in `steps.csv`."""

    side: Side
    t_contact_s: float | None
    t_midstance_s: float
    t_toe_off_s: float | None
    step_time_s: float | None
    metrics: Mapping[str, float]
    quality_frac: float
    trust: Mapping[str, Trust] = field(default_factory=untold)


@dataclass(frozen=True, slots=True)
class LegEstimate:
    """A leg's metrics now, each the mean of its last `averaged` steps, and how many steps it has made in all."""

    metrics: Mapping[str, float] = field(default_factory=nothing)
    steps: int = 0
    averaged: int = 0
    trust: Mapping[str, Trust] = field(default_factory=untold)

    def comparable(self, name: str) -> float | None:
        """Return a metric that is good enough to be cued on or compared (better than grade D), else None."""
        trust = self.trust.get(name)
        return self.metrics.get(name) if trust and trust.grade.comparable else None


@dataclass(frozen=True, slots=True)
class GaitEstimate:
    """What is known of the gait at one instant, without look-ahead."""

    t: float
    activity: Activity
    confidence_frac: float = 0.0
    """0 = nothing to go by, 1 = every point seen and the gait as regular as can be."""
    cadence_spm: float | None = None
    cadence_sd_spm: float | None = None
    left: LegEstimate = field(default_factory=LegEstimate)
    right: LegEstimate = field(default_factory=LegEstimate)

    @property
    def cadence_grade(self) -> Grade:
        return grade_of_cadence(self.cadence_sd_spm, self.confidence_frac >= WELL_SEEN_FRAC)

    @property
    def running(self) -> bool:
        return self.activity is Activity.RUNNING

    def leg(self, side: Side) -> LegEstimate:
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Measured:
    """What one pose added: the estimate now, and the steps that became final with it."""

    estimate: GaitEstimate
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """An interval to stay in; an open end is None."""

    low: float | None = None
    high: float | None = None

    def excess(self, value: float) -> float:
        """How far the value lies outside, in its own unit: + above, - below, 0 inside."""
        if self.high is not None and value > self.high:
            return value - self.high
        if self.low is not None and value < self.low:
            return value - self.low
        return 0.0


@dataclass(frozen=True, slots=True)
class KneeTarget:
    """Knee cave has two signs, and both must be above their limit before a word is said of it."""

    fppa_deg: Band
    femoral_adduction_deg: Band


@dataclass(frozen=True, slots=True)
class Targets:
    """What the runner is to stay in. None = no target, so no cue."""

    cadence_spm: Band | None = None
    left_knee: KneeTarget | None = None
    right_knee: KneeTarget | None = None

    def knee(self, side: Side) -> KneeTarget | None:
        return self.left_knee if side is Side.LEFT else self.right_knee


class CueKind(StrEnum):
    """What a cue asks for; how each looks and sounds stands in `cues.CUES`."""

    CADENCE_UP = "cadence_up"
    CADENCE_DOWN = "cadence_down"
    KNEE_OUT = "knee_out"


@dataclass(frozen=True, slots=True)
class Finding:
    """One metric outside its band: the mean of the last `steps` steps (0: a rate, no mean) against the limit."""

    kind: CueKind
    side: Side | None
    metric: str
    value: float
    limit: float
    steps: int


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue, and why: the finding behind it, how sure the station was, and the rule that fired."""

    t: float
    finding: Finding
    confidence_frac: float
    rule: str

    @property
    def kind(self) -> CueKind:
        return self.finding.kind

    @property
    def side(self) -> Side | None:
        return self.finding.side


class Stage(StrEnum):
    """Where a session stands."""

    WAITING = "waiting"
    BASELINE = "baseline"
    COACHING = "coaching"


class Mood(StrEnum):
    """What the steady lamp tells: nothing, measuring without cues, in the band, out of it."""

    DARK = "dark"
    MEASURING = "measuring"
    IN_BAND = "in_band"
    OUT_OF_BAND = "out_of_band"


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


@dataclass(frozen=True, slots=True)
class Levels:
    """What the runner sees and hears at one instant."""

    left_lamp: bool = False
    right_lamp: bool = False
    steady_rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)
    tone_hz: float | None = None


DARK = Levels()


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a session for a runner of the register (None = a guest)."""

    runner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """End the session."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence the buzzer and darken the lamps, or let them speak again; measuring goes on."""

    muted: bool


@dataclass(frozen=True, slots=True)
class Retarget:
    """Replace what the coach wishes for; a field left None goes back to the runner's own baseline."""

    targets: Targets


@dataclass(frozen=True, slots=True)
class Aimed:
    """The camera was set up: measure with this aim from now on; a session that runs keeps its own."""

    aim: Aim


@dataclass(frozen=True, slots=True)
class Stood:
    """The runner stood still: keep their zero with the session, this one or the next."""

    standing: Standing


Command = Start | Stop | Mute | Retarget | Aimed | Stood


@dataclass(frozen=True, slots=True)
class Beat:
    """What one frame led to: the commands that came in just before it, and all that was made of it."""

    sighting: Sighting
    measured: Measured
    advice: Advice
    commands: tuple[Command, ...] = ()


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
