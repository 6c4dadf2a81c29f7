"""The live page, its stream, the polling it falls back to, and /healthz."""

import time
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from station.dashboard.forms import FASTEST_KMH, SLOWEST_KMH
from station.dashboard.numbers import MEANINGS
from station.dashboard.payload import payload
from station.dashboard.ports import Desk, Record, desk
from station.dashboard.streams import encode, events
from station.errors import StoreError
from station.model import Levels, Snapshot
from station.names import NUMBERS
from station.phrases import FOCUSES, SYMPTOMS
from station.records import Runner
from station.settings import HIGHEST_TARGET_SPM, LOWEST_TARGET_SPM

pages = Blueprint("live", __name__)
RETRY_AFTER_S = 5


@pages.get("/")
def show() -> str:
    """Show the live page."""
    runners, trouble = _runners(desk().record)
    programmes = desk().record.programmes()
    return render_template(
        "live.html",
        runners=runners,
        trouble=trouble,
        chosen=request.args.get("runner", type=int),
        programmes={name: {"title": one.title, "planned": one.planned} for name, one in programmes.items()},
        focuses=FOCUSES,
        symptoms=SYMPTOMS,
        bounds=(LOWEST_TARGET_SPM, HIGHEST_TARGET_SPM),
        speeds=(SLOWEST_KMH, FASTEST_KMH),
        numbers=NUMBERS,
        meanings=dict(MEANINGS),
    )


@pages.get("/events")
def stream() -> ResponseReturnValue:
    """Stream what is new, if there is a thread to spare."""
    here = desk()
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream")
    if not here.streams.take():
        words = "Too many screens are watching. This one asks more slowly."
        return {"problem": words}, 503, {"Retry-After": str(RETRY_AFTER_S)}
    told = events(
        lambda: _newest(here), lambda snapshot, levels: _described(here, snapshot, levels), here.streams.closing
    )
    response = Response(told, mimetype="text/event-stream")
    response.call_on_close(here.streams.give_back)
    return response


@pages.get("/live.json")
def poll() -> ResponseReturnValue:
    """Return what a stream would send now."""
    here = desk()
    return Response(encode(_described(here, *_newest(here))), mimetype="application/json")


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Tell a supervisor whether the station is well; no login, no personal data."""
    here = desk()
    health = {**here.live.health(), "screens": here.screens}
    return health, 200 if health.get("ok") is True else 503


def _runners(record: Record) -> tuple[Sequence[Runner], str | None]:
    """A record that can not be read must not hide the runner on the belt."""
    try:
        return record.runners(), None
    except StoreError as error:
        return (), f"{error} Until then only guests can be started."


def _newest(here: Desk) -> tuple[Snapshot | None, Levels | None]:
    return here.live.snapshot(), here.live.levels()


def _described(here: Desk, snapshot: Snapshot | None, levels: Levels | None) -> Mapping[str, object]:
    return payload(snapshot, levels, time.monotonic(), here.unsure_below_frac)
