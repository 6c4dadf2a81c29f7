"""What the runner's screen is sent: one word, and in the band or out of it a bar and the figure. Pure.

A figure, a bar and a cue's words are feedback. They leave the station only while feedback is on: in every other stage,
while muted, and while the station has reason to be silent, the screen has nothing but a word. No name, no number, no
angle ever leaves.
"""

from station.cues import short
from station.dashboard.cards import number
from station.dashboard.runner_figure import figure
from station.model import TOP_LEVEL, Advice, CueKind, Feedback, Finding, Focus, Mood, Side, Snapshot, Stage, Verdict
from station.phrases import STAGES

STALE_S = 2.0
"""News of longer ago are not shown."""
ONE_MOMENT = "One moment"
STOP = "Stop"
EASE = "Ease off"
IN_BAND = "Hold this"

TOO_LITTLE = frozenset({CueKind.CADENCE_UP, CueKind.STEPS_WIDER, CueKind.LEAN_FORWARD})
"""Of cues for no leg: what lies below its band. The others lie above."""
OF_A_LEG = frozenset({Focus.KNEE_CAVE, Focus.HIP_ADDUCTION, Focus.FEMORAL_ADDUCTION, Focus.PELVIC_DROP})
"""What is held in its band leg by leg: its bar lies across."""
ACROSS, UPRIGHT = "across", "upright"

Screen = dict[str, object]


def screen(snapshot: Snapshot | None, now_s: float) -> Screen:
    """Return what the screen shows; `now_s` is the station's monotonic clock, from which `age_s` is made."""
    if snapshot is None:
        return _only(ONE_MOMENT)
    age_s = max(0.0, now_s - snapshot.published_s)
    if _stopped(snapshot.advice):
        told = _only(STOP) | {"lasts": True}  # a runner who was told to stop is not told less because news are late
    elif age_s > STALE_S:
        told = _only(ONE_MOMENT)
    elif snapshot.advice.safety.verdict is Verdict.EASE:
        told = _only(EASE)
    else:
        told = _feedback(snapshot) or _only(_named(snapshot.advice.stage))
    return told | {"age_s": number(age_s, 2)}


def _named(stage: Stage) -> str:
    """A probe is a word for the coach: to the runner it is another stretch on their own."""
    return STAGES[Stage.SOLO if stage is Stage.RETENTION else stage]


def _only(word: str) -> Screen:
    return {"word": word, "bar": None, "figure": None, "lasts": False, "age_s": 0}


def _stopped(advice: Advice) -> bool:
    return advice.stage is Stage.HALTED or advice.safety.verdict is Verdict.STOP


def _feedback(snapshot: Snapshot) -> Screen | None:
    """Return word, bar and figure; None while feedback is off, or nothing can be said."""
    advice = snapshot.advice
    if not _feedback_on(snapshot) or advice.mood not in (Mood.IN_BAND, Mood.OUT_OF_BAND):
        return None
    finding = advice.findings[0] if advice.findings and advice.mood is Mood.OUT_OF_BAND else None
    if finding is None and advice.mood is Mood.OUT_OF_BAND:
        return None
    word = short(finding.kind, finding.side) if finding else IN_BAND
    return _only(word) | {"bar": _bar(advice, finding), "figure": figure(snapshot.pose, snapshot.setup, advice.focus)}


def _feedback_on(snapshot: Snapshot) -> bool:
    session, advice = snapshot.session, snapshot.advice
    if session is None or session.plan.feedback is Feedback.NONE or snapshot.muted:
        return False
    return advice.stage is Stage.COACHING and advice.silence is None


def _bar(advice: Advice, finding: Finding | None) -> Screen:
    """Return how the bar lies and its place, -5 to 5: 0 in the band, - below or left of it, + above or right."""
    if finding is None:
        return {"lies": _lies(advice), "place": 0}
    lies = UPRIGHT if finding.side is None else ACROSS
    level = min(TOP_LEVEL, max(1, advice.level or finding.level))
    return {"lies": lies, "place": -level if _is_low(finding) else level}


def _is_low(finding: Finding) -> bool:
    return finding.side is Side.LEFT if finding.side else finding.kind in TOO_LITTLE


def _lies(advice: Advice) -> str:
    of_a_leg = advice.focus in OF_A_LEG if advice.focus else advice.targets.cadence_spm is None
    return ACROSS if of_a_leg else UPRIGHT
