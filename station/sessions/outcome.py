"""What came of a session so far: its own baseline, what was trained, how often the target was met in each stage."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session as Db

from station.model import Advice, Focus, Reference, SessionPlan, Stage, Tally, no_tally
from station.sessions.schema import EnrolmentRow
from station.sessions.texts import reference_text, tally_text


class Outcome:
    """Keep the newest that the coach told of them."""

    def __init__(self) -> None:
        self._own: Reference | None = None
        self._focus: Focus | None = None
        self._tally: Mapping[Stage, Tally] = no_tally()

    def add(self, advice: Advice) -> None:
        self._own = advice.own or self._own
        self._focus = advice.focus or self._focus
        self._tally = advice.tally or self._tally

    def columns(self) -> dict[str, str | None]:
        """Return the columns of the session's row."""
        return {"own": reference_text(self._own), "tally": tally_text(self._tally)}

    def teach(self, db: Db, enrolment_id: int, plan: SessionPlan) -> None:
        """Let the programme go on from here: with the first baseline, and with what was trained last."""
        row = update(EnrolmentRow).where(EnrolmentRow.id == enrolment_id)
        if self._own:
            db.execute(row.where(EnrolmentRow.reference.is_(None)).values(reference=reference_text(self._own)))
        if self._focus:  # not that of an assessment beside the programme
            another = (EnrolmentRow.programme == plan.programme, EnrolmentRow.focus.is_distinct_from(self._focus.value))
            db.execute(row.where(*another).values(focus=self._focus.value))
