"""Fold estimates and commands into advice: run the session's phases, and say at most one thing at a time.

phases   where the session stands          course   what is trained, and with which targets
care     whether the run may go on         gates    whether anything may be said now, and why not
restraint  how often                       arrival  at which instant of the step
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from station.coaching.arrival import due_t, lands_t
from station.coaching.baseline import Baseline
from station.coaching.care import Care
from station.coaching.course import Course
from station.coaching.gates import Silence, Situation, blind, shut
from station.coaching.pacer import Pacer
from station.coaching.phases import Phases
from station.coaching.restraint import CueRate
from station.coaching.steady import Steadiness
from station.coaching.targets import tempo_within
from station.coaching.training import Training
from station.model import (
    FREE_RUN,
    Advice,
    Cue,
    Extend,
    Feedback,
    Felt,
    GaitEstimate,
    Halt,
    Metronome,
    Mood,
    Notice,
    NoticeKind,
    OfSession,
    Pain,
    Pick,
    Reference,
    Resume,
    Retarget,
    SessionPlan,
    Side,
    Skip,
    Speed,
    Stage,
    Tally,
    Targets,
)
from station.phrases import STAGES
from station.settings import CoachingSettings

JUDGED_IN = (Stage.COACHING, Stage.SOLO, Stage.RETENTION)
NEEDED = "The baseline can not be skipped in a first session: the targets are made of it."
OTHER_SPEED = "The belt changes its speed. Targets stay those of the old one; for new ones begin another session."
NO_END = "This phase has no length of its own. Skip it when it has lasted long enough."
TOO_HARD = "Over 60 % of the last minute's steps were out of the band: too hard. A quarter less is asked now."
STILL_TOO_HARD = "Over 60 % of the last minute's steps were out of the band. No less can be asked: pick something else."
"""Four times eased, or out on the side where no change was asked for."""


class Coach:
    """Run a session and decide on cues. Same estimates and commands, same advice."""

    def __init__(self, settings: CoachingSettings, plan: SessionPlan = FREE_RUN) -> None:
        self._settings, self._plan = settings, plan
        self._phases = Phases(plan)
        self._baseline = Baseline(plan.baseline_s, plan.baseline_steps, settings.mean_steps)
        self._own: Reference | None = None
        self._course = Course(settings, plan)
        self._care = Care(plan)
        self._phases.halted = self._care.stopped
        self._steadiness = Steadiness(settings.mean_steps)
        self._rate, self._pacer = CueRate(settings.refractory_s), Pacer()
        self._tally: Mapping[Stage, Tally] = MappingProxyType({})
        self._told: list[OfSession] = []
        self._news: list[Notice] = []
        self._told_side: Side | None = None
        self._t = 0.0
        self._stage = Stage.WAITING

    def obey(self, command: OfSession) -> None:
        """Take in a command; it takes effect with the next estimate, and at its time."""
        self._told.append(command)

    def _obey_all(self) -> None:
        told, self._told = self._told, []
        for command in told:
            self._obey(command)

    def _obey(self, command: OfSession) -> None:
        match command:
            case Retarget(targets):
                self._news += self._course.wish(targets.cadence_spm, self._t)
            case Pick(focus):
                self._news += self._course.pick(focus, self._t)
            case Skip():
                self._skip()
            case Extend(seconds):
                self._news += [] if self._phases.extend(seconds) else [self._refused(NO_END)]
            case Speed():
                self._steadiness.told(self._t)
                self._news.append(Notice(self._t, NoticeKind.SPEED, OTHER_SPEED))
            case Pain() | Felt() | Halt() | Resume():
                self._look_after(command)

    def update(self, estimate: GaitEstimate) -> Advice:
        """Take in an estimate; return where things stand, and a cue if one is due."""
        self._t = estimate.t
        self._obey_all()
        changing = self._steadiness.see(estimate)
        self._phases.advance(estimate.t, estimate.running)
        self._news += self._care.see(estimate, begun=self._phases.stage is not Stage.WAITING)
        now = self._situation(estimate, changing)
        if now.stage is Stage.BASELINE:
            self._take_baseline(now)
            now = replace(now, stage=self._phases.stage)
        self._announce(now.stage)
        self._judge(now)
        now = replace(now, too_hard=self._too_hard())
        return self._advice(now, shut(now))

    def _situation(self, estimate: GaitEstimate, changing: bool) -> Situation:
        return Situation(
            estimate,
            self._phases.stage,
            self._care.safety,
            self._care.asking(estimate.t),
            changing,
            self._too_hard(),
            self._settings.min_confidence_frac,
            self._settings.mean_steps,
        )

    def _too_hard(self) -> bool:
        training = self._course.training
        return training is not None and training.overload.quiet(self._t)

    def _look_after(self, command: Pain | Felt | Halt | Resume) -> None:
        match command:
            case Pain():
                self._news += self._care.told(command, self._t)
            case Felt(symptom):
                self._news += self._care.felt(symptom, self._t)
            case Halt():
                self._news += self._care.halt(self._t)
            case Resume():
                self._news += self._care.resume(self._t)
        self._phases.halted = self._care.stopped

    def _refused(self, words: str) -> Notice:
        return Notice(self._t, NoticeKind.REFUSED, words)

    def _skip(self) -> None:
        if self._phases.stretch is not Stage.BASELINE:
            self._phases.go_on()
        elif self._plan.reference is None:
            self._news.append(self._refused(NEEDED))
        else:
            self._train()

    def _take_baseline(self, now: Situation) -> None:
        if blind(now, settled=True):  # it counts its own steps
            self._baseline.pause()
        else:
            self._baseline.add(now.estimate)
        if self._baseline.done:
            self._own = self._baseline.reference()
            self._train()

    def _train(self) -> None:
        self._news += self._course.begin(self._own, self._t)
        self._phases.go_on()

    def _announce(self, stage: Stage) -> None:
        if stage is self._stage:
            return
        self._stage = stage
        self._news.append(Notice(self._t, NoticeKind.PHASE, STAGES[stage]))
        if self._course.training:
            self._course.training.overload.forget()

    def _judge(self, now: Situation) -> None:
        """Hold the newest steps against the targets, whether or not anything may be said of them."""
        training = self._course.training
        if training is None:
            return
        if now.stage not in JUDGED_IN or blind(now):
            training.forget()
            return
        seen = training.see(now.estimate)
        if not seen.judged:
            return
        self._count(now.stage, seen)
        if self._plan.feedback is Feedback.ERROR and shut(now) is None:
            self._strain(training, seen)

    def _count(self, stage: Stage, seen: Tally) -> None:
        before = self._tally.get(stage, Tally())
        total = Tally(before.judged + seen.judged, before.met + seen.met)
        self._tally = MappingProxyType({**self._tally, stage: total})

    def _strain(self, training: Training, seen: Tally) -> None:
        """Count a step that feedback was given on; tell the coach once the target has shown itself too hard."""
        before = training.targets
        if training.strain(self._t, seen):
            words = TOO_HARD if training.targets != before else STILL_TOO_HARD
            self._news.append(Notice(self._t, NoticeKind.TOO_HARD, words))

    def _advice(self, now: Situation, silence: Silence | None) -> Advice:
        training, news = self._course.training, tuple(self._news)
        self._news = []
        open_for_feedback = silence is None and self._plan.feedback is not Feedback.NONE
        findings = training.findings if training else ()
        return Advice(
            stage=now.stage,
            targets=training.targets if training else Targets(),
            baseline_frac=1.0 if training else self._baseline.progress_frac,
            findings=findings,
            cue=self._cue(now.estimate) if open_for_feedback else None,
            mood=self._mood(silence, out=bool(findings)),
            silence=silence.words if silence else None,
            level=max((finding.level for finding in findings), default=0) if open_for_feedback else 0,
            metronome=self._metronome(now, silence),
            left_s=self._phases.left_s,
            focus=training.focus if training else None,
            proposal=self._course.proposal,
            reference=self._course.reference,
            own=self._own,
            safety=now.safety,
            pain_due=self._care.due,
            notices=news,
            tally=self._tally,
        )

    def _mood(self, silence: Silence | None, out: bool) -> Mood:
        if silence:
            return silence.gate.mood
        training = self._course.training
        if self._plan.feedback is Feedback.NONE or training is None or training.targets == Targets():
            return Mood.MEASURING
        return Mood.OUT_OF_BAND if out else Mood.IN_BAND

    def _metronome(self, now: Situation, silence: Silence | None) -> Metronome | None:
        wanted = self._plan.feedback is Feedback.METRONOME and now.stage is Stage.COACHING and now.estimate.running
        training, reference = self._course.training, self._course.reference
        ticking = wanted and (silence is None or silence.gate.blind) and not now.changing
        if not (ticking and training and reference):
            return self._pacer.tick(None, now.estimate)
        return self._pacer.tick(tempo_within(training.targets.cadence_spm, reference, self._plan), now.estimate)

    def _cue(self, estimate: GaitEstimate) -> Cue | None:
        training = self._course.training
        if training is None or self._plan.feedback is not Feedback.ERROR:
            return None
        for rule, finding in training.confirmed(self._settings.confirm_steps, self._told_side):
            due, lands = due_t(estimate, finding.side), lands_t(estimate, finding.side)
            if not self._in_time(due or estimate.t):
                continue
            self._rate.count(due or estimate.t)
            self._told_side = finding.side
            return Cue(estimate.t, finding, estimate.confidence_frac, rule, due, lands)
        return None

    def _in_time(self, at_t: float) -> bool:
        """Tell whether a cue may be heard then: not too soon after another, and while feedback is still on."""
        left_s = self._phases.left_s
        return self._rate.free(at_t) and (left_s is None or at_t < self._t + left_s)
