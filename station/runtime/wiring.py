"""What the loop is connected to."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from station.model import Beat, Cue, Mood, SessionState, Setup, Truth
from station.runtime.engine import Engine


class Outputs(Protocol):
    """Lamps and buzzer."""

    def play(self, cue: Cue) -> None: ...

    def cancel(self) -> None: ...

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
    """The rooms around the loop, what it asks them, and its clocks."""

    setup: Setup
    idle_engine: Callable[[Setup], Engine]
    session_engine: Callable[[Setup], Engine]
    outputs: Outputs
    recorder: Recorder
    settings_json: str = "{}"
    forgotten_s: float = 600.0
    """A session ends by itself when nobody was seen for so long."""
    height_of: Callable[[int], float | None] = lambda _: None
    """A runner's height by the register, m."""
    truth: Callable[[], Truth | None] = lambda: None
    dropped: Callable[[], int] = lambda: 0
    troubles: Callable[[], tuple[str, ...]] = lambda: ()
    watch: Callable[[Beat], None] = lambda _: None
    """Looks on at every beat; must not take long."""
    clock: Callable[[], float] = field(default=time.monotonic)
    cpu_clock: Callable[[], float] = field(default=time.thread_time)
