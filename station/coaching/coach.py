"""Fold estimates into advice: wait, take the baseline, then watch the targets and say at most one thing at a time."""

import math
from collections.abc import Iterator

from station.coaching import targets as goals
from station.coaching.baseline import Baseline
from station.coaching.watch import Rule, Watch, cadence_too_high, cadence_too_low, knee_in
from station.model import Activity, Advice, Cue, CueKind, Finding, GaitEstimate, Mood, Side, Stage, Targets
from station.settings import CoachingSettings

NO_WISHES = Targets()

SILENT_WHEN = {
    Activity.NOBODY: "Nobody is on the belt.",
    Activity.STANDING: "The runner stands.",
    Activity.WALKING: "The runner walks.",
}
UNSURE = "The camera does not see the legs well enough."
SETTLING = "Running has just begun."


PRIORITIES = (
    Rule(CueKind.CADENCE_UP, None, cadence_too_low),
    Rule(CueKind.CADENCE_DOWN, None, cadence_too_high),
    Rule(CueKind.KNEE_OUT, Side.LEFT, knee_in(Side.LEFT)),
    Rule(CueKind.KNEE_OUT, Side.RIGHT, knee_in(Side.RIGHT)),
)
"""The rules, most important first: cadence is measured best and tried most, so it goes first."""


class Coach:
    """Decide on cues. Same estimates and wishes, same advice."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings
        self._baseline = Baseline(settings.baseline_s, settings.baseline_steps, settings.mean_steps)
        self._own: Targets | None = None
        self._in_force = NO_WISHES
        self._watches = [Watch(rule) for rule in PRIORITIES]
        self._cue_t = -math.inf

    def update(self, estimate: GaitEstimate, wishes: Targets = NO_WISHES) -> Advice:
        """Take in an estimate and what the coach wishes for; return where things stand, and a cue if one is due."""
        silence = self._silence(estimate)
        if self._own is None:
            return self._take_baseline(estimate, silence)
        in_force = goals.with_wishes(self._own, wishes)
        if silence or in_force != self._in_force:
            for watch in self._watches:
                watch.forget()
        self._in_force = in_force
        if silence:
            return Advice(Stage.COACHING, in_force, 1.0, silence=silence)
        return self._judge(estimate, in_force)

    def _silence(self, estimate: GaitEstimate) -> str | None:
        if not estimate.running:
            return SILENT_WHEN[estimate.activity]
        sure = estimate.confidence_frac >= self._settings.min_confidence_frac  # False for NaN too
        if not sure:
            return UNSURE
        if min(estimate.left.averaged, estimate.right.averaged) < self._settings.mean_steps:
            return SETTLING
        return None

    def _take_baseline(self, estimate: GaitEstimate, silence: str | None) -> Advice:
        if silence and silence != SETTLING:
            self._baseline.pause()
        else:
            self._baseline.add(estimate)
        if self._baseline.done:
            self._own = goals.from_baseline(self._baseline, self._settings.cadence_factor, self._settings.knee_flag_deg)
        frac = self._baseline.progress_frac
        stage = Stage.BASELINE if frac > 0 else Stage.WAITING
        mood = Mood.DARK if silence and silence != SETTLING else Mood.MEASURING
        return Advice(
            stage, NO_WISHES, frac, mood=mood, silence=silence or "The baseline is being taken, without cues."
        )

    def _judge(self, estimate: GaitEstimate, in_force: Targets) -> Advice:
        for watch in self._watches:
            watch.see(estimate, in_force, self._settings.hysteresis_frac)
        findings = tuple(watch.finding for watch in self._watches if watch.finding)
        mood = Mood.OUT_OF_BAND if findings else Mood.IN_BAND
        return Advice(Stage.COACHING, in_force, 1.0, findings, self._cue(estimate), mood)

    def _cue(self, estimate: GaitEstimate) -> Cue | None:
        if estimate.t - self._cue_t < self._settings.refractory_s:
            return None
        for rule, finding in self._confirmed():
            self._cue_t = estimate.t
            return Cue(estimate.t, finding, estimate.confidence_frac, rule)
        return None

    def _confirmed(self) -> Iterator[tuple[str, Finding]]:
        for watch in self._watches:
            if watch.firing and watch.steps_out >= self._settings.confirm_steps:
                yield watch.rule.name, watch.firing
