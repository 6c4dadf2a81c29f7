"""The register of runners."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.forms import LARGEST_ID, RunnerForm
from station.dashboard.history import page_of_sessions
from station.dashboard.pain_words import ASKED_LATER, SCORES
from station.dashboard.ports import desk
from station.dashboard.training import last_visit, taught
from station.phrases import FOCUSES, PAIN_TIMES

pages = Blueprint("register", __name__)


@pages.get("/runners")
def runners() -> str:
    """Show everybody and a form for somebody new."""
    return render_template("runners.html", runners=desk().record.runners())


@pages.post("/runners")
def add() -> ResponseReturnValue:
    """Add somebody, ready to be started."""
    form = RunnerForm.sent()
    runner = desk().record.add_runner(form.name, form.height_cm / 100 if form.height_cm else None)
    return redirect(url_for("live.show", runner=runner.runner_id), 303)


@pages.get(f"/runners/<int(min=1, max={LARGEST_ID}):runner_id>")
def runner(runner_id: int) -> str:
    """Show one runner's programmes, pain and sessions."""
    found = next((runner for runner in desk().record.runners() if runner.runner_id == runner_id), None)
    if found is None:
        abort(404)
    return render_template(
        "runner.html",
        runner=found,
        programmes=taught(runner_id),
        last=last_visit(runner_id),
        focuses=FOCUSES,
        scores=SCORES,
        asked_later=ASKED_LATER,
        pain_times=PAIN_TIMES,
        **page_of_sessions(runner_id),
    )
