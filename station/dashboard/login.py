"""The door: a PIN chosen on the first visit, asked for after that, and a cookie that lasts a working day."""

import time

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from station.dashboard.first_visit import code_needed, first_visit
from station.dashboard.guard import problem, wants_json
from station.dashboard.health import METRICS, may_read_metrics
from station.dashboard.kiosk import at_the_station
from station.dashboard.pin import is_pin
from station.dashboard.ports import desk
from station.dashboard.screen import OPEN_AT_THE_STATION

pages = Blueprint("login", __name__)
OPEN_TO_ALL = frozenset({"static", "login.ask", "login.answer", "live.healthz"})


@pages.before_app_request
def keep_out() -> ResponseReturnValue | None:
    """Let nobody in who has not logged in, but for the login itself, what it looks like, /healthz and the kiosk."""
    if request.endpoint in OPEN_TO_ALL or _logged_in():
        return None
    if request.endpoint in OPEN_AT_THE_STATION and at_the_station():
        return None
    if request.endpoint == METRICS and may_read_metrics():
        return None
    if wants_json():
        return problem("You are logged out. Log in again.", 401)
    return redirect(url_for("login.ask"), 303)


@pages.get("/login")
def ask() -> ResponseReturnValue:
    """Ask for the PIN, or for a first one."""
    return _page(None, 200)


@pages.post("/login")
def answer() -> ResponseReturnValue:
    """Check the PIN, or keep the first one."""
    return _check() if desk().pins.chosen() else _choose()


@pages.post("/logout")
def leave() -> ResponseReturnValue:
    """Forget this tablet."""
    session.clear()
    return redirect(url_for("login.ask"), 303)


def _choose() -> ResponseReturnValue:
    pin = request.form.get("pin", "")
    if code_needed() and not desk().lockout.attempt(lambda: first_visit().allows(request.form.get("code", ""))):
        return _refused("That is not the code on the station's screen.")
    if not is_pin(pin):
        return _page("A PIN has four to eight digits and nothing else.", 400)
    if pin != request.form.get("again", ""):
        return _page("The two PINs are not the same. Type the same PIN twice.", 400)
    if not desk().pins.choose(pin):
        return _page("Somebody has just chosen a PIN on another screen. Use that one.", 409)
    return _enter()


def _check() -> ResponseReturnValue:
    door = desk()
    pin = request.form.get("pin", "")
    if door.lockout.attempt(lambda: is_pin(pin) and door.pins.opens(pin)):
        return _enter()
    return _refused("That PIN is not right.")


def _refused(words: str) -> ResponseReturnValue:
    return _page(None, 429) if desk().lockout.wait_s() else _page(words, 401)


def _page(words: str | None, status: int) -> ResponseReturnValue:
    door = desk()
    wait_s = door.lockout.wait_s()
    if wait_s:
        words = f"Too many wrong PINs. Wait {wait_s} seconds, then try again."
    page = render_template("login.html", first=not door.pins.chosen(), words=words, wait_s=wait_s, coded=code_needed())
    return page, status, {"Retry-After": str(wait_s)} if wait_s else {}


def _enter() -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["since_s"], session["pin"] = time.time(), desk().pins.mark()
    return redirect(url_for("live.show"), 303)


def _logged_in() -> bool:
    """Logged in with the PIN in force, and not longer ago than the settings allow, however often the page was used."""
    since_s = session.get("since_s")
    if not isinstance(since_s, float) or session.get("pin") != desk().pins.mark():
        return False
    return time.time() - since_s < current_app.permanent_session_lifetime.total_seconds()
