"""What a runner can do today: the next session or follow-up of each programme they are on. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from station.phrases import FOCUSES
from station.records import Enrolment


@dataclass(frozen=True, slots=True)
class Offer:
    """A line to choose from."""

    enrolment_id: int
    title: str
    words: str


def offers(enrolments: Iterable[Enrolment], today: date) -> list[Offer]:
    """Return the next session of each that is open, the longest due first; then who is to be looked at again."""
    still = [one for one in enrolments if one.ended_at is None]
    going = sorted(filter(is_open, still), key=lambda one: one.next_due or today)
    again = [one for one in still if not is_open(one) and one.follow_ups]
    return [_offer(one, _next(one, today)) for one in going] + [_offer(one, _again(one, today)) for one in again]


def is_open(enrolment: Enrolment) -> bool:
    """Say whether sessions of it are still to be run."""
    return enrolment.ended_at is None and (enrolment.planned is None or enrolment.done < enrolment.planned)


def _offer(enrolment: Enrolment, words: str) -> Offer:
    focus = f", {FOCUSES[enrolment.focus].lower()}" if enrolment.focus else ""
    ceiling = enrolment.pain_preset.ceiling
    return Offer(enrolment.enrolment_id, enrolment.title, f"{words}{focus}. Runs up to pain {ceiling}.")


def _next(enrolment: Enrolment, today: date) -> str:
    if enrolment.planned is None:
        return f"session {enrolment.done + 1}, on any day"
    return f"session {enrolment.done + 1} of {enrolment.planned}, {due(enrolment.next_due or today, today)}"


def _again(enrolment: Enrolment, today: date) -> str:
    """Name the latest follow-up that has come, else the first."""
    come = [day for day in enrolment.follow_ups if day <= today]
    return f"follow-up without feedback, {due(come[-1] if come else enrolment.follow_ups[0], today)}"


def due(day: date, today: date) -> str:
    """Write when a session is due, seen from today."""
    if day == today:
        return "due today"
    return f"{'due since' if day < today else 'not due before'} {day:%A} {day.day} {day:%B}"
