"""The runner's screen: its page, its stream, and the polling it falls back to.

A browser on the station itself needs no login for these, and its stream has a place of its own: however many tablets
watch, the runner's screen is served, and however often that screen is opened, it takes no place from a tablet.
"""

import time
from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from station.dashboard import first_visit
from station.dashboard.kiosk import at_the_station
from station.dashboard.ports import Desk, desk
from station.dashboard.runner_screen import ONE_MOMENT, screen
from station.dashboard.streams import Streams, encode, events
from station.model import Levels, Snapshot

pages = Blueprint("screen", __name__)
OPEN_AT_THE_STATION = frozenset({"screen.show", "screen.stream", "screen.poll", "first_visit.picture"})
EVERY_S = 0.02
"""A figure in a mirror must not lag: each pose is sent within so long of being known."""
RETRY_AFTER_S = 5


@pages.get("/runner")
def show() -> str:
    """Show the runner's screen, or how to begin while nobody has chosen a PIN."""
    if first_visit.screen_wanted():
        return first_visit.show()
    return render_template("screen.html", moment=ONE_MOMENT)


@pages.get("/runner/events")
def stream() -> ResponseReturnValue:
    """Stream what is new."""
    here = desk()
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream")
    places = _places(here)
    if not places.take():
        return {"problem": "Too many screens are watching."}, 503, {"Retry-After": str(RETRY_AFTER_S)}
    told = events(lambda: (here.live.snapshot(), None), _described, places.closing, EVERY_S)
    response = Response(told, mimetype="text/event-stream")
    response.call_on_close(places.give_back)
    return response


@pages.get("/runner.json")
def poll() -> ResponseReturnValue:
    """Return what a stream would send now."""
    return Response(encode(_described(desk().live.snapshot(), None)), mimetype="application/json")


def _places(here: Desk) -> Streams:
    return here.kiosk if at_the_station() else here.streams


def _described(snapshot: Snapshot | None, _: Levels | None) -> Mapping[str, object]:
    return screen(snapshot, time.monotonic())
