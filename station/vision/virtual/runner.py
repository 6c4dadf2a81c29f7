"""The virtual runner's behaviour: step after step, seeded, time from outside, no picture in it.

Everything happens at contacts, so the same seed gives the same steps at any frame rate. She stands for two seconds,
gathers speed, and runs with a human's scatter: step time 1.2 %, knees a degree, a slow wander of the cadence. A cue
reaches her after her reaction time and one or two strides; she then goes most of the way, now and then too far.
"""

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from station.faults import parse_fault
from station.model import Activity, Cue, CueKind, Side, Truth
from station.settings import VirtualSettings
from station.vision.virtual.faults import Pause, pauses
from station.vision.virtual.habits import Habit

STAND_S = 2.0
SPEED_UP_S = 1.5
FIRST_STEPS_FRAC = 0.8  # of the cadence, on starting

STEP_TIME_SD_FRAC = 0.012
KNEE_SD_DEG = 1.0  # measured runners: 0.9 to 1.7
OVERSTRIDE_SD_FRAC = 0.006
WANDER_SD_SPM, WANDER_S = 1.0, 20.0

EFFORT_FRAC = (0.6, 1.0)  # of the way to what a cue asks
OVERCORRECTION_FRAC, OVERCORRECTION_ODDS = 1.3, 0.1
MARGIN = 1.5  # steps/min or degrees beyond the limit: one who is told "quicker" does not aim at the edge
OVERSTRIDE_PER_SPM = -0.004  # at one belt speed quicker steps are shorter ones


@dataclass(frozen=True, slots=True)
class Form:
    """How somebody runs who was never cued: image-plane FPPA at midstance, overstride in leg lengths."""

    left_fppa_deg: float
    right_fppa_deg: float
    overstride_frac: float


FORMS = {
    "good": Form(4.0, 4.0, 0.17),
    "cave_left": Form(14.0, 5.0, 0.18),
    "cave_both": Form(13.0, 14.0, 0.19),
    "overstride": Form(5.0, 5.0, 0.31),
}
_START = Pause(0.0, STAND_S, Activity.STANDING)


@dataclass(frozen=True, slots=True)
class Footfall:
    """A step as it is really run, from this contact to the other foot's."""

    side: Side
    t_contact_s: float
    t_end_s: float
    fppa_deg: float
    overstride_frac: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What she does at one instant; the steps are there while she runs."""

    t: float
    activity: Activity
    now: Footfall | None = None
    coming: Footfall | None = None

    @property
    def step_frac(self) -> float:
        """0 at this step's contact, towards 1 at the other foot's."""
        return (self.t - self.now.t_contact_s) / (self.now.t_end_s - self.now.t_contact_s) if self.now else 0.0

    @property
    def phase(self) -> float:
        """0..1 of the stride, from a left contact."""
        late = self.now is not None and self.now.side is Side.RIGHT
        return 0.5 * self.step_frac + (0.5 if late else 0.0)


@dataclass(slots=True)
class _Intention:
    due_s: float
    habit: Habit
    change: float


class VirtualRunner:
    """Ask `advance(t)` in the order of time, tell `hear(cue, t)`."""

    def __init__(self, settings: VirtualSettings) -> None:
        self._settings = settings
        form = FORMS[settings.form]
        self.faults = tuple(map(parse_fault, settings.faults))
        self.stickers = settings.stickers
        self._pauses = deque(sorted([_START, *pauses(self.faults)], key=lambda pause: pause.end_s))
        self._body = np.random.default_rng([settings.seed, 0])
        self._mind = np.random.default_rng([settings.seed, 1])  # its own, so that a cue does not change the scatter
        self._cadence = Habit(settings.cadence_spm, 125.0, 210.0, tires_per_min=-0.3)
        self._knees = {
            Side.LEFT: Habit(form.left_fppa_deg, 2.5, 16.5, tires_per_min=0.3),
            Side.RIGHT: Habit(form.right_fppa_deg, 2.5, 16.5, tires_per_min=0.2),
        }
        self._overstride_frac = form.overstride_frac
        self._intentions: list[_Intention] = []
        self._wander_spm = self._resumed_s = self._run_s = 0.0
        self._activity = Activity.STANDING
        self._now: Footfall | None = None
        self._coming: Footfall | None = None

    @property
    def truth(self) -> Truth | None:
        """What she really does now, each value free of the scatter from step to step; None while she does not run."""
        if self._activity is not Activity.RUNNING or self._now is None:
            return None
        left, right = (self._knees[side].now for side in Side)
        return Truth(self._cadence_spm(self._now.t_contact_s), left, right)

    def hear(self, cue: Cue, t: float) -> None:
        """Take in a cue; her steps change after her reaction time and one or two strides."""
        sign = 1.0 if cue.kind is CueKind.CADENCE_UP else -1.0
        change = sign * self._effort() * (abs(cue.finding.limit - cue.finding.value) + MARGIN)
        strides = self._mind.uniform(1, 2)
        due_s = t + self._settings.reaction_s + strides * 120 / self._cadence.now
        self._intentions += [_Intention(due_s, habit, change) for habit in self._meant(cue)]

    def advance(self, t: float) -> Moment:
        """Return what she does at `t`, which must not lie before what was asked last."""
        while self._pauses and self._pauses[0].end_s <= t:
            pause = self._pauses.popleft()
            self._run_until(pause.start_s)
            self._start(pause.end_s)
        pausing = [pause for pause in self._pauses if pause.start_s <= t]
        self._run_until(min((pause.start_s for pause in pausing), default=t))
        self._activity = pausing[-1].activity if pausing else Activity.RUNNING
        return Moment(t, self._activity) if pausing else Moment(t, self._activity, self._now, self._coming)

    def _meant(self, cue: Cue) -> list[Habit]:
        if cue.kind is not CueKind.KNEE_OUT:
            return [self._cadence]
        return [self._knees[side] for side in Side if cue.side in (side, None)]

    def _effort(self) -> float:
        if self._mind.random() < OVERCORRECTION_ODDS:
            return OVERCORRECTION_FRAC
        return float(self._mind.uniform(*EFFORT_FRAC))

    def _start(self, t: float) -> None:
        self._resumed_s = t
        self._now = self._step(Side.LEFT, t)
        self._coming = self._step(Side.RIGHT, self._now.t_end_s)

    def _run_until(self, t: float) -> None:
        while self._now and self._coming and self._now.t_end_s <= t:
            self._live(self._now.t_end_s - self._now.t_contact_s, self._now.t_end_s)
            self._now, self._coming = self._coming, self._step(self._now.side, self._coming.t_end_s)

    def _live(self, dt_s: float, t: float) -> None:
        """Let the step that ends at `t` pass."""
        for intention in [intention for intention in self._intentions if intention.due_s <= t]:
            intention.habit.intend(intention.change)
            self._intentions.remove(intention)
        self._run_s += dt_s
        for habit in (self._cadence, *self._knees.values()):
            habit.live(dt_s, self._run_s)
        pull = dt_s / WANDER_S
        self._wander_spm += -pull * self._wander_spm + WANDER_SD_SPM * math.sqrt(2 * pull) * self._body.normal()

    def _cadence_spm(self, t: float) -> float:
        speed_frac = min(1.0, FIRST_STEPS_FRAC + (1 - FIRST_STEPS_FRAC) * (t - self._resumed_s) / SPEED_UP_S)
        return speed_frac * (self._cadence.now + self._wander_spm)

    def _step(self, side: Side, t: float) -> Footfall:
        """Draw the step that begins at `t`."""
        cadence_spm = self._cadence_spm(t)
        time, knee, foot = self._body.normal(size=3)
        shorter_frac = OVERSTRIDE_PER_SPM * (self._cadence.now - self._settings.cadence_spm)
        return Footfall(
            side,
            t_contact_s=t,
            t_end_s=t + 60 / cadence_spm * (1 + STEP_TIME_SD_FRAC * float(time)),
            fppa_deg=self._knees[side].now + KNEE_SD_DEG * float(knee),
            overstride_frac=self._overstride_frac + shorter_frac + OVERSTRIDE_SD_FRAC * float(foot),
        )
