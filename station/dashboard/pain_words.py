"""What the runner's pain was around a session, and whether it was more than may be let pass. Pure."""

from station.model import PainTime
from station.phrases import PAIN_TIMES
from station.visits import Visit

SCORES = range(11)
ASKED_LATER = (PainTime.AFTER, PainTime.NEXT_MORNING)
"""What may be told once the session is over."""
ROSE = (
    "Pain {morning} the morning after, {before} before: more than let pass. Less next time; ask a clinician if it "
    "stays."
)
TOO_HIGH = (
    "Pain {morning} the morning after, and not asked for before: more than the {ceiling} let pass. Less next time; ask "
    "a clinician if it stays."
)


def told(visit: Visit) -> list[tuple[str, int]]:
    """Return what was told of pain, in the order of the times, the worst of the run."""
    scores = [(when, visit.pain_before if when is PainTime.BEFORE else visit.pain_at(when)) for when in PainTime]
    return [(PAIN_TIMES[when], score) for when, score in scores if score is not None]


def warning(visit: Visit) -> str | None:
    """Say that pain had risen by the next morning, or was higher than may be let pass; None where it had not."""
    morning, before, ceiling = visit.pain_at(PainTime.NEXT_MORNING), visit.pain_before, visit.plan.pain_preset.ceiling
    if morning is None:
        return None
    if before is not None:
        return ROSE.format(morning=morning, before=before) if morning > before else None
    return TOO_HIGH.format(morning=morning, ceiling=ceiling) if morning > ceiling else None
