"""The fold over poses: what is known of the gait after each, and the steps that became final."""

import math
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean
from types import MappingProxyType

from station.gait.body import LEGS, Body, BodyReader
from station.gait.instants import LegInstants, Stride, StrideReader
from station.gait.step_reader import LEG_OF_HEIGHT, StepReader, StepReading
from station.gait.tracker import LOST_FRAC, NOBODY_S, Tracked, Tracker
from station.gait.trust import LegTrust, enough_poses
from station.model import Activity, GaitEstimate, LegEstimate, Measured, Pose, Setup, Side, Step

TURN = 2 * math.pi
READ_AFTER_S = 0.08  # after midstance: a few frames beyond it make the reading steady, and the cue is still in time
KEEP_S = 0.91
LOWEST_RUNNING_SPM = 130.0  # walkers stay below, runners above
LOWEST_BOUNCE = 0.04  # leg lengths; walkers' hips rise and fall less
VISIBLE_TAU_S = 0.5
# The filter is ready for a belt that changes its speed; while it does not, the rate is this much better known
# (95 % of live cadences within 1.96 SD of the true one, docs/trust.md).
SURER_THAN_FILTER = 0.3
RATE_TAU_S = 2.0
LEAST_STEP_S, LONGEST_STEP_S = 0.2, 0.75


class GaitAnalyser:
    """Measure a runner from poses. Same poses, same results, whatever the clock of the reader says."""

    def __init__(self, setup: Setup, mean_steps: int = 5) -> None:
        self._setup = setup
        self._body = BodyReader(setup.view)
        self._tracker = Tracker(setup.view)
        self._strides = StrideReader(setup.view, setup.belt_speed_mps)
        self._reader = StepReader(setup.view)
        self._legs = {side: _Leg(setup, mean_steps) for side in Side}
        self._seen: deque[Tracked] = deque()
        self._stride: Stride | None = None
        self._last: StepReading | None = None
        self._t = self._seen_t = -math.inf
        self._visible = 0.0
        self._rate_hz = 0.0
        self._bout_phase = 0.0

    def update(self, pose: Pose | None, t: float) -> Measured:
        """Take in what one frame showed (None = nobody). Times must rise; a frame that comes late is passed over."""
        if not (math.isfinite(t) and t > self._t):
            return Measured(self._estimate(max(t, self._t) if math.isfinite(t) else self._t))
        self._t = t
        body = self._body.read(pose, only_same=self._tracker.locked) if pose is not None else None
        steps = self._follow(body) if body is not None else self._miss()
        return Measured(self._estimate(t), steps)

    def _follow(self, body: Body) -> tuple[Step, ...]:
        elapsed = min(body.t - self._seen_t, 1.0)
        self._seen_t = body.t
        self._rate_hz += (1 - math.exp(-elapsed / RATE_TAU_S)) * (1 / max(elapsed, 1e-3) - self._rate_hz)
        legs = float(body.visible[LEGS].mean())
        self._visible += (1 - math.exp(-elapsed / VISIBLE_TAU_S)) * (legs - self._visible)
        placed = self._tracker.update(body)
        if len(placed) > 1:
            self._begin_bout(placed[0])
        return tuple(step for tracked in placed for step in self._steps_after(tracked))

    def _begin_bout(self, first: Tracked) -> None:
        """The rhythm was found anew: what was measured before belongs to another bout."""
        self._seen.clear()
        self._stride = self._last = None
        self._bout_phase = first.state.belief.phase
        for leg in self._legs.values():
            leg.forget()

    def _miss(self) -> tuple[Step, ...]:
        if self._t - self._seen_t > NOBODY_S:
            self._tracker.lose()
            self._body.forget()
            self._visible = 0.0
        return ()

    def _steps_after(self, tracked: Tracked) -> list[Step]:
        self._seen.append(tracked)
        while self._seen[0].state.t < tracked.state.t - KEEP_S:
            self._seen.popleft()
        rate = tracked.state.belief.rate
        if not self._tracker.locked or rate <= 0:
            return []
        if self._stride is None:
            self._stride = self._strides.read(self._tracker.fold, rate)
        due = [found for side in Side if (found := self._due(side, tracked, rate))]
        return [
            step for found in sorted(due, key=lambda stance: stance.t_midstance) for step in self._take(found, rate)
        ]

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

    def _take(self, stance: "_Stance", rate: float) -> list[Step]:
        leg = self._legs[stance.side]
        leg.t_read = stance.t_midstance
        reading = self._reader.read(stance.side, stance.instants, self._tracker.fold, rate, self._seen)
        self._stride = self._strides.read(self._tracker.fold, rate)
        if reading is None or not self._is_running(rate):
            return []
        strides = (stance.instants.midstance - self._bout_phase) / TURN
        step = leg.add(self._step(reading), enough_poses(self._rate_hz, strides, reading.quality_frac))
        self._last = reading
        return [step]

    def _step(self, reading: StepReading) -> Step:
        before = self._last
        step_time = reading.t_contact_s - before.t_contact_s if before and before.side is not reading.side else None
        if step_time is not None and not LEAST_STEP_S <= step_time <= LONGEST_STEP_S:
            step_time = None
        metrics = reading.metrics | {"contact_time_s": reading.t_toe_off_s - reading.t_contact_s}
        if step_time is not None and before:
            metrics |= self._since(before, reading)
        return Step(
            reading.side,
            reading.t_contact_s,
            reading.t_midstance_s,
            reading.t_toe_off_s,
            step_time,
            MappingProxyType(metrics),
            reading.quality_frac,
        )

    def _since(self, before: StepReading, reading: StepReading) -> dict[str, float]:
        """Return what lies between a step and the one before it, of the other leg."""
        found = {"flight_time_s": reading.t_contact_s - before.t_toe_off_s}
        if self._setup.view.frontal and self._setup.runner_height_m:
            apart = reading.side.sign * (reading.foot - before.foot)
            found["step_width_m"] = apart * LEG_OF_HEIGHT * self._setup.runner_height_m
        return found

    def _is_running(self, rate: float) -> bool:
        return (
            self._stride is not None
            and rate * 60 / math.pi >= LOWEST_RUNNING_SPM
            and self._stride.bounce >= LOWEST_BOUNCE
        )

    def _estimate(self, t: float) -> GaitEstimate:
        follow = self._tracker.filter
        if follow is None or t - self._seen_t > NOBODY_S:
            activity = Activity.STANDING if t - self._seen_t <= NOBODY_S else Activity.NOBODY
            return GaitEstimate(t, activity, self._visible if activity is Activity.STANDING else 0.0)
        running = self._is_running(follow.rate)
        estimate = GaitEstimate(
            t,
            Activity.RUNNING if running else Activity.WALKING,
            self._confidence(t),
            cadence_spm=follow.rate * 60 / math.pi,
            cadence_sd_spm=SURER_THAN_FILTER * follow.rate_sd * 60 / math.pi,
        )
        if not running:
            return estimate
        return replace(estimate, left=self._legs[Side.LEFT].estimate, right=self._legs[Side.RIGHT].estimate)

    def _confidence(self, t: float) -> float:
        regular = max(0.0, 1 - (self._tracker.unexplained_frac / LOST_FRAC) ** 2)
        fresh = max(0.0, 1 - (t - self._seen_t) / NOBODY_S)
        return regular * fresh * min(1.0, self._visible)


@dataclass(frozen=True, slots=True)
class _Stance:
    """A stance that is due to be read."""

    side: Side
    instants: LegInstants
    t_midstance: float


class _Leg:
    """The last steps of one leg."""

    def __init__(self, setup: Setup, mean_steps: int) -> None:
        self._steps: deque[Step] = deque(maxlen=mean_steps)
        self._trust = LegTrust(setup)
        self.estimate = LegEstimate()
        self.t_read = -math.inf

    def add(self, step: Step, well_seen: bool) -> Step:
        """Take in a step; return it with how far to trust it."""
        self._trust.add(step)
        self._steps.append(step)
        counts = Counter(name for kept in self._steps for name in kept.metrics)
        trust = self._trust.of_means(counts, well_seen)
        self.estimate = LegEstimate(self._means(counts), self.estimate.steps + 1, len(self._steps), trust)
        return replace(step, trust=self._trust.of_means(dict.fromkeys(step.metrics, 1), well_seen))

    def forget(self) -> None:
        """Begin a new mean; what was counted stays counted."""
        self._steps.clear()
        self.estimate = LegEstimate(steps=self.estimate.steps)

    def _means(self, counts: Mapping[str, int]) -> Mapping[str, float]:
        return MappingProxyType(
            {name: fmean(step.metrics[name] for step in self._steps if name in step.metrics) for name in sorted(counts)}
        )
