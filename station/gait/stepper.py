"""From bodies placed in the stride to steps: when one is due, read it, and hold it against the one before."""

import math
from collections import deque
from dataclasses import dataclass, replace
from types import MappingProxyType

from station.gait.fold import Fold
from station.gait.follower import Tracked
from station.gait.frontal import Seen
from station.gait.instants import LegInstants, Stride, StrideReader
from station.gait.leg import Leg
from station.gait.phase import PhaseState
from station.gait.step_reader import LEG_OF_HEIGHT, StepReader, StepReading
from station.gait.trust import LEAST_QUALITY_FRAC, enough_poses
from station.model import LegEstimate, Setup, Side, Step

TURN = 2 * math.pi
READ_AFTER_S = 0.08  # after midstance: a few frames beyond it make the reading steady, and the cue is still in time
KEEP_S = 0.91
LOWEST_RUNNING_SPM = 130.0  # walkers stay below, runners above
LOWEST_BOUNCE = 0.04  # leg lengths; walkers' hips rise and fall less
LEAST_STEP_S, LONGEST_STEP_S = 0.2, 0.75


class Stepper:
    """Read the steps of a bout of running, and keep each leg's last ones."""

    def __init__(self, setup: Setup, mean_steps: int) -> None:
        self._setup = setup
        self._strides = StrideReader(setup.view, setup.belt_speed_mps)
        self._reader = StepReader(setup)
        self._legs = {side: Leg(setup, mean_steps) for side in Side}
        self._seen: deque[Tracked] = deque()
        self._stride: Stride | None = None
        self._last: StepReading | None = None
        self._bout_phase = 0.0

    def estimate(self, side: Side, now: PhaseState) -> LegEstimate:
        """Return what is known of a leg, and when its foot will land if the rhythm stays as it is."""
        estimate = self._legs[side].estimate
        if self._stride is None or now.belief.rate <= 0:
            return estimate
        ahead = (self._stride.leg(side).contact - now.belief.phase) % TURN
        next_contact_s = now.t + ahead / now.belief.rate
        return LegEstimate(estimate.metrics, estimate.steps, estimate.averaged, estimate.trust, next_contact_s)

    def begin(self, first: Tracked) -> None:
        """The rhythm was found anew: what was measured before belongs to another bout."""
        self._seen.clear()
        self._stride = self._last = None
        self._bout_phase = first.state.belief.phase
        for leg in self._legs.values():
            leg.forget()

    def add(self, tracked: Tracked, fold: Fold, rate_hz: float) -> list[Step]:
        """Take in a body placed on this mean stride; return the steps that are now due. `rate_hz` = poses a second."""
        self._seen.append(tracked)
        while self._seen[0].state.t < tracked.state.t - KEEP_S:
            self._seen.popleft()
        rate = tracked.state.belief.rate
        if rate <= 0:
            return []
        if self._stride is None:
            self._stride = self._strides.read(fold, rate)
        due = [found for side in Side if (found := self._due(side, tracked, rate))]
        due.sort(key=lambda stance: stance.t_midstance)
        return [step for stance in due if (step := self._take(stance, fold, rate, rate_hz))]

    def is_running(self, rate: float) -> bool:
        """Tell running from walking by cadence and bounce; `rate` is the phase's, rad/s."""
        quick = rate * 60 / math.pi >= LOWEST_RUNNING_SPM
        return quick and self._stride is not None and self._stride.bounce >= LOWEST_BOUNCE

    def _due(self, side: Side, tracked: Tracked, rate: float) -> "_Stance | None":
        """Return the leg's newest stance if its midstance is long enough ago and was not read yet."""
        assert self._stride is not None
        base = self._stride.leg(side)
        phase = tracked.state.belief.phase
        turns = TURN * math.floor((phase - rate * READ_AFTER_S - base.midstance) / TURN)
        t_midstance = tracked.state.t - (phase - base.midstance - turns) / rate
        if t_midstance < max(self._seen[0].state.t, self._legs[side].t_read + LEAST_STEP_S):
            return None
        return _Stance(side, base.later(turns), t_midstance)

    def _take(self, stance: "_Stance", fold: Fold, rate: float, rate_hz: float) -> Step | None:
        leg = self._legs[stance.side]
        leg.t_read = stance.t_midstance
        reading = self._reader.read(stance.side, stance.instants, fold, rate, self._seen)
        self._stride = self._strides.read(fold, rate)
        if reading is None or not self.is_running(rate):
            return None
        strides = (stance.instants.midstance - self._bout_phase) / TURN
        if not enough_poses(rate_hz, strides):
            reading = replace(reading, shown=Seen({}))
        step = leg.add(self._step(reading), reading.quality_frac >= LEAST_QUALITY_FRAC, reading.shown)
        self._last = reading
        return step

    def _step(self, reading: StepReading) -> Step:
        step_time = self._step_time(reading)
        metrics = dict(reading.shown.metrics)
        if reading.t_contact_s is not None:
            metrics["contact_time_s"] = reading.t_toe_off_s - reading.t_contact_s
        if step_time is not None and self._last and reading.t_contact_s is not None:
            metrics |= self._since(self._last, reading, reading.t_contact_s)
        return Step(
            reading.side,
            reading.t_contact_s,
            reading.t_midstance_s,
            reading.t_toe_off_s,
            step_time,
            MappingProxyType(metrics),
            reading.quality_frac,
        )

    def _step_time(self, reading: StepReading) -> float | None:
        """Return the time since the other leg's contact, None where that one was not seen."""
        if self._last is None or self._last.side is reading.side:
            return None
        if self._last.t_contact_s is None or reading.t_contact_s is None:
            return None
        time_s = reading.t_contact_s - self._last.t_contact_s
        return time_s if LEAST_STEP_S <= time_s <= LONGEST_STEP_S else None

    def _since(self, before: StepReading, reading: StepReading, t_contact_s: float) -> dict[str, float]:
        """Return what lies between a step and the one before it, of the other leg."""
        found = {"flight_time_s": t_contact_s - before.t_toe_off_s}
        apart = reading.side.sign * (reading.foot - before.foot)  # NaN where an ankle was not seen
        if self._setup.view.frontal and self._setup.runner_height_m and math.isfinite(apart):
            found["step_width_m"] = apart * LEG_OF_HEIGHT * self._setup.runner_height_m
        return found


@dataclass(frozen=True, slots=True)
class _Stance:
    """A stance that is due to be read."""

    side: Side
    instants: LegInstants
    t_midstance: float
