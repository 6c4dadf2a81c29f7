"""Who goes first: why nothing may be said now, most important reason first.

Safety goes before the question for pain, that before how well the runner is seen, that before the phase; only what
passes all of them is cued. A `blind` gate means that what is measured now must not be judged at all; behind the others
steps are judged and counted, and the runner hears nothing of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from station.model import Activity, GaitEstimate, Mood, Safety, Stage, Verdict

SILENT_WHEN = {
    Activity.NOBODY: "Nobody is on the belt.",
    Activity.STANDING: "The runner stands.",
    Activity.WALKING: "The runner walks.",
}
UNSURE = "The camera does not see the legs well enough."
SETTLING = "Running has just begun."
ASKING = "The runner is asked for pain."
CHANGING = "The belt's speed changes."
TOO_HARD = "The target is too hard just now. The station is silent for a minute."
SILENT_IN = {
    Stage.WAITING: "The session waits for the runner.",
    Stage.WARMUP: "Warm-up, without cues.",
    Stage.BASELINE: "The baseline is being taken, without cues.",
    Stage.SOLO: "On their own for a while, without cues.",
    Stage.RETENTION: "Probe of what stays, without cues.",
    Stage.COOLDOWN: "Cool-down, without cues.",
    Stage.HALTED: "Stopped. Only a human lets it go on.",
    Stage.DONE: "The session is done.",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """All that decides whether something may be said."""

    estimate: GaitEstimate
    stage: Stage
    safety: Safety
    asking: bool
    changing: bool
    too_hard: bool
    min_confidence_frac: float
    mean_steps: int


@dataclass(frozen=True, slots=True)
class Gate:
    """A reason to be silent; `judge` returns it in the coach's words, None where it does not hold."""

    name: str
    judge: Callable[[Situation], str | None]
    mood: Mood = Mood.MEASURING
    blind: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """The gate that is shut, and its words."""

    gate: Gate
    words: str


def shut(now: Situation) -> Silence | None:
    """Return the first gate that is shut."""
    found = ((gate, gate.judge(now)) for gate in GATES)
    return next((Silence(gate, words) for gate, words in found if words), None)


def blind(now: Situation, settled: bool = False) -> bool:
    """Tell whether what is measured now must not be judged; `settled` = means of few steps will do."""
    return any(gate.judge(now) for gate in GATES if gate.blind and not (settled and gate.judge is _settling))


def _halted(now: Situation) -> str | None:
    return now.safety.words or SILENT_IN[now.stage] if now.stage in (Stage.HALTED, Stage.DONE) else None


def _unsafe(now: Situation) -> str | None:
    return now.safety.words if now.safety.verdict is not Verdict.GO else None


def _asking(now: Situation) -> str | None:
    return ASKING if now.asking else None


def _not_running(now: Situation) -> str | None:
    return SILENT_WHEN.get(now.estimate.activity)


def _unsure(now: Situation) -> str | None:
    sure = now.estimate.confidence_frac >= now.min_confidence_frac  # False for NaN too
    return None if sure else UNSURE


def _settling(now: Situation) -> str | None:
    averaged = min(now.estimate.left.averaged, now.estimate.right.averaged)
    return SETTLING if averaged < now.mean_steps else None


def _changing(now: Situation) -> str | None:
    return CHANGING if now.changing else None


def _phase(now: Situation) -> str | None:
    return SILENT_IN.get(now.stage)


def _too_hard(now: Situation) -> str | None:
    return TOO_HARD if now.too_hard else None


GATES = (
    Gate("halted", _halted, Mood.DARK),
    Gate("safety", _unsafe),
    Gate("pain question", _asking),
    Gate("not running", _not_running, Mood.DARK, blind=True),
    Gate("not seen", _unsure, Mood.DARK, blind=True),
    Gate("settling", _settling, blind=True),
    Gate("speed", _changing, blind=True),
    Gate("phase", _phase),
    Gate("too hard", _too_hard),
)
"""The arbitration table, most important first."""
