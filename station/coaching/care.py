"""Pain, symptoms, limps and the stop button: whether the run may go on."""

from station.coaching.pain import PainWatch, felt
from station.coaching.steady import Limp
from station.model import (
    SAFE,
    GaitEstimate,
    Notice,
    NoticeKind,
    Pain,
    PainTime,
    Safety,
    SessionPlan,
    Symptom,
    Verdict,
)

LIMPS = "Left and right have suddenly come apart. If the runner limps, stop the run; if not, let it go on."
HALTED = "Stopped by hand."
RESUMED = "A human has let it go on."
PROMPT_S = 15.0
"""So long nothing is cued while pain is asked for: somebody who answers does not listen for tones."""


class Care:
    """Judge whether the run may go on; `safety` holds until a human changes it."""

    def __init__(self, plan: SessionPlan) -> None:
        self._pain = PainWatch(plan)
        self._limp = Limp()
        self._due_t: float | None = None
        self.safety = SAFE
        if plan.pain_before is not None:
            self.safety = self._pain.judge(plan.pain_before)

    @property
    def stopped(self) -> bool:
        return self.safety.verdict is Verdict.STOP

    @property
    def due(self) -> bool:
        return self._due_t is not None

    def asking(self, t: float) -> bool:
        """Tell whether the question has just come up."""
        return self._due_t is not None and t - self._due_t < PROMPT_S

    def see(self, estimate: GaitEstimate, begun: bool) -> list[Notice]:
        """Take in an estimate; `begun` once the runner has run."""
        due = self._pain.due(estimate.t, begun)
        self._due_t = (estimate.t if self._due_t is None else self._due_t) if due else None
        limping = self._limp.see(estimate)
        if limping and self.safety.verdict is Verdict.GO:
            return self._judged(Safety(Verdict.EASE, LIMPS), NoticeKind.LIMP, estimate.t)
        return []

    def told(self, pain: Pain, t: float) -> list[Notice]:
        """Take in the runner's pain during the run; none but a human lifts a stop."""
        if pain.when is not PainTime.DURING:
            return []
        self._due_t = None
        verdict = self._pain.told(pain.score, t)
        limping = self.safety.words == LIMPS and verdict.verdict is Verdict.GO  # no pain is no reason to limp on
        return [] if self.stopped or limping else self._judged(verdict, NoticeKind.PAIN, t)

    def felt(self, symptom: Symptom, t: float) -> list[Notice]:
        return self._judged(felt(symptom), NoticeKind.SYMPTOM, t)

    def halt(self, t: float) -> list[Notice]:
        return [] if self.stopped else self._judged(Safety(Verdict.STOP, HALTED), NoticeKind.HALTED, t)

    def resume(self, t: float) -> list[Notice]:
        """A human has looked after the runner."""
        if self.safety.verdict is Verdict.GO:
            return []
        self.safety = SAFE
        self._limp.accept()
        return [Notice(t, NoticeKind.RESUMED, RESUMED)]

    def _judged(self, safety: Safety, kind: NoticeKind, t: float) -> list[Notice]:
        self.safety = safety
        return [Notice(t, kind, safety.words)] if safety.words else []
