"""When a programme comes next, and when to look again once it is done, seen from today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from station.records import Enrolment
from station.visits import Visit

EARLY = timedelta(days=7)
"""So much before its day a look counts as the one that was meant."""


@dataclass(frozen=True, slots=True)
class Look:
    """A day on which to look again without feedback, and what came of it."""

    day: date
    done_on: date | None
    overdue: bool

    @property
    def when(self) -> str:
        return written(self.day)

    @property
    def words(self) -> str:
        if self.done_on:
            return f"done on {written(self.done_on)}"
        return "overdue" if self.overdue else "to come"


def looks(enrolment: Enrolment, visits: Sequence[Visit], today: date) -> list[Look]:
    """Return the days, each with the first visit that belongs to it and to none before."""
    days = sorted(visit.began.astimezone().date() for visit in visits)
    bounds = [*enrolment.follow_ups[1:], date.max]
    return [_look(day, until, days, today) for day, until in zip(enrolment.follow_ups, bounds, strict=False)]


def due(enrolment: Enrolment, today: date) -> str | None:
    """Say when the next session is due; None where there is none to come, or any day does."""
    day = enrolment.next_due
    if day is None or enrolment.ended_at:
        return None
    if day < today:
        return f"was due on {written(day)}"
    return "due today" if day == today else f"due on {written(day)}"


def written(day: date) -> str:
    """Write a day."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _look(day: date, until: date, visited: Sequence[date], today: date) -> Look:
    end = until - EARLY if until < date.max else until
    done = next((one for one in visited if day - EARLY <= one < end), None)
    return Look(day, done, done is None and today > day)
