"""The coach's page as a Flask application: pages out, commands in; the loop is never waited for.

What it needs of the rest of the station is declared in `ports`: `Live` (the loop) and `Record` (what is kept).
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from flask import Flask

from station.dashboard import (
    camera,
    commands,
    first_visit,
    health,
    history,
    live,
    login,
    register,
    screen,
    starting,
    training,
)
from station.dashboard.guard import guard
from station.dashboard.learned import FILTERS as LEARNED
from station.dashboard.ledger import FILTERS as LEDGER
from station.dashboard.lockout import Lockout
from station.dashboard.metrics import registry_of
from station.dashboard.pin import PinStore, secret_key
from station.dashboard.ports import Camera, Desk, Glass, Live, Record
from station.dashboard.streams import Streams
from station.dashboard.words import FILTERS
from station.settings import DashboardSettings


def create_app(
    live_loop: Live,
    record: Record,
    settings: DashboardSettings,
    data_dir: Path,
    unsure_below_frac: float = 0.6,
    *,
    camera_desks: Sequence[Camera] = (),
    glass: Glass | None = None,
    access_point: Callable[[], first_visit.Point | None] = lambda: None,
) -> Flask:
    """Return the application; PIN and cookie key are kept in `data_dir`.

    `unsure_below_frac` is the confidence below which the station says nothing: the page calls it "unsure".
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret_key(data_dir),
        SESSION_COOKIE_NAME=f"station_{settings.port}",  # cookies know no ports, and a machine may run two stations
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.login_hours),
        WTF_CSRF_TIME_LIMIT=None,  # the live page stays open all day; its token ends with the login
        MAX_CONTENT_LENGTH=64 * 1024,
        STATION_METRICS_LAN=settings.metrics_lan,
    )
    streams = Streams(settings.threads // 2)
    kiosk = Streams(max(1, settings.threads // 8), streams.closing)
    here = Desk(
        live_loop, record, PinStore(data_dir), Lockout(), streams, unsure_below_frac, camera_desks, glass, kiosk
    )
    app.extensions["station"] = here
    app.extensions["station_figures"] = registry_of(live_loop.vitals, lambda: here.screens)
    app.extensions["station_first_visit"] = first_visit.FirstVisit(settings.lan, settings.port, access_point)
    app.jinja_env.filters.update(FILTERS | LEARNED | LEDGER)
    guard(app)
    for room in (login, live, starting, commands, register, training, history, camera, screen, health, first_visit):
        app.register_blueprint(room.pages)
    return app
