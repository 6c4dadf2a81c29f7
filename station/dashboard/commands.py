"""What the coach may tell the loop: start, stop, mute, targets. Each is checked here and done there."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.forms import MuteForm, StartForm, TargetsForm
from station.dashboard.guard import wants_json
from station.dashboard.ports import desk
from station.model import Band, Command, Mute, Retarget, Start, Stop, Targets

pages = Blueprint("commands", __name__)

RUNNING = "A session of {name} is running. Stop it first. Nothing was changed."


@pages.post("/session/start")
def start() -> ResponseReturnValue:
    """Begin a session for a runner of the list, or for a guest."""
    runner_id = StartForm.sent().runner_id
    if runner_id is not None and all(runner.runner_id != runner_id for runner in desk().record.runners()):
        abort(400, f"{StartForm.refusal} Nothing was changed.")
    snapshot = desk().live.snapshot()
    if snapshot and snapshot.session:
        abort(409, RUNNING.format(name=snapshot.session.runner_name))
    return _posted(Start(runner_id))


@pages.post("/session/stop")
def stop() -> ResponseReturnValue:
    """End the session."""
    return _posted(Stop())


@pages.post("/mute")
def mute() -> ResponseReturnValue:
    """Silence lamps and buzzer, or let them speak again."""
    return _posted(Mute(MuteForm.sent().muted))


@pages.post("/targets")
def targets() -> ResponseReturnValue:
    """Set a cadence band, or go back to the runner's own baseline."""
    form = TargetsForm.sent()
    band = None if form.own_baseline else Band(form.low_spm, form.high_spm)
    return _posted(Retarget(Targets(cadence_spm=band)))


def _posted(command: Command) -> ResponseReturnValue:
    desk().live.post(command)
    if wants_json():
        return {"posted": type(command).__name__.lower()}
    return redirect(url_for("live.show"), 303)
