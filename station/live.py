"""The live station, wired: everything is opened and checked at the door, then the threads start."""

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from time import monotonic

from station.appliance.access_point import read_point
from station.appliance.probes import Probes
from station.assembly import coaching_engine, free_run, idle_engine
from station.camera_desks import camera_desks, setup_of
from station.dashboard.app import create_app
from station.dashboard.pin import PinStore
from station.dashboard.server import WebServer
from station.eyes import Eyes
from station.glass_desk import GlassDesk
from station.host_watch import HostWatch
from station.model import Beat, Command, Cue, Halt, Levels, Snapshot, Stage, Start, Stop
from station.programmes import load_programmes
from station.record_desk import RecordDesk
from station.runtime.health import Pace
from station.runtime.loop import Loop
from station.runtime.pulse import Pulse, fault
from station.runtime.threads import Life
from station.runtime.wiring import Wiring
from station.sessions.recorder import Recorder
from station.sessions.store import Store
from station.settings import Settings
from station.signals.devices import open_devices
from station.signals.pins import factory
from station.signals.player import Player
from station.two_eyes import open_eyes
from station.vitals import Host, Vitals


class Station:
    """Open everything (raises StationError in words), `start`, wait on `life`, `close`."""

    def __init__(
        self,
        settings: Settings,
        open_source: Callable[[Settings, Life], Eyes] = open_eyes,
        look_at_host: Callable[[], Host] | None = None,
        remarks: tuple[str, ...] = (),
    ) -> None:
        self.settings = settings
        self._remarks = remarks
        self._look_at_host = look_at_host or Probes(settings.store.data_dir).look
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
        self._cameras = camera_desks(self._eyes, settings.store.data_dir, self._poses_hz, self.post)
        devices = open_devices(settings.signals, factory(settings.signals.gpio), self._press)
        self._player = opened.enter_context(closing(Player(devices, settings.signals.dead_man_s)))
        recorder = opened.enter_context(closing(Recorder(store, settings.store.commit_every_s)))
        self._recorder = recorder
        glass = GlassDesk(self._eyes.lookout, self._player, settings.signals.gpio, recorder.glass)
        self._glass = opened.enter_context(closing(glass))
        self._loop = Loop(self._wiring(recorder, store), muted=settings.signals.muted)
        self._host = HostWatch(self._look_at_host, self._eyes, self._loop, settings.dashboard.lan)
        opened.callback(self._host.close)
        self._player.on_cue.append(self._heard)
        unsure_below_frac, data_dir = settings.coaching.min_confidence_frac, settings.store.data_dir
        cameras = self._cameras if self._eyes.lookout else ()
        app = create_app(
            self,
            RecordDesk(store, programmes),
            settings.dashboard,
            data_dir,
            unsure_below_frac,
            camera_desks=cameras,
            glass=glass,
            access_point=read_point,
        )
        self._first_visit = app.extensions["station_first_visit"]
        self._web = opened.enter_context(closing(WebServer(app, settings.dashboard)))
        self._web.start()

    def _wiring(self, recorder: Recorder, store: Store) -> Wiring:
        return Wiring(
            setup=setup_of(self._cameras),
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
            troubles=self._troubles,
            watch=self._watch,
        )

    @property
    def address(self) -> str:
        return self._web.address

    @property
    def first_code(self) -> str | None:
        """What a first tablet must tell before it may choose the PIN; None where one was chosen."""
        return None if PinStore(self.settings.store.data_dir).chosen() else self._first_visit.spoken

    def start(self) -> None:
        self._started_s = monotonic()
        self._thread = self.life.start_vital("loop", partial(self._loop.run, self._eyes.sightings, self.life))
        self._eyes.start(self.life)
        self._host.start()

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
        return self._host.health()

    def fault(self) -> str | None:
        """Return what hangs since `start`, in words for the journal; None while the station works."""
        loop_s, pose_s = max(self._loop.turned_s, self._started_s), max(self._loop.seen_s, self._started_s)
        return fault(Pulse(loop_s, pose_s, self._eyes.looking), monotonic())

    def vitals(self) -> Vitals:
        """Return how machine and station are doing."""
        return replace(self._host.vitals(), glass=self._glass.newest)

    def _troubles(self) -> tuple[str, ...]:
        cameras = tuple(warning for camera in self._cameras for warning in camera.warnings)
        rooms = self._eyes.trouble() + cameras + self._player.warnings + self._web.warnings
        return self._remarks + rooms + self._host.warnings

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
        """Look on at a beat: camera and lamp are looked after, and the runner in here hears the metronome."""
        for camera in self._cameras:
            camera.watch(beat)
        if beat.sighting.camera == 0:
            self._glass.watch(beat)
        if self.settings.signals.delay_check and any(isinstance(command, Start) for command in beat.commands):
            self._glass.measure()
        if self._eyes.ears:
            snapshot = self._loop.snapshot
            muted = snapshot is not None and snapshot.muted
            self._eyes.ears.listen(None if muted else beat.advice.metronome)

    def _heard(self, cue: Cue, began_s: float) -> None:
        """A cue has begun: the runner in here hears it, the ledger keeps when, and the next is begun in time."""
        if self._eyes.ears:
            self._eyes.ears.hear(cue)
        lag = self._loop.lag
        self._loop.pace.cue_delay.lit(cue, began_s, None if cue.due_t is None else lag.at_s(cue.due_t))
        if cue.due_t is not None:
            lag.played(cue.due_t, began_s)
        played_t = lag.t_of(began_s)
        if played_t is not None:
            self._recorder.played(cue, played_t)
