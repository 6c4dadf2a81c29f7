"""The sessions that are kept, and what the coach notes about them."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.comparison import parts, rows
from station.dashboard.figures import figures, words_of_legs
from station.dashboard.forms import LARGEST_ID, NoteForm
from station.dashboard.guard import PICTURE_ONLY
from station.dashboard.ledger import cues, entries
from station.dashboard.numbers import PELVIS, of_pelvis, of_sides
from station.dashboard.pain_words import told, warning
from station.dashboard.ports import desk
from station.records import SessionRecord
from station.visits import visit

pages = Blueprint("history", __name__)
ONE = f"/sessions/<int(min=1, max={LARGEST_ID}):session_id>"
PAGE = 50


@pages.get("/sessions")
def sessions() -> str:
    """Show all sessions."""
    return render_template("sessions.html", **page_of_sessions(None))


@pages.get(ONE)
def session(session_id: int) -> str:
    """Show one session: figures, plots, cues, what happened, notes."""
    record = _found(session_id)
    halves, among = parts(record), visit(record)
    numbers = rows(halves)
    return render_template(
        "session.html",
        session=record,
        summary=record.summary,
        visit=among,
        parts=halves,
        legs=words_of_legs(record),
        ledger=cues(record),
        entries=entries(record),
        pain=told(among),
        warning=warning(among),
        figures=figures(record, halves),
        rows=numbers,
        sides=of_sides(record.setup),
        pelvis=of_pelvis(record.setup, any(row.name == PELVIS for row in numbers)),
    )


@pages.post(f"{ONE}/notes")
def note(session_id: int) -> ResponseReturnValue:
    """Keep a note."""
    _found(session_id)
    desk().record.add_note(session_id, NoteForm.sent().text)
    return redirect(url_for("history.session", session_id=session_id, _anchor="notes"), 303)


@pages.get(f"{ONE}/<any(cadence, legs):name>.svg")
def plot(session_id: int, name: str) -> ResponseReturnValue:
    """Return a plot of a session."""
    drawn = desk().record.plot(session_id, name)
    if drawn is None:
        abort(404)
    return Response(drawn, mimetype="image/svg+xml", headers={"Content-Security-Policy": PICTURE_ONLY})


def page_of_sessions(runner_id: int | None) -> dict[str, Any]:
    """Return what a list of sessions is made of: those on this page, and before which the next page begins."""
    before = min(request.args.get("before", LARGEST_ID, type=int), LARGEST_ID)
    found = desk().record.sessions(runner_id, max(before, 0), PAGE + 1)
    return {"sessions": found[:PAGE], "older": found[PAGE - 1].session_id if len(found) > PAGE else None}


def _found(session_id: int) -> SessionRecord:
    record = desk().record.session(session_id)
    if record is None:
        abort(404, "There is no such session.")
    return record
