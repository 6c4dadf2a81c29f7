"""How a session begins: what a runner can do today, and a start from what the coach chose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from station.dashboard.commands import posted
from station.dashboard.forms import ChoicesForm, StartForm
from station.dashboard.offers import is_open, offers
from station.dashboard.ports import desk
from station.model import FREE_RUN, SessionPlan, Start
from station.phrases import FOCUSES, PRESETS
from station.records import Enrolment

pages = Blueprint("starting", __name__)

RUNNING = "A session of {name} is running. End it first. Nothing was changed."
TOO_MUCH_PAIN = "Pain {score} is above {ceiling}: no run today. Nothing was changed."
NOBODY = "That runner is not in the list. Nothing was changed."
NO_GUESTS = "A programme needs a runner of the list: a guest can do a free run. Nothing was changed."
NO_PROGRAMME = "There is no such programme. Choose one of the list. Nothing was changed."
ON_IT = "The runner is on that programme already: choose its next session. Nothing was changed."
ALL_DONE = "All sessions of that programme are done. Choose another. Nothing was changed."
FREE, LOOK = FREE_RUN.programme, "assessment"
"""Programmes that the page knows by name."""


@pages.get("/session/choices")
def choices() -> str:
    """Return what the chosen runner can do today, as a part of the start dialog."""
    runner_id = ChoicesForm.asked().runner_id
    found = offers(_enrolments(runner_id), datetime.now().astimezone().date())
    programmes = {name: one for name, one in desk().record.programmes().items() if name != FREE}
    return render_template(
        "_choices.html", guest=runner_id is None, offers=found, programmes=programmes, focuses=FOCUSES, presets=PRESETS
    )


@pages.post("/session/start")
def start() -> ResponseReturnValue:
    """Begin a session."""
    form = StartForm.sent()
    _refuse_if_running()
    _refuse_unknown(form.runner_id)
    if form.what == "free":
        return posted(Start(form.runner_id, _ready(_free(form), form)))
    if form.runner_id is None:
        abort(400, NO_GUESTS)
    one = _begun(form, form.runner_id) if form.what == "begin" else _own(form.what, form.runner_id)
    return posted(Start(form.runner_id, _ready(_next(one), form), one.enrolment_id))


def _refuse_if_running() -> None:
    snapshot = desk().live.snapshot()
    if snapshot and snapshot.session:
        abort(409, RUNNING.format(name=snapshot.session.runner_name))


def _refuse_unknown(runner_id: int | None) -> None:
    if runner_id is not None and all(runner.runner_id != runner_id for runner in desk().record.runners()):
        abort(400, NOBODY)


def _free(form: StartForm) -> SessionPlan:
    programme = desk().record.programmes().get(FREE)
    plan = programme.plan(1) if programme else FREE_RUN
    focus, lean = form.focus or plan.focus, form.trunk_lean_allowed
    return replace(plan, focus=focus, pain_preset=form.pain_preset, trunk_lean_allowed=lean)


def _begun(form: StartForm, runner_id: int) -> Enrolment:
    """Put the runner on a programme, unless they hurt too much to begin it."""
    programme = desk().record.programmes().get(form.programme)
    if programme is None:
        abort(400, NO_PROGRAMME)
    if any(one.programme == form.programme and is_open(one) for one in _enrolments(runner_id)):
        abort(409, ON_IT)
    _refuse_pain(form.pain_before, form.pain_preset.ceiling)
    return desk().record.enrol(runner_id, programme, form.focus, form.pain_preset, form.trunk_lean_allowed)


def _own(enrolment_id: int, runner_id: int) -> Enrolment:
    found = next((one for one in _enrolments(runner_id) if one.enrolment_id == enrolment_id), None)
    return found or abort(400, NO_PROGRAMME)


def _next(enrolment: Enrolment) -> SessionPlan:
    """Return the next session's plan, or once all are done the one by which to look again."""
    return desk().record.next_plan(enrolment.enrolment_id) or _follow_up(enrolment) or abort(409, ALL_DONE)


def _follow_up(enrolment: Enrolment) -> SessionPlan | None:
    look = desk().record.programmes().get(LOOK)
    if look is None or is_open(enrolment) or not enrolment.follow_ups:
        return None
    return look.plan(1, focus=enrolment.focus, reference=enrolment.reference, pain_preset=enrolment.pain_preset)


def _ready(plan: SessionPlan, form: StartForm) -> SessionPlan:
    """Return the plan of a runner who may run."""
    _refuse_pain(form.pain_before, plan.pain_preset.ceiling)
    return replace(plan, pain_before=form.pain_before)


def _refuse_pain(score: int | None, ceiling: int) -> None:
    if score is not None and score > ceiling:
        abort(409, TOO_MUCH_PAIN.format(score=score, ceiling=ceiling))


def _enrolments(runner_id: int | None) -> Sequence[Enrolment]:
    return () if runner_id is None else desk().record.enrolments(runner_id)
