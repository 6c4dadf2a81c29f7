"""What the loop is connected to."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from station.model import FREE_RUN, Beat, Cue, Mood, SessionPlan, SessionState, Setup, Ticks, Truth
from station.runtime.engine import Engine


class Outputs(Protocol):
    """Lamps and buzzer; times are on the station's clock."""

    def play(self, cue: Cue, at_s: float | None = None) -> None: ...

    def cancel(self) -> None: ...

    def refresh(self, mood: Mood, level: int = 0) -> None: ...

    def metronome(self, ticks: Ticks | None) -> None: ...

    def announce(self) -> None: ...

    def mute(self, muted: bool) -> None: ...

    def hush(self) -> None: ...

    def unhush(self) -> None: ...


class Recorder(Protocol):
    """The record."""

    @property
    def warnings(self) -> tuple[str, ...]: ...

    def begin(
        self,
        setup: Setup,
        runner_id: int | None,
        t: float,
        settings_json: str,
        *,
        plan: SessionPlan = FREE_RUN,
        enrolment_id: int | None = None,
    ) -> SessionState: ...

    def record(self, beat: Beat) -> None: ...

    def end(self, t: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """The rooms around the loop, what it asks them, and its clocks."""

    setup: Setup
    idle_engine: Callable[[Setup], Engine]
    session_engine: Callable[[Setup, SessionPlan], Engine]
    outputs: Outputs
    recorder: Recorder
    settings_json: str = "{}"
    free_run: SessionPlan = FREE_RUN
    """What a free run is by the settings."""
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
