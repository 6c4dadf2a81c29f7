"""Pain and symptoms: go on, ease off, stop.

Pain up to the preset's ceiling is let pass; one above it takes the cues away and asks for a slower belt; two above it,
or two more than before the run, stops the run. Suspected bone pain has no room at all. The ceilings are those that
clinicians use for runner's knee (2), in general (3; Vincent 2017) and for tendons (5; Silbernagel 2007). What stopped a
run is lifted by a human alone.
"""

from station.model import PainPreset, Safety, SessionPlan, Symptom, Verdict
from station.phrases import SYMPTOMS

ASK_EVERY_S = 300.0
ROSE_BY = 2

EASE = "Pain {score}: one above {ceiling}. No cues now. Make the belt 10 to 20 % slower, or walk, and ask again."
STOP = "Pain {score}, with {ceiling} let pass: stop the run."
ROSE = "Pain rose from {before} to {score}: stop the run."
BONE = "Pain {score} where bone is suspected: stop the run and send the runner to a clinician."
FELT = "{symptom}: stop the run now, and let a clinician look before the next one."


class PainWatch:
    """Follow a session's pain; `due` while it is to be asked for."""

    def __init__(self, plan: SessionPlan) -> None:
        self._preset = plan.pain_preset
        self._before = plan.pain_before
        self._asked_t: float | None = None

    def due(self, t: float, begun: bool) -> bool:
        """Tell whether five minutes have passed since pain was asked for, or since the running `begun`."""
        if self._asked_t is None and begun:
            self._asked_t = t
        return self._asked_t is not None and t - self._asked_t >= ASK_EVERY_S

    def told(self, score: int, t: float) -> Safety:
        """Take in a score from 0 to 10 and judge it."""
        self._asked_t = t
        return self.judge(score)

    def judge(self, score: int) -> Safety:
        """Judge a score against the first one that was told."""
        before = self._before = score if self._before is None else self._before
        return judged(score, before, self._preset)


def judged(score: int, before: int, preset: PainPreset) -> Safety:
    """Return what follows from a score, `before` being the first one known."""
    ceiling = preset.ceiling
    if preset is PainPreset.BONE and score > ceiling:
        return Safety(Verdict.STOP, BONE.format(score=score))
    if score >= ceiling + 2:
        return Safety(Verdict.STOP, STOP.format(score=score, ceiling=ceiling))
    if score - before >= ROSE_BY:
        return Safety(Verdict.STOP, ROSE.format(before=before, score=score))
    if score > ceiling:
        return Safety(Verdict.EASE, EASE.format(score=score, ceiling=ceiling))
    return Safety()


def felt(symptom: Symptom) -> Safety:
    """Return what follows from a symptom: always the end of the run."""
    return Safety(Verdict.STOP, FELT.format(symptom=SYMPTOMS[symptom]))
