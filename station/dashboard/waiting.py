"""The page while there is no camera: what is wrong, what to do, and the station's own page as soon as there is one."""

from collections.abc import Callable

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from station import __version__
from station.dashboard.guard import lock_out, wants_json
from station.dashboard.runner_screen import ONE_MOMENT

RETRY_AFTER_S = 5
EVERY_WAY = ["GET", "POST"]


def create_waiting_app(trouble: Callable[[], str]) -> Flask:
    """Return the application that stands in for the coach's page; `trouble` says in words what it waits for.

    No login: there is nobody's record in it.
    """
    app = Flask(__name__)
    lock_out(app)

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return {"ok": False, "waiting": True, "version": __version__, "session": False, "warnings": 1}, 503

    @app.get("/runner")
    def runner() -> ResponseReturnValue:
        return _later(render_template("waiting_screen.html", word=ONE_MOMENT))

    @app.route("/", defaults={"path": ""}, methods=EVERY_WAY)
    @app.route("/<path:path>", methods=EVERY_WAY)
    def show(path: str) -> ResponseReturnValue:
        if wants_json():
            return _later({"problem": trouble()})
        return _later(render_template("waiting.html", words=trouble()))

    return app


def _later(said: str | dict[str, str]) -> ResponseReturnValue:
    return said, 503, {"Retry-After": str(RETRY_AFTER_S)}
