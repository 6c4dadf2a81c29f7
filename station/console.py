"""`station run` on a console: the address, one live line, and a clean end on Ctrl-C."""

import os
import socket
import sys
import time
from itertools import count

import click

from station.appliance.notify import Supervisor
from station.cues import short
from station.enough import Enough
from station.live import Station
from station.model import GaitEstimate, LegEstimate, Levels, Snapshot, Start
from station.settings import Settings
from station.waiting import opened
from station.watch import Watch, status

LOOK_EVERY_S, LOG_EVERY_S = 0.1, 5.0  # a flash lasts 0.3 s and more: a terminal shows each
CLOSING_S = 25.0  # threads are given 5 s each to come back
INTERNAL_ERROR = 70  # EX_SOFTWARE: the supervisor starts the station afresh


def run_station(settings: Settings, start_session: bool) -> None:
    """Run until Ctrl-C, SIGTERM or the death of a vital thread."""
    os.umask(0o077)  # the record is about people: for this user's eyes only
    supervisor = Supervisor.of()
    station, enough = opened(settings, supervisor)
    if station:
        try:
            _run(station, enough, supervisor, start_session)
        finally:
            supervisor.stopping(CLOSING_S)
            station.close()
        if station.life.cause:
            click.echo(f"The station has failed: {station.life.cause}", err=True)
            sys.exit(INTERNAL_ERROR)
    click.echo("The station has ended.")


def _run(station: Station, enough: Enough, supervisor: Supervisor, start_session: bool) -> None:
    station.start()
    if start_session:
        station.post(Start())
    click.echo(f"The coach's page: {station.address}   (Ctrl-C ends the station)")
    settings = station.settings.dashboard
    if settings.lan:
        click.echo(f"From a tablet: http://{socket.gethostname()}.local:{settings.port}")
        if code := station.first_code:
            click.echo(f"The first tablet is asked for this code: {code}")
    supervisor.ready(status(station.health()))
    supervisor.bear_with()
    watch = Watch(supervisor, station.fault, station.health)
    _show_until_the_end(station, enough, watch, lines=not supervisor.there)


def _show_until_the_end(station: Station, enough: Enough, watch: Watch, *, lines: bool) -> None:
    """Show a line now and then; a supervisor has its status, and the journal lies on a card that wears."""
    terminal = sys.stdout.isatty()
    every = 1 if terminal else round(LOG_EVERY_S / LOOK_EVERY_S)
    for look in count(1):
        if station.life.wait(LOOK_EVERY_S) or enough.said:
            break
        watch.look(time.monotonic())
        if lines and look % every == 0 and (snapshot := station.snapshot()):
            line = live_line(snapshot, station.levels())
            click.echo(f"\r\033[K{line}" if terminal else line, nl=not terminal)
    if terminal:
        click.echo()


def live_line(snapshot: Snapshot, levels: Levels | None) -> str:
    """Return the lamps as the runner sees them, cadence, knees, last cue and poses a second in one line."""
    estimate = snapshot.estimate
    measured = [
        _cadence(estimate),
        f"knees left {_knee(estimate.left)}, right {_knee(estimate.right)}",
        f"last cue: {_last_cue(snapshot)}",
        f"{snapshot.poses_hz:.0f} poses/s",
    ]
    seen = measured if snapshot.poses_hz > 0 else ["no pictures come"]  # what was measured then is not true now
    muted = ["muted"] if snapshot.muted else []
    return " | ".join([_lamps(levels), *muted, *seen, *snapshot.warnings])


def _lamps(levels: Levels | None) -> str:
    if levels is None:
        return "lamps out of order"
    left, right = "<" if levels.left_lamp else ".", ">" if levels.right_lamp else "."
    steady = "o" if any(levels.steady_rgb) else "."
    return f"[{left} {steady} {right}]{' beep' if levels.tone_hz else '     '}"


def _cadence(estimate: GaitEstimate) -> str:
    if not estimate.running or estimate.cadence_spm is None:
        return f"{estimate.activity:>8}"
    return f"cadence {estimate.cadence_spm:.1f} steps/min"


def _knee(leg: LegEstimate) -> str:
    fppa = leg.metrics.get("fppa_deg")
    return "--" if fppa is None else f"{fppa:+.0f}\N{DEGREE SIGN}"


def _last_cue(snapshot: Snapshot) -> str:
    cue = snapshot.last_cue
    if cue is None:
        return "none" if snapshot.session else "none (no session runs)"
    return f"{short(cue.kind, cue.side).lower()}, {snapshot.estimate.t - cue.t:.0f} s ago"
