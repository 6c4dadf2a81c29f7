"""The fold over poses: what is known of the gait after each, and the steps that became final."""

import math

from station.gait.body import LEGS, Body, BodyReader
from station.gait.follower import Follower
from station.gait.slow import news
from station.gait.stepper import Stepper
from station.gait.tracker import LOST_FRAC, Tracker
from station.model import Activity, GaitEstimate, LegEstimate, Measured, Pose, Setup, Side, Step

NOBODY_S = 1.0
VISIBLE_TAU_S = 0.5
RATE_TAU_S = 2.0
# The filter is ready for a belt that changes its speed; while it does not, the rate is this much better known
# (95 % of live cadences within 1.96 SD of the true one, docs/trust.md).
SURER_THAN_FILTER = 0.3
UNMEASURED = LegEstimate()


class GaitAnalyser:
    """Measure a runner from poses. Same poses, same results, whatever the clock of the reader says."""

    def __init__(self, setup: Setup, mean_steps: int = 5) -> None:
        self._body = BodyReader(setup)
        self._tracker = Tracker(setup.view)
        self._steps = Stepper(setup, mean_steps)
        self._t = self._seen_t = -math.inf
        self._visible = 0.0
        self._rate_hz = 0.0

    def update(self, pose: Pose | None, t: float) -> Measured:
        """Take in what one frame showed (None = nobody). Times must rise; a frame that comes late is passed over."""
        if not (math.isfinite(t) and t > self._t):
            return Measured(self._estimate(max(t, self._t) if math.isfinite(t) else self._t))
        self._t = t
        following = self._tracker.follower is not None
        body = self._body.read(pose, only_same=following) if pose is not None else None
        steps = self._follow(body) if body is not None else self._miss()
        return Measured(self._estimate(t), steps)

    def _follow(self, body: Body) -> tuple[Step, ...]:
        elapsed = min(body.t - self._seen_t, 1.0)
        self._seen_t = body.t
        legs = float(body.visible[LEGS].mean())
        self._rate_hz += news(elapsed, RATE_TAU_S) * (1 / max(elapsed, 1e-3) - self._rate_hz)
        self._visible += news(elapsed, VISIBLE_TAU_S) * (legs - self._visible)
        return self._steps_of(body)

    def _steps_of(self, body: Body) -> tuple[Step, ...]:
        sought = self._tracker.follower is None
        placed = self._tracker.update(body)
        follower = self._tracker.follower
        if follower is None:
            return ()
        if sought and placed:
            self._steps.begin(placed[0])
        return tuple(step for tracked in placed for step in self._steps.add(tracked, follower.fold, self._rate_hz))

    def _miss(self) -> tuple[Step, ...]:
        if self._t - self._seen_t > NOBODY_S:
            self._tracker.lose()
            self._body.forget()
            self._visible = 0.0
        return ()

    def _estimate(self, t: float) -> GaitEstimate:
        if t - self._seen_t > NOBODY_S:
            return GaitEstimate(t, Activity.NOBODY)
        follower = self._tracker.follower
        if follower is None:
            return GaitEstimate(t, Activity.STANDING, self._visible)
        rate, rate_sd = follower.filter.rate, SURER_THAN_FILTER * follower.filter.rate_sd
        running = self._steps.is_running(rate)
        left, right = (self._steps.estimate(side, follower.filter.state) if running else UNMEASURED for side in Side)
        return GaitEstimate(
            t,
            Activity.RUNNING if running else Activity.WALKING,
            self._confidence(t, follower),
            rate * 60 / math.pi,
            rate_sd * 60 / math.pi,
            left,
            right,
        )

    def _confidence(self, t: float, follower: Follower) -> float:
        regular = max(0.0, 1 - (follower.unexplained_frac / LOST_FRAC) ** 2)
        fresh = max(0.0, 1 - (t - self._seen_t) / NOBODY_S)
        return regular * fresh * min(1.0, self._visible)
