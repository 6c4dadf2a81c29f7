"""A runner's programmes: what they came to so far, their end, the trend as a picture, and pain told afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.follow_up import Look, due, looks
from station.dashboard.forms import LARGEST_ID, LaterPainForm
from station.dashboard.guard import PICTURE_ONLY
from station.dashboard.ports import desk
from station.records import Enrolment
from station.trend import Line, dose_so_far, trend
from station.visits import Dose, Visit

pages = Blueprint("training", __name__)
ENROLMENT = f"<int(min=1, max={LARGEST_ID}):enrolment_id>"
NO_PROGRAMME = "There is no such programme. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Taught:
    """All that the page shows of a programme that a runner is on, or was."""

    enrolment: Enrolment
    visits: tuple[Visit, ...]
    lines: tuple[Line, ...]
    dose: Dose
    due: str | None
    looks: list[Look]


@pages.post(f"/programmes/{ENROLMENT}/end")
def end(enrolment_id: int) -> ResponseReturnValue:
    """End a programme."""
    found = desk().record.enrolment(enrolment_id)
    if found is None:
        abort(404, NO_PROGRAMME)
    desk().record.end_enrolment(enrolment_id)
    return redirect(url_for("register.runner", runner_id=found.runner_id), 303)


@pages.get(f"/programmes/{ENROLMENT}/trend.svg")
def picture(enrolment_id: int) -> ResponseReturnValue:
    """Return the trend of a programme."""
    drawn = desk().record.trend_plot(enrolment_id)
    if drawn is None:
        abort(404)
    return Response(drawn, mimetype="image/svg+xml", headers={"Content-Security-Policy": PICTURE_ONLY})


@pages.post(f"/sessions/<int(min=1, max={LARGEST_ID}):session_id>/pain")
def pain(session_id: int) -> ResponseReturnValue:
    """Keep the pain that was told after a session."""
    form = LaterPainForm.sent()
    desk().record.add_pain(session_id, form.when, form.score)
    return redirect(f"{_where_from(session_id)}#pain", 303)


def taught(runner_id: int) -> list[Taught]:
    """Return a runner's programmes, those that still run first, newest first."""
    found = sorted(desk().record.enrolments(runner_id), key=lambda one: one.enrolment_id, reverse=True)
    return [_taught(one) for one in sorted(found, key=lambda one: one.ended_at is not None)]


def last_visit(runner_id: int) -> Visit | None:
    """Return the runner's newest session that is over."""
    newest = desk().record.sessions(runner_id, LARGEST_ID, 2)
    over = [summary.session_id for summary in newest if summary.ended_at is not None]
    return next(iter(desk().record.visits(over[:1])), None)


def _taught(enrolment: Enrolment) -> Taught:
    visits, today = tuple(desk().record.visits(enrolment.session_ids)), _today()
    return Taught(
        enrolment, visits, trend(visits), dose_so_far(visits), due(enrolment, today), looks(enrolment, visits, today)
    )


def _today() -> date:
    return datetime.now().astimezone().date()


def _where_from(session_id: int) -> str:
    """Return the page on which pain was told: the runner's, or else the session's."""
    runner_id = request.form.get("runner", type=int)
    if runner_id is not None and 0 < runner_id <= LARGEST_ID:
        return url_for("register.runner", runner_id=runner_id)
    return url_for("history.session", session_id=session_id)
