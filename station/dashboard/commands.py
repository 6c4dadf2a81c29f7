"""What the coach may tell the loop while a session runs. Each is checked here and done there."""

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.forms import ExtendForm, FeltForm, FocusForm, MuteForm, PainForm, SpeedForm, TargetsForm
from station.dashboard.guard import wants_json
from station.dashboard.ports import desk
from station.model import (
    Band,
    Command,
    Extend,
    Felt,
    Mute,
    OfSession,
    Pain,
    Pick,
    Resume,
    Retarget,
    Skip,
    Speed,
    Stop,
    Targets,
)

pages = Blueprint("commands", __name__)

NOBODY_RUNS = "No session is running. Nothing was changed."


@pages.post("/session/halt")
def halt() -> ResponseReturnValue:
    """Silence everything at once, whether a session runs or not: whoever is logged in is never refused."""
    desk().live.halt()
    return _answer("halt")


@pages.post("/session/stop")
def stop() -> ResponseReturnValue:
    """End the session."""
    return posted(Stop())


@pages.post("/session/resume")
def resume() -> ResponseReturnValue:
    """Let a halted session go on."""
    return _of_session(Resume())


@pages.post("/session/skip")
def skip() -> ResponseReturnValue:
    """Go on to the next phase."""
    return _of_session(Skip())


@pages.post("/session/extend")
def extend() -> ResponseReturnValue:
    """Let this phase last longer."""
    return _of_session(Extend(ExtendForm.sent().seconds))


@pages.post("/session/focus")
def pick() -> ResponseReturnValue:
    """Train what the coach chose."""
    return _of_session(Pick(FocusForm.sent().focus))


@pages.post("/session/pain")
def pain() -> ResponseReturnValue:
    """Tell what the runner answered."""
    return _of_session(Pain(PainForm.sent().score))


@pages.post("/session/felt")
def felt() -> ResponseReturnValue:
    """Tell what ends the run."""
    return _of_session(Felt(FeltForm.sent().symptom))


@pages.post("/session/speed")
def speed() -> ResponseReturnValue:
    """Tell that the belt's speed is being changed."""
    return _of_session(Speed(SpeedForm.sent().mps))


@pages.post("/mute")
def mute() -> ResponseReturnValue:
    """Silence lamps and buzzer, or let them speak again."""
    return posted(Mute(MuteForm.sent().muted))


@pages.post("/targets")
def targets() -> ResponseReturnValue:
    """Set a cadence band, or go back to the runner's own baseline."""
    form = TargetsForm.sent()
    band = None if form.own_baseline else Band(form.low_spm, form.high_spm)
    return posted(Retarget(Targets(cadence_spm=band)))


def _of_session(command: OfSession) -> ResponseReturnValue:
    """Post what only a running session can take."""
    snapshot = desk().live.snapshot()
    if snapshot is None or snapshot.session is None:
        abort(409, NOBODY_RUNS)
    return posted(command)


def posted(command: Command) -> ResponseReturnValue:
    """Post a command and answer."""
    desk().live.post(command)
    return _answer(type(command).__name__.lower())


def _answer(done: str) -> ResponseReturnValue:
    return {"posted": done} if wants_json() else redirect(url_for("live.show"), 303)
