"""What the pages need from the rest of the station, and where a request finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from station.dashboard.lockout import Lockout
from station.dashboard.pin import PinStore
from station.dashboard.streams import Streams
from station.model import Command, Levels, Snapshot
from station.records import Runner, SessionRecord, SessionSummary


class Live(Protocol):
    """The running loop, as far as the web may know it: the newest picture out, commands in. Nothing here blocks."""

    def snapshot(self) -> Snapshot | None: ...

    def levels(self) -> Levels | None:
        """Return what lamps and buzzer do; None where they have stopped working."""

    def post(self, command: Command) -> None: ...

    def health(self) -> Mapping[str, object]:
        """Return `ok` (bool) and whatever else /healthz may tell without a login: numbers, nobody's words or names."""


class Record(Protocol):
    """What is kept. Any call may raise StoreError, which the coach then reads."""

    def runners(self) -> Sequence[Runner]: ...

    def add_runner(self, name: str, height_m: float | None) -> Runner: ...

    def sessions(self, runner_id: int | None, before: int, most: int) -> Sequence[SessionSummary]:
        """Return sessions of one runner or of all, newest first, of a lower number than `before`, so many at most."""

    def session(self, session_id: int) -> SessionRecord | None: ...

    def add_note(self, session_id: int, text: str) -> None: ...

    def plot(self, session_id: int, name: str) -> bytes | None:
        """Return a plot as SVG: `cadence` or `knees`; None where there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the pages of one application work with."""

    live: Live
    record: Record
    pins: PinStore
    lockout: Lockout
    streams: Streams
    unsure_below_frac: float


def desk() -> Desk:
    """Return the desk of the application that answers this request."""
    return cast(Desk, current_app.extensions["station"])
