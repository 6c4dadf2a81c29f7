"""What happened in a session: every cue and when it was played, notices, pain and symptoms, in order. Pure."""

from dataclasses import dataclass

from station.model import NoticeKind, PainTime
from station.phrases import PAIN_TIMES, SYMPTOMS
from station.records import PlayedCue, SessionRecord

KINDS = {
    NoticeKind.PHASE: "Phase",
    NoticeKind.TOO_HARD: "Target too hard",
    NoticeKind.PAIN: "Pain",
    NoticeKind.LIMP: "Limp",
    NoticeKind.SYMPTOM: "Symptom",
    NoticeKind.HALTED: "Stopped",
    NoticeKind.RESUMED: "Went on",
    NoticeKind.SPEED: "Belt speed",
    NoticeKind.REFUSED: "Refused",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, so many seconds into the session."""

    at_s: float
    kind: str
    words: str


def entries(record: SessionRecord) -> list[Entry]:
    """Return what happened during the session, first things first."""
    notices = [(notice.t, KINDS[notice.kind], notice.words) for notice in record.notices]
    pain = [(told.t, "Pain", f"{told.score} of 10") for told in record.pain if told.when is PainTime.DURING]
    felt = [(t, "Symptom", SYMPTOMS[symptom]) for t, symptom in record.symptoms]
    found = [Entry(t - record.t_start, kind, words) for t, kind, words in (*notices, *pain, *felt) if t is not None]
    return sorted(found, key=lambda entry: entry.at_s)


def pain(record: SessionRecord) -> list[tuple[str, int]]:
    """Return what was told of pain before and after the run."""
    told = [(PAIN_TIMES[entry.when], entry.score) for entry in record.pain if entry.when is not PainTime.DURING]
    before = record.plan.pain_before
    asked = any(entry.when is PainTime.BEFORE for entry in record.pain)
    return told if asked or before is None else [(PAIN_TIMES[PainTime.BEFORE], before), *told]


def cues(record: SessionRecord) -> tuple[PlayedCue, ...]:
    """Return the ledger; a session of a station that kept none has its cues alone."""
    return record.ledger or tuple(PlayedCue(cue, None) for cue in record.cues)


def played(one: PlayedCue) -> str:
    """Write how long after its frame a cue was played, and how far that was from the instant it was meant for."""
    if one.played_t is None:
        return "not played"
    late_ms = round((one.played_t - one.cue.t) * 1000)
    return f"after {late_ms} ms{_off(one)}"


def _off(one: PlayedCue) -> str:
    if one.cue.due_t is None or one.played_t is None:
        return ""
    off_ms = round((one.played_t - one.cue.due_t) * 1000)
    return f", {abs(off_ms)} ms {'late' if off_ms > 0 else 'early'}" if off_ms else ", on time"


FILTERS = {"played": played}
