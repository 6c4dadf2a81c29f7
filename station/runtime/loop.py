"""The loop thread: a sighting becomes a beat, the beat becomes light, sound, record and snapshot.

Commands enter here, between two poses. Nothing downstream can hold it up: every offer is non-blocking.
"""

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from station.model import (
    Advice,
    Beat,
    Command,
    Cue,
    Mood,
    Mute,
    Retarget,
    SessionState,
    Setup,
    Sighting,
    Snapshot,
    Start,
    Stop,
    Targets,
    Truth,
)
from station.runtime.engine import Engine
from station.runtime.health import Pace
from station.runtime.pool import Sightings
from station.runtime.threads import Life

IDLE_S = 0.25  # without a sighting for so long, commands and warnings are looked after all the same
STUCK_S = 10.0  # a landmarker that needs longer will not come back


class Outputs(Protocol):
    """Lamps and buzzer."""

    def play(self, cue: Cue) -> None: ...

    def refresh(self, mood: Mood) -> None: ...

    def mute(self, muted: bool) -> None: ...


class Recorder(Protocol):
    """The record."""

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def begin(self, setup: Setup, runner_id: int | None, t: float, settings_json: str) -> SessionState: ...

    def record(self, beat: Beat) -> None: ...

    def end(self, t: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the loop is connected to."""

    setup: Setup
    idle_engine: Callable[[], Engine]
    session_engine: Callable[[], Engine]
    outputs: Outputs
    recorder: Recorder
    settings_json: str = "{}"
    truth: Callable[[], Truth | None] = lambda: None
    dropped: Callable[[], int] = lambda: 0
    troubles: Callable[[], tuple[str, ...]] = lambda: ()
    clock: Callable[[], float] = field(default=time.monotonic)
    cpu_clock: Callable[[], float] = field(default=time.thread_time)


class Loop:
    """Turn the engine with each sighting; hold what a session needs; publish snapshots."""

    def __init__(self, wiring: Wiring, muted: bool = False) -> None:
        self._to = wiring
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._engine = wiring.idle_engine()
        self._session: SessionState | None = None
        self._muted = muted
        self._last_cue: Cue | None = None
        self.pace = Pace()
        self._t: float | None = None
        self._obeyed: list[Command] = []
        wiring.outputs.mute(muted)
        self.snapshot: Snapshot | None = None
        """The newest, replaced whole."""

    def post(self, command: Command) -> None:
        """Let a command take effect before the next pose; from any thread."""
        self._commands.put(command)

    def run(self, sightings: Sightings, life: Life) -> None:
        """Work until there are no more sightings or the station ends."""
        while not life.over:
            try:
                coming = sightings.get(timeout=IDLE_S)
            except queue.Empty:
                self.idle()
                continue
            if coming is None:
                break
            self.handle(coming.result(timeout=STUCK_S))
        while not life.wait(IDLE_S):
            self.idle()
        self._end_session()

    def handle(self, sighting: Sighting) -> None:
        """Make one beat of a sighting, and let it be seen, heard, kept and shown."""
        self._t = sighting.t
        self._obey_all()
        commands, self._obeyed = tuple(self._obeyed), []
        began_s = self._to.cpu_clock()
        beat = self._engine.beat(sighting, commands)
        cost_s = self._to.cpu_clock() - began_s
        self._act(beat.advice)
        if self._session:
            self._to.recorder.record(beat)
        self.pace.tick(self._to.clock(), sighting.arrived_s, cost_s)
        self._publish(beat)

    def idle(self) -> None:
        """Look after commands and warnings while nothing is seen; lamps go dark by themselves."""
        if self._t is None:
            return
        self._obey_all()
        if self.snapshot:
            self.snapshot = replace(
                self.snapshot, warnings=self._warnings(), session=self._session, muted=self._muted, poses_hz=0.0
            )

    def _act(self, advice: Advice) -> None:
        self._to.outputs.refresh(advice.mood)
        if advice.cue:
            self._last_cue = advice.cue
            self._to.outputs.play(advice.cue)

    def _obey_all(self) -> None:
        while not self._commands.empty():
            command = self._commands.get()
            if isinstance(command, Start) and self._engine.wishes != Targets():
                self._obeyed.append(Retarget(self._engine.wishes))  # a wish from before holds for the session too
            self._obey(command)
            self._obeyed.append(command)

    def _obey(self, command: Command) -> None:
        match command:
            case Start(runner_id):
                self._begin_session(runner_id)
            case Stop():
                self._end_session()
            case Mute(muted):
                self._muted = muted
                self._to.outputs.mute(muted)
            case Retarget(targets):
                self._engine.wishes = targets

    def _begin_session(self, runner_id: int | None) -> None:
        self._end_session()
        self._engine = self._to.session_engine()
        self._last_cue = None
        self._session = self._to.recorder.begin(self._to.setup, runner_id, self._t or 0.0, self._to.settings_json)

    def _end_session(self) -> None:
        if self._session:
            self._to.recorder.end(self._t or 0.0)
            self._session = None
            self._engine = self._to.idle_engine()

    def _publish(self, beat: Beat) -> None:
        now = self._to.clock()
        self.snapshot = Snapshot(
            setup=self._to.setup,
            estimate=beat.measured.estimate,
            advice=beat.advice,
            pose=beat.sighting.pose,
            session=self._session,
            muted=self._muted,
            last_cue=self._last_cue,
            poses_hz=self.pace.poses_hz(now),
            frames_dropped=self._to.dropped(),
            delay_ms=self.pace.delay_ms(),
            warnings=self._warnings(),
            truth=self._to.truth(),
            published_s=now,
        )

    def _warnings(self) -> tuple[str, ...]:
        return self._to.troubles() + self._to.recorder.warnings
