"""The guided camera set-up: a still, the belt's corners tapped on it, checks in words, quiet standing."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from station.camera_place import Place
from station.dashboard.camera_checks import checks
from station.dashboard.camera_words import of_aim, of_standing
from station.dashboard.forms import TapsForm
from station.dashboard.guard import wants_json
from station.dashboard.ports import Camera, desk
from station.errors import AimError

pages = Blueprint("camera", __name__)

BELT_M = (1.50, 0.50)  # what most treadmills have
CAMERA = "camera"
"""In an address: which of two cameras is meant, from 1."""
NO_CAMERA = "There is no camera to set up: the station plays a recording."
RUNNERS_LAMPS = "A session runs, and the lamps are the runner's. Measure the delay before it or after it."
NO_PICTURE = "The camera sends no pictures now. Look at its cable."


@pages.get("/setup")
def show() -> ResponseReturnValue:
    """Show the set-up page."""
    if not desk().cameras:
        return render_template("problem.html", words=NO_CAMERA), 404
    camera = _camera()
    place = camera.place
    belt_m = (place.belt_length_m, place.belt_width_m) if place else BELT_M
    belt_cm = [f"{100 * m:g}" for m in belt_m]
    views = [one.setup.view for one in desk().cameras]
    return render_template(
        "camera.html", setup=camera.setup, place=place, belt_cm=belt_cm, views=views, again=_again(), number=_number()
    )


@pages.get("/setup/picture.jpg")
def picture() -> ResponseReturnValue:
    """Return the newest picture: made for this request, kept nowhere."""
    newest = _camera().picture()
    if newest is None:
        abort(503, NO_PICTURE)
    return Response(newest, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@pages.get("/setup/look.json")
def look() -> ResponseReturnValue:
    """Return the checks, what the taps in the question (else the kept ones) tell, and how standing goes."""
    camera = _camera()
    place, problem = _asked(camera)
    lines = checks(camera.look(), place.aim if place else None)
    stillness, glass = camera.stillness(), desk().glass
    return {
        "checks": [asdict(line) for line in lines],
        "aim": of_aim(place) if place else [],
        "problem": problem,
        "standing": of_standing(stillness) if stillness else [],
        "delay": glass.words if glass else "",
        "blinks": bool(glass and glass.working),
        "stands_frac": stillness.done_frac if stillness and stillness.result is None else None,
    }


@pages.post("/setup")
def save() -> ResponseReturnValue:
    """Keep what was tapped, and measure with it from now on."""
    camera, form = _camera(), TapsForm.sent()
    try:
        camera.keep(_found(camera, form))
    except AimError as error:
        abort(400, f"{error} Nothing was changed.")
    return {"kept": True} if wants_json() else redirect(url_for("camera.show", **_again()), 303)


@pages.post("/setup/stand")
def stand() -> ResponseReturnValue:
    """Measure three seconds of quiet standing."""
    _camera().stand()
    return {"standing": True} if wants_json() else redirect(url_for("camera.show", **_again()), 303)


@pages.post("/setup/delay")
def delay() -> ResponseReturnValue:
    """Measure the delay from light to cue: the lamp bar blinks for ten seconds."""
    glass = desk().glass
    if glass is None:
        abort(404, NO_CAMERA)
    if (snapshot := desk().live.snapshot()) and snapshot.session:
        abort(409, RUNNERS_LAMPS)
    glass.measure()
    return {"measuring": glass.working} if wants_json() else redirect(url_for("camera.show", **_again()), 303)


def _camera() -> Camera:
    """Return the camera that is asked for, the first one where none is named."""
    cameras, number = desk().cameras, _number()
    return cameras[number - 1] if 0 < number <= len(cameras) else abort(404, NO_CAMERA)


def _number() -> int:
    return request.args.get(CAMERA, 1, type=int)


def _again() -> dict[str, Any]:
    """Return what an address needs to mean the same camera again; nothing for the first."""
    return {CAMERA: _number()} if _number() > 1 else {}


def _asked(camera: Camera) -> tuple[Place | None, str | None]:
    """Return the place that the taps in the question tell, or why they tell none; without taps the kept one."""
    if not request.args.get("corners"):
        return camera.place, None
    try:
        taps = {name: told for name, told in request.args.items() if name != CAMERA}
        return _found(camera, TapsForm.model_validate(taps)), None
    except ValidationError:
        return None, TapsForm.refusal
    except AimError as error:
        return None, str(error)


def _found(camera: Camera, form: TapsForm) -> Place:
    return camera.found(form.corners, form.belt_m, form.upright)
