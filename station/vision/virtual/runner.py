"""The virtual runner's behaviour: step after step, seeded, time from outside, no picture in it.

Everything happens at contacts, so the same seed gives the same steps at any frame rate. She stands for two seconds,
gathers speed, and runs with a human's scatter: step time 1.2 %, knees a degree, a slow wander of the cadence. What
cues and beats make of her steps is in her `mind`, which may be one that has trained before.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from station.faults import parse_fault
from station.model import Activity, Cue, Metronome, Side, Truth
from station.pupils import Pupil
from station.settings import VirtualSettings
from station.vision.virtual.faults import Pause, pauses
from station.vision.virtual.mind import Mind

STAND_S = 2.0
SPEED_UP_S = 1.5
FIRST_STEPS_FRAC = 0.8  # of the cadence, on starting

STEP_TIME_SD_FRAC = 0.012
KNEE_SD_DEG = 1.0  # measured runners: 0.9 to 1.7
OVERSTRIDE_SD_FRAC = 0.006
WANDER_SD_SPM, WANDER_S = 1.0, 20.0

BEAT_PULL_FRAC = 0.15  # of how far a step was off the beat, made good with the next
BEAT_MOST_FRAC = 0.04  # of a step's time, at once: legs are no clockwork

FORMS = {
    "good": Pupil(158.0, 4.0, 4.0, 0.17, slows_spm=-0.3, caves_deg=0.25),
    "cave_left": Pupil(158.0, 14.0, 5.0, 0.18, slows_spm=-0.3, caves_deg=0.25),
    "cave_both": Pupil(158.0, 13.0, 14.0, 0.19, slows_spm=-0.3, caves_deg=0.25),
    "overstride": Pupil(158.0, 5.0, 5.0, 0.31, slows_spm=-0.3, caves_deg=0.25),
}
"""By `virtual.form`; the cadence is a setting of its own."""
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


class VirtualRunner:
    """Ask `advance(t)` in the order of time, tell `hear(cue, t)` and `listen(metronome, t)`.

    Without a mind of a pupil's she is the one in the settings.
    """

    def __init__(self, settings: VirtualSettings, mind: Mind | None = None) -> None:
        self._reaction_s = settings.reaction_s
        self.faults = tuple(map(parse_fault, settings.faults))
        self.stickers = settings.stickers
        self._pauses = deque(sorted([_START, *pauses(self.faults)], key=lambda pause: pause.end_s))
        self._body = np.random.default_rng([settings.seed, 0])
        self._chance = np.random.default_rng([settings.seed, 1])  # its own, so that a cue does not change the scatter
        self._mind = mind or Mind(replace(FORMS[settings.form], cadence_spm=settings.cadence_spm))
        self._wander_spm = self._resumed_s = self._run_s = 0.0
        self._activity = Activity.STANDING
        self._now: Footfall | None = None
        self._coming: Footfall | None = None

    @property
    def truth(self) -> Truth | None:
        """What she really does now, each value free of the scatter from step to step; None while she does not run."""
        if self._activity is not Activity.RUNNING or self._now is None:
            return None
        left, right = (self._mind.knees[side].now for side in Side)
        return Truth(self._cadence_spm(self._now.t_contact_s), left, right)

    def hear(self, cue: Cue, t: float) -> None:
        """Take in a cue; her steps change after her reaction time and one or two strides."""
        self._mind.hear(cue, t, self._reaction_s, self._chance)

    def listen(self, metronome: Metronome | None, t: float) -> None:
        """Hear a beat, or none; asked at every frame."""
        self._mind.listen(metronome, t, self._reaction_s, self._chance)

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
        self._run_s += dt_s
        self._mind.live(dt_s, t, self._run_s)
        pull = dt_s / WANDER_S
        self._wander_spm += -pull * self._wander_spm + WANDER_SD_SPM * math.sqrt(2 * pull) * self._body.normal()

    def _cadence_spm(self, t: float) -> float:
        speed_frac = min(1.0, FIRST_STEPS_FRAC + (1 - FIRST_STEPS_FRAC) * (t - self._resumed_s) / SPEED_UP_S)
        return speed_frac * (self._mind.cadence.now + self._wander_spm)

    def _step(self, side: Side, t: float) -> Footfall:
        """Draw the step that begins at `t`."""
        time, knee, foot = self._body.normal(size=3)
        step_s = 60 / self._cadence_spm(t)
        return Footfall(
            side,
            t_contact_s=t,
            t_end_s=t + step_s * (1 + STEP_TIME_SD_FRAC * float(time) - self._behind_frac(t)),
            fppa_deg=self._mind.knees[side].now + KNEE_SD_DEG * float(knee),
            overstride_frac=self._mind.overstride_frac + OVERSTRIDE_SD_FRAC * float(foot),
        )

    def _behind_frac(self, t: float) -> float:
        """Return how much shorter the step that begins at `t` becomes to be nearer to the beat, if there is one."""
        beat = self._mind.beat(t)
        if beat is None:
            return 0.0
        ticks = (t - beat.first_t) * beat.spm / 60
        behind = BEAT_PULL_FRAC * (ticks - round(ticks))
        return max(-BEAT_MOST_FRAC, min(BEAT_MOST_FRAC, behind))
