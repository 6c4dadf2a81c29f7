"""How machine and station are doing: the coach's page in words, and the same figures for Prometheus."""

from datetime import datetime
from typing import cast

from flask import Blueprint, Response, current_app, render_template
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from station.checked import SIGNS, Check, State
from station.dashboard.kiosk import at_the_station
from station.dashboard.ports import desk
from station.vital_checks import checks, warnings
from station.vitals import Durations, Throttle, Vitals

pages = Blueprint("health", __name__)
METRICS = "health.metrics"
ORDER = (State.BAD, State.LOOK, State.GOOD, State.UNKNOWN)
GIST = {
    State.BAD: "Something is to be put right.",
    State.LOOK: "Something is to be looked at; coaching works.",
    State.GOOD: "All is well.",
    State.UNKNOWN: "All is well.",
}


@pages.get("/health")
def show() -> str:
    """Show how it goes, what is wrong first; the numbers are folded beneath."""
    vitals = desk().live.vitals()
    lines = told(vitals)
    return render_template(
        "health.html",
        gist=GIST[lines[0].state],
        lines=lines,
        signs=SIGNS,
        numbers=numbers(vitals, desk().screens),
        now=datetime.now().astimezone(),
    )


@pages.get("/metrics")
def metrics() -> Response:
    """Return the figures in Prometheus form, for this machine and who has logged in; the settings may let all in."""
    registry = cast(CollectorRegistry, current_app.extensions["station_figures"])
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read_metrics() -> bool:
    """Say whether somebody who has not logged in may read the figures."""
    return at_the_station() or bool(current_app.config["STATION_METRICS_LAN"])


def told(vitals: Vitals) -> list[Check]:
    """Return the lines of the page, the worst first; what else the station warns of comes with them."""
    of_machine = warnings(vitals)
    others = [Check("Station", State.BAD, words) for words in vitals.warnings if words not in of_machine]
    return sorted([*others, *checks(vitals)], key=lambda line: ORDER.index(line.state))


def numbers(vitals: Vitals, screens: int) -> list[tuple[str, str]]:
    """Return what is folded beneath: a name and a value each."""
    host, rested = vitals.host, f" ({vitals.resting} at rest)" if vitals.resting else ""
    return [
        ("Version", vitals.version),
        ("Machine", host.board or "not told"),
        ("Poses a second", f"{vitals.poses_hz:.1f}{_usual(vitals)}"),
        ("Frames dropped", f"{vitals.frames_dropped}"),
        ("Landmarkers", f"{vitals.landmarkers}{rested}"),
        ("Inference, middle and slow end", _times(vitals.inference)),
        ("Frame to lamps, middle and slow end", _times(vitals.reaction)),
        ("Cue delay, middle and slow end", _times(vitals.cue_delay)),
        ("Processor's temperature", "not told" if host.temperature_c is None else f"{host.temperature_c:.1f} °C"),
        ("Throttled now", _flags(host.throttle)),
        ("Throttled since the station began", _flags(host.throttled_before)),
        ("Screens that watch", f"{screens}"),
    ]


def _usual(vitals: Vitals) -> str:
    return "" if vitals.usual_hz is None else f" (usually {vitals.usual_hz:.1f})"


def _times(times: Durations) -> str:
    if times.p50_s is None or times.p95_s is None:
        return "none yet"
    return f"{1000 * times.p50_s:.0f} and {1000 * times.p95_s:.0f} ms"


def _flags(bits: Throttle | None) -> str:
    if bits is None:
        return "not told"
    return ", ".join(str(flag.name).lower().replace("_", " ") for flag in Throttle if flag in bits) or "no"
