"""What the pages need from the rest of the station, and where a request finds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from station.camera_place import Pixel, Place
from station.dashboard.lockout import Lockout
from station.dashboard.pin import PinStore
from station.dashboard.streams import Streams
from station.looks import Look, Stillness
from station.model import Command, Focus, Levels, PainPreset, PainTime, SessionPlan, Setup, Snapshot
from station.programmes import Programme
from station.records import Enrolment, Runner, SessionRecord, SessionSummary
from station.visits import Visit
from station.vitals import Vitals

Corners = tuple[Pixel, Pixel, Pixel, Pixel]


class Live(Protocol):
    """The running loop, as far as the web may know it: the newest picture out, commands in. Nothing here blocks."""

    def snapshot(self) -> Snapshot | None: ...

    def levels(self) -> Levels | None:
        """Return what lamps and buzzer do; None where they have stopped working."""

    def post(self, command: Command) -> None: ...

    def halt(self) -> None:
        """Darken and silence everything now, without waiting for the loop, and post Halt to it."""

    def health(self) -> Mapping[str, object]:
        """Return `ok` (bool) and whatever else /healthz may tell without a login: numbers, nobody's words or names."""

    def vitals(self) -> Vitals:
        """Return how machine and station are doing."""


class Record(Protocol):
    """What is kept. Any call may raise StoreError, which the coach then reads."""

    def runners(self) -> Sequence[Runner]: ...

    def add_runner(self, name: str, height_m: float | None) -> Runner: ...

    def sessions(self, runner_id: int | None, before: int, most: int) -> Sequence[SessionSummary]:
        """Return sessions of one runner or of all, newest first, of a lower number than `before`, so many at most."""

    def session(self, session_id: int) -> SessionRecord | None: ...

    def add_note(self, session_id: int, text: str) -> None: ...

    def plot(self, session_id: int, name: str) -> bytes | None:
        """Return a plot as SVG: `cadence` or `legs`; None where there is nothing to draw."""

    def programmes(self) -> Mapping[str, Programme]:
        """Return all there are by name, read once: this is asked for often."""

    def enrolments(self, runner_id: int) -> Sequence[Enrolment]: ...

    def enrol(
        self,
        runner_id: int,
        programme: Programme,
        focus: Focus | None,
        pain_preset: PainPreset,
        trunk_lean_allowed: bool,
    ) -> Enrolment: ...

    def next_plan(self, enrolment_id: int) -> SessionPlan | None:
        """Return what the next visit is to be; None where all are done."""

    def enrolment(self, enrolment_id: int) -> Enrolment | None: ...

    def end_enrolment(self, enrolment_id: int) -> None:
        """Let nothing of a programme come any more; what was done of it stays."""

    def visits(self, session_ids: Sequence[int]) -> Sequence[Visit]:
        """Return what these sessions come to, in their order; it is asked for often."""

    def trend_plot(self, enrolment_id: int) -> bytes | None:
        """Return the trend over a programme's sessions as SVG; None where there is no such programme."""

    def add_pain(self, session_id: int, when: PainTime, score: int) -> None:
        """Keep the runner's pain, 0 to 10, as told once the session was over."""


class Camera(Protocol):
    """The guided camera set-up."""

    @property
    def setup(self) -> Setup: ...

    @property
    def place(self) -> Place | None:
        """Return the set-up that is kept and measured with."""

    def picture(self) -> bytes | None:
        """Return the newest picture as a JPEG, made now and kept nowhere; None where there is none."""

    def found(self, corners_px: Corners, belt_m: tuple[float, float], upright_px: tuple[Pixel, Pixel] | None) -> Place:
        """Return the place that taps tell, the belt being so long and wide. Raises AimError."""

    def keep(self, place: Place) -> None:
        """Keep a place and let it be measured with from now on. Raises AimError."""

    def look(self) -> Look | None:
        """Return what the picture tells, not older than a second; None where there is none."""

    def stand(self) -> None:
        """Begin to measure quiet standing."""

    def stillness(self) -> Stillness | None: ...


class Glass(Protocol):
    """The delay from light to cue, measured on the station's own lamp."""

    @property
    def working(self) -> bool: ...

    @property
    def words(self) -> str:
        """Return what came of it, or what is being done."""

    def measure(self) -> None:
        """Begin; ten seconds later `words` tell."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the pages of one application work with."""

    live: Live
    record: Record
    pins: PinStore
    lockout: Lockout
    streams: Streams
    unsure_below_frac: float
    cameras: Sequence[Camera]
    """One or two; none where nothing can be looked through: poses were recorded."""
    glass: Glass | None
    kiosk: Streams
    """Kept free for the runner's screen on the station itself."""

    @property
    def screens(self) -> int:
        """How many live streams are open."""
        return self.streams.open + self.kiosk.open


def desk() -> Desk:
    """Return the desk of the application that answers this request."""
    return cast(Desk, current_app.extensions["station"])
