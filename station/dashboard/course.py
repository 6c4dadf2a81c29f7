"""Where a session stands, as the live page shows it: phases, what is trained, pain, safety, notices. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from station.dashboard.cards import number
from station.model import Focus, Proposal, Safety, SessionPlan, Snapshot, Stage, Verdict
from station.phrases import FOCUSES, STAGES

MOST_NOTICES = 3
Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Phase:
    """A place on the strip: its words, the stages it holds, and how long a plan lets it be; None = no end."""

    words: str
    stages: frozenset[Stage]
    length_s: Callable[[SessionPlan], float | None]


PHASES = (
    Phase(STAGES[Stage.WARMUP], frozenset({Stage.WARMUP}), lambda plan: plan.warmup_s),
    Phase(STAGES[Stage.BASELINE], frozenset({Stage.BASELINE}), lambda plan: plan.baseline_s),
    Phase("Training", frozenset({Stage.COACHING, Stage.SOLO}), lambda plan: plan.run_s),
    Phase(STAGES[Stage.RETENTION], frozenset({Stage.RETENTION}), lambda plan: plan.retention_s),
    Phase(STAGES[Stage.COOLDOWN], frozenset({Stage.COOLDOWN}), lambda plan: plan.cooldown_s),
)


def course(snapshot: Snapshot) -> Part:
    """Return what the page says of the course of a session."""
    advice, session = snapshot.advice, snapshot.session
    return {
        "stage_words": STAGES[advice.stage],
        "left_s": number(advice.left_s, 0),
        "plan": _plan(session.plan) if session else None,
        "phases": _strip(session.plan, advice.stage) if session else [],
        "focus": _focus(advice.focus) if advice.focus else None,
        "proposal": _proposal(advice.proposal) if advice.proposal else None,
        "level": advice.level,
        "metronome_spm": number(advice.metronome.spm, 1) if advice.metronome else None,
        "pain_due": advice.pain_due and session is not None,
        "safety": _safety(advice.safety),
        "halted": advice.stage is Stage.HALTED or advice.safety.verdict is not Verdict.GO,
        "notices": _notices(snapshot),
    }


def _plan(plan: SessionPlan) -> Part:
    return {"programme": plan.programme, "number": plan.number, "trunk_lean_allowed": plan.trunk_lean_allowed}


def _strip(plan: SessionPlan, stage: Stage) -> list[Part]:
    """The phases of this plan, each with its place: over, now, or still to come."""
    phases = [phase for phase in PHASES if phase.length_s(plan) != 0]
    now = next((n for n, phase in enumerate(phases) if stage in phase.stages), None)
    if stage is Stage.DONE:
        now = len(phases)
    return [
        {"words": phase.words, "length_s": number(phase.length_s(plan), 0), "place": _place(n, now)}
        for n, phase in enumerate(phases)
    ]


def _place(n: int, now: int | None) -> str:
    if now is None or n > now:
        return "next"
    return "now" if n == now else "over"


def _focus(focus: Focus) -> Part:
    return {"name": focus.value, "words": FOCUSES[focus]}


def _proposal(proposal: Proposal) -> Part:
    return _focus(proposal.focus) | {"reason": proposal.reason}


def _safety(safety: Safety) -> Part | None:
    return None if safety.verdict is Verdict.GO else {"verdict": safety.verdict.value, "words": safety.words}


def _notices(snapshot: Snapshot) -> list[Part]:
    """The newest first."""
    now = snapshot.estimate.t
    return [
        {"kind": notice.kind.value, "words": notice.words, "ago_s": number(max(0.0, now - notice.t), 0)}
        for notice in reversed(snapshot.notices[-MOST_NOTICES:])
    ]
