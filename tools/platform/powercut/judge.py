"""What must be there after a cut, held against what was acknowledged before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.platform.powercut import old_record
from tools.platform.powercut.facts import OF_SESSION
from tools.platform.powercut.told import Line

GROWING = ("frames", *OF_SESSION)


@dataclass
class Acknowledged:
    """All that the guest acknowledged, from the first cycle on."""

    rows: dict[str, Line] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)
    live: dict[str, float] = field(default_factory=dict)
    """By session, the time of the newest pose that the loop had published."""

    def take(self, lines: Iterable[Line]) -> None:
        for line in lines:
            match line["what"]:
                case "row":
                    self.rows[line["session"]] = line
                case "note":
                    self.notes.add(line["number"])
                case "live":
                    self.live[line["session"]] = line["t"]


@dataclass
class Verdict:
    """What was looked at after one cut."""

    problems: list[str] = field(default_factory=list)
    checked: int = 0
    lost_s: float | None = None
    """How much of the running session the cut took: from its last row to the newest pose seen."""


def judge(acknowledged: Acknowledged, found: Line, opened: Line | None, last: str | None) -> Verdict:
    """Hold what a start found, and what it made of it, against what was acknowledged; `last` ran at the cut."""
    verdict = Verdict()
    verdict.problems += _database(found)
    verdict.problems += _rows(acknowledged, found)
    verdict.problems += _streams(found)
    if opened:
        verdict.problems += _closed(acknowledged, found, opened)
    verdict.checked = len(acknowledged.rows) + len(acknowledged.notes)
    row = found["sessions"].get(last) if last else None
    if row and last in acknowledged.live and row["t_end"] is None:
        verdict.lost_s = max(0.0, acknowledged.live[last] - row["t_last"])
    return verdict


def _database(found: Line) -> Iterator[str]:
    if found["integrity"] != "ok":
        yield f"integrity_check: {found['integrity']}"
    if found["orphans"]:
        yield f"{found['orphans']} rows point at nothing"


def _rows(acknowledged: Acknowledged, found: Line) -> Iterator[str]:
    for number, row in acknowledged.rows.items():
        there = found["sessions"].get(number)
        if there is None:
            yield f"session {number} was acknowledged and is gone"
            continue
        for name in GROWING:
            if there[name] < row[name]:
                yield f"session {number}: {row[name]} {name} were acknowledged, {there[name]} are there"
        if row["t_end"] is not None and there["t_end"] != row["t_end"]:
            yield f"session {number} had ended at {row['t_end']} and has {there['t_end']}"
    if lost := acknowledged.notes - set(found["notes"]):
        yield f"notes {sorted(lost)} were acknowledged and are gone"


def _streams(found: Line) -> Iterator[str]:
    for number, frames in found["streams"].items():
        row = found["sessions"].get(number)
        if frames < (row["frames"] if row else 0):
            yield f"session {number}: {row['frames'] if row else 0} frames promised, {frames} can be read"


def _closed(acknowledged: Acknowledged, found: Line, opened: Line) -> Iterator[str]:
    """Every session has an end once a station has opened the record; interrupted are those that had none."""
    if opened["integrity"] != "ok":
        yield f"integrity_check after opening: {opened['integrity']}"
    for number, row in opened["sessions"].items():
        open_before = number in found["sessions"] and found["sessions"][number]["t_end"] is None
        if row["t_end"] is None:
            yield f"session {number} is not closed"
        elif open_before and not row["interrupted"]:
            yield f"session {number} was cut off and is not told so"
        ended = acknowledged.rows.get(number, {})
        if ended.get("t_end") is not None and not ended.get("interrupted") and row["interrupted"]:
            yield f"session {number} had ended and is told to have been interrupted"


def judge_old(old: dict[str, Any] | None) -> Iterator[str]:
    """Hold an old record that was being brought up to date when the power failed against what it had been."""
    if old is None or "error" in old:
        yield f"the old record is gone or can not be opened: {old}"
        return
    for name, one in (("record", old), *(("copy", copy) for copy in old["copies"])):
        whole = one["integrity"] == "ok" and one["sessions"] == old_record.SESSIONS
        if not whole or one["steps"] != old_record.SESSIONS * old_record.STEPS:
            yield f"the old {name} is not whole: {one}"
    if old["opens"] != old_record.SESSIONS:
        yield f"the old record opens with {old['opens']} sessions"
    if old["version"] != old_record.FIRST and not old["copies"]:
        yield "the old record was changed without a copy"
