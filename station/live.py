"""The live station, wired: everything is opened and checked at the door, then the threads start."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial

from station import __version__
from station.assembly import coaching_engine, free_run, idle_engine
from station.camera_desk import CameraDesk
from station.dashboard.app import create_app
from station.dashboard.server import WebServer
from station.eyes import Eyes, open_eyes
from station.model import (
    Beat,
    Command,
    Cue,
    Focus,
    Halt,
    Levels,
    PainPreset,
    PainTime,
    SessionPlan,
    Snapshot,
    Stage,
    Start,
    Stop,
)
from station.onlooker import Onlooker
from station.programmes import Programme, load_programmes
from station.records import Enrolment, Runner, SessionRecord, SessionSummary
from station.runtime.health import Pace
from station.runtime.loop import Loop
from station.runtime.threads import Life
from station.runtime.wiring import Wiring
from station.sessions.plots import PLOTS
from station.sessions.recorder import Recorder
from station.sessions.store import Store
from station.sessions.trend_plots import trend_svg
from station.sessions.trends import Trends
from station.settings import Settings
from station.signals.devices import factory, open_devices
from station.signals.player import Player
from station.trend import trend
from station.visits import Visit

STALE_S = 2.0


class Station:
    """Open everything (raises StationError in words), `start`, wait on `life`, `close`."""

    def __init__(self, settings: Settings, open_source: Callable[[Settings, Life], Eyes] = open_eyes) -> None:
        self.settings = settings
        self.life = Life()
        self._open_source = open_source
        self._thread: threading.Thread | None = None
        with ExitStack() as opened:
            self._open(opened)
            self._opened = opened.pop_all()

    def _open(self, opened: ExitStack) -> None:
        settings = self.settings
        programmes = load_programmes(settings.store.data_dir / "programmes")
        store = opened.enter_context(closing(Store(settings.store.data_dir)))
        self._eyes = opened.enter_context(closing(self._open_source(settings, self.life)))
        onlooker = Onlooker(self._eyes.lookout, self._poses_hz)
        self._camera = CameraDesk(self._eyes.setup, onlooker, settings.store.data_dir, self.post)
        devices = open_devices(settings.signals, factory(settings.signals.gpio), self._press)
        self._player = opened.enter_context(closing(Player(devices, settings.signals.dead_man_s)))
        recorder = opened.enter_context(closing(Recorder(store, settings.store.commit_every_s)))
        self._recorder = recorder
        self._loop = Loop(self._wiring(recorder, store), muted=settings.signals.muted)
        self._player.on_cue.append(self._heard)
        unsure_below_frac, data_dir = settings.coaching.min_confidence_frac, settings.store.data_dir
        camera = self._camera if self._eyes.lookout else None
        app = create_app(
            self, Kept(store, programmes), settings.dashboard, data_dir, unsure_below_frac, camera_desk=camera
        )
        self._web = opened.enter_context(closing(WebServer(app, settings.dashboard)))
        self._web.start()

    def _wiring(self, recorder: Recorder, store: Store) -> Wiring:
        return Wiring(
            setup=self._camera.setup,
            idle_engine=partial(idle_engine, self.settings),
            session_engine=partial(coaching_engine, self.settings),
            free_run=free_run(self.settings),
            outputs=self._player,
            recorder=recorder,
            settings_json=self.settings.for_the_record(),
            forgotten_s=self.settings.store.forgotten_s,
            height_of=store.height_of,
            truth=self._eyes.truth,
            dropped=self._eyes.dropped,
            troubles=lambda: self._eyes.trouble() + self._camera.warnings + self._player.warnings + self._web.warnings,
            watch=self._watch,
        )

    @property
    def address(self) -> str:
        return self._web.address

    def start(self) -> None:
        self._thread = self.life.start_vital("loop", partial(self._loop.run, self._eyes.sightings, self.life))
        self._eyes.start(self.life)

    def close(self) -> None:
        """End the session, go dark, write what waits, hang up."""
        self.life.end()
        if self._thread:
            self._thread.join(timeout=5.0)
        self._opened.close()

    @property
    def pace(self) -> Pace:
        """How fast it goes."""
        return self._loop.pace

    def snapshot(self) -> Snapshot | None:
        return self._loop.snapshot

    def levels(self) -> Levels | None:
        """What lamps and buzzer do; None once they have stopped working."""
        return self._player.levels if self._player.working else None

    def post(self, command: Command) -> None:
        self._loop.post(command)

    def halt(self) -> None:
        """Silence everything at once, and let the session know."""
        self.post(Halt())
        self._player.hush()

    def health(self) -> Mapping[str, object]:
        """Return what a supervisor may know: well only while fresh poses come."""
        snapshot = self._loop.snapshot
        age_s = time.monotonic() - snapshot.published_s if snapshot else None
        return {
            "ok": age_s is not None and age_s < STALE_S,
            "version": __version__,
            "poses_hz": round(snapshot.poses_hz, 1) if snapshot else 0.0,
            "delay_ms": round(snapshot.delay_ms, 1) if snapshot and snapshot.delay_ms is not None else None,
            "pose_age_s": None if age_s is None else round(age_s, 2),
            "frames_dropped": self._eyes.dropped(),
            "landmarkers": self._eyes.landmarkers,
            "session": bool(snapshot and snapshot.session),
            "warnings": len(snapshot.warnings) if snapshot else 0,  # their words are for those who have logged in
        }

    def _poses_hz(self) -> float:
        snapshot = self._loop.snapshot
        return snapshot.poses_hz if snapshot else 0.0

    def _press(self) -> None:
        """The button at the treadmill: start a session for a guest, halt the one that runs, end one that is halted."""
        snapshot = self._loop.snapshot
        if not snapshot or not snapshot.session:
            self.post(Start())
        elif snapshot.advice.stage is Stage.HALTED or self._player.hushed:  # the stage waits for a camera that is lost
            self.post(Stop())
        else:
            self.halt()

    def _watch(self, beat: Beat) -> None:
        """Look on at a beat: the camera's place is watched, and the runner in here hears the metronome."""
        self._camera.watch(beat)
        if self._eyes.ears:
            snapshot = self._loop.snapshot
            muted = snapshot is not None and snapshot.muted
            self._eyes.ears.listen(None if muted else beat.advice.metronome)

    def _heard(self, cue: Cue, began_s: float) -> None:
        """A cue has begun: the runner in here hears it, the ledger keeps when, and the next is begun in time."""
        if self._eyes.ears:
            self._eyes.ears.hear(cue)
        lag = self._loop.lag
        if cue.due_t is not None:
            lag.played(cue.due_t, began_s)
        played_t = lag.t_of(began_s)
        if played_t is not None:
            self._recorder.played(cue, played_t)


class Kept:
    """The record as the pages want it: the store, the programmes there are, and plots drawn."""

    def __init__(self, store: Store, programmes: Mapping[str, Programme]) -> None:
        self._store = store
        self._programmes = programmes
        self._trends = Trends(store)

    def runners(self) -> Sequence[Runner]:
        return self._store.runners()

    def add_runner(self, name: str, height_m: float | None) -> Runner:
        return self._store.add_runner(name, height_m)

    def sessions(self, runner_id: int | None, before: int, most: int) -> Sequence[SessionSummary]:
        return self._store.sessions(runner_id, before, most)

    def session(self, session_id: int) -> SessionRecord | None:
        return self._store.session(session_id)

    def add_note(self, session_id: int, text: str) -> None:
        self._store.add_note(session_id, text)

    def plot(self, session_id: int, name: str) -> bytes | None:
        record = self._store.session(session_id)
        return PLOTS[name](record) if record and name in PLOTS else None

    def programmes(self) -> Mapping[str, Programme]:
        return self._programmes

    def enrolments(self, runner_id: int) -> Sequence[Enrolment]:
        return self._store.enrolments(runner_id)

    def enrol(
        self,
        runner_id: int,
        programme: Programme,
        focus: Focus | None,
        pain_preset: PainPreset,
        trunk_lean_allowed: bool,
    ) -> Enrolment:
        return self._store.enrol(runner_id, programme, focus, pain_preset, trunk_lean_allowed)

    def next_plan(self, enrolment_id: int) -> SessionPlan | None:
        return self._store.next_plan(enrolment_id)

    def enrolment(self, enrolment_id: int) -> Enrolment | None:
        return self._store.enrolment(enrolment_id)

    def end_enrolment(self, enrolment_id: int) -> None:
        self._store.end_enrolment(enrolment_id)

    def visits(self, session_ids: Sequence[int]) -> Sequence[Visit]:
        return self._trends.visits(session_ids)

    def trend_plot(self, enrolment_id: int) -> bytes | None:
        enrolment = self._store.enrolment(enrolment_id)
        return trend_svg(trend(self._trends.visits(enrolment.session_ids))) if enrolment else None

    def add_pain(self, session_id: int, when: PainTime, score: int) -> None:
        self._store.add_pain(session_id, when, score)
        self._trends.forget(session_id)
