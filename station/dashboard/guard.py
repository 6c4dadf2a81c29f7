"""What every request passes: only our own pages may act, and nobody may frame, sniff or script them."""

import ipaddress
import re
import socket

from flask import Flask, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException

from station.errors import StationError

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
    " 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # stricter would make browsers send `Origin: null` with our own forms
    "Cross-Origin-Resource-Policy": "same-origin",
}
# matplotlib writes its colours as style attributes; nothing else may be in a picture
PICTURE_ONLY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
LOCAL_ENDINGS = ("localhost", ".local", ".lan", ".internal", ".home.arpa")
FOR_SCRIPTS = ("/events", "/live.json", "/runner/events", "/runner.json", "/metrics")
WORDS = {
    400: "The station could not make sense of that. Nothing was changed.",
    404: "There is no such page.",
    405: "That can not be done here. Nothing was changed.",
    413: "That was too much at once. Nothing was changed.",
    500: "Something went wrong inside the station. Measuring goes on. Go back and try again.",
}
TOO_OLD = "This page was open for too long. Go back, load it again and repeat what you did. Nothing was changed."


def guard(app: Flask) -> None:
    """Set the rules on an application."""
    lock_out(app)  # first: with a host that is not ours, not even an error page can be made
    CSRFProtect(app)
    app.register_error_handler(CSRFError, lambda _: problem(TOO_OLD, 400))
    app.register_error_handler(HTTPException, _refusal)
    app.register_error_handler(StationError, lambda error: problem(str(error), 503))


def lock_out(app: Flask) -> None:
    """Let an application answer only browsers that came to it by an address of its own, and none that frame it."""
    app.before_request(_refuse_strangers)
    app.after_request(_with_headers)


def wants_json() -> bool:
    """Say whether a script asks, not a person's browser."""
    return request.accept_mimetypes.best == "application/json" or request.path in FOR_SCRIPTS


def problem(words: str, status: int) -> ResponseReturnValue:
    """Return an answer that says in plain words why not."""
    if wants_json():
        return {"problem": words}, status
    return render_template("problem.html", words=words), status


def _refusal(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    said = error.description if error.description != type(error).description else None
    return problem(said or WORDS.get(status, WORDS[400]), status)


def _refuse_strangers() -> ResponseReturnValue | None:
    if not _is_ours(request.host):
        words = "Open the station by its own address: its IP number, or its name ending in .local.\n"
        return Response(words, 400, mimetype="text/plain")
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin not in (None, f"{request.scheme}://{request.host}"):
        abort(400, "Another page tried to change something here. Nothing was changed.")
    return None


def _is_ours(host: str) -> bool:
    """Say whether a Host header is an address of the local network.

    A page elsewhere can point a public name of its own at this machine (DNS rebinding); it can not do so with an IP
    number or a name that only the local network knows. A header with characters that no host has arrives empty.
    """
    name = re.sub(r":\d*$", "", host).lower()
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return (bool(name) and "." not in name) or name.endswith(LOCAL_ENDINGS) or name == socket.gethostname().lower()
    return True


def _with_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
