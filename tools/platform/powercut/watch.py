"""Look at a recording station from outside, and acknowledge to the host what a clinic may rely on.

Rows are acknowledged as soon as another connection can read them, notes as soon as the page says that they are kept.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

from station.live import Station
from tools.platform.powercut.facts import sessions
from tools.platform.powercut.tablet import Tablet
from tools.platform.powercut.told import Teller

LOOK_EVERY_S, NOTE_EVERY_S = 0.03, 0.15


def watch_rows(data_dir: Path, tell: Teller) -> None:
    """Tell of the newest sessions whenever more of them can be read."""
    db = sqlite3.connect(data_dir / "station.db", check_same_thread=False)
    known: dict[str, dict[str, object]] = {}

    def look() -> None:
        with suppress(sqlite3.OperationalError):  # busy: next time
            for number, row in sessions(db, 2).items():
                if known.get(number) != row:
                    known[number] = row
                    tell("row", session=number, **row)

    _often(look, LOOK_EVERY_S)


def watch_loop(station: Station, tell: Teller) -> None:
    """Tell what the newest pose of the running session was: what came after the last commit is what a cut takes."""

    def look() -> None:
        snapshot = station.snapshot()
        if snapshot and snapshot.session:
            tell("live", session=str(snapshot.session.session_id), t=snapshot.estimate.t)

    _often(look, LOOK_EVERY_S)


def write_notes(tablet: Tablet, first: int, tell: Teller) -> None:
    """Write notes at the first session from a tablet; one is acknowledged once the page has answered."""
    numbers = count(first)

    def write() -> None:
        number = next(numbers)
        tablet.note(1, str(number))
        tell("note", number=number)

    _often(write, NOTE_EVERY_S)


def _often(look: Callable[[], None], every_s: float) -> None:
    pause = threading.Event()

    def run() -> None:
        while True:
            look()
            pause.wait(every_s)

    threading.Thread(target=run, daemon=True).start()
