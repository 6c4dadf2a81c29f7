"""The real station in front of frames from memory, for `station bench`: as fast as it can, or at a camera's pace."""

import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from station.assembly import Ears, open_landmarkers
from station.eyes import Eyes
from station.live import Station
from station.model import Frame, Setup, Start, Truth
from station.runtime.camera import Camera
from station.runtime.pool import Pool, Sightings
from station.runtime.threads import Life
from station.settings import Settings
from station.vision.pace import Pace
from station.vitals import Durations

WARM_UP_FRAMES = 30
LONGEST_S = 300.0


@dataclass(frozen=True, slots=True)
class Work:
    """What a run of the station gave."""

    poses_hz: float
    delays_s: list[float] = field(default_factory=list)
    costs_s: list[float] = field(default_factory=list)


def side_by_side(settings: Settings, frames: Sequence[Frame], landmarkers: int) -> Work:
    """Run landmarkers in threads of their own on a share of the frames each, and nothing else: what two can be."""
    finders = open_landmarkers(settings, landmarkers)

    def find(number: int) -> None:
        for frame in frames[number::landmarkers]:
            finders[number].find(frame)

    threads = [threading.Thread(target=find, args=(number,)) for number in range(landmarkers)]
    began_s = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    poses_hz = len(frames) / (time.monotonic() - began_s)
    for finder in finders:
        finder.close()
    return Work(poses_hz)


def worked(settings: Settings, setup: Setup, frames: Iterable[Frame], landmarkers: int) -> Work:
    """Run the station on frames as fast as it takes them."""
    eyes = MemoryEyes(settings, setup, frames, landmarkers, paced=False)
    with _running(settings, eyes) as station:
        eyes.wait_for_the_end(station.life)
        return _work(station, eyes)


def watched(settings: Settings, setup: Setup, frames: Iterable[Frame], landmarkers: int, browsers: int) -> Work:
    """Run the station on frames at a camera's pace, with so many browsers on its page."""
    eyes = MemoryEyes(settings, setup, frames, landmarkers, paced=True)
    with _running(settings, eyes) as station, ExitStack() as open_browsers:
        for _ in range(browsers):
            open_browsers.enter_context(_browser(station.address))
        eyes.wait_for_the_end(station.life)
        return _work(station, eyes)


class MemoryEyes:
    """Eyes that see decoded frames; notes when each was taken by a landmarker."""

    ears: Ears | None = None
    lookout = looking = None

    def __init__(
        self, settings: Settings, setup: Setup, frames: Iterable[Frame], landmarkers: int, *, paced: bool
    ) -> None:
        self.setup = setup
        self.landmarkers, self.spare = landmarkers, landmarkers - 1
        self.truth: Callable[[], Truth | None] = lambda: None
        self.taken_s: list[float] = []
        self._ended = False
        self._frames = iter(frames)
        self._camera = Camera(_Paced(self._frames), lambda: _Paced(iter(())), 1.0) if paced else None
        self._finders = open_landmarkers(settings, landmarkers)
        self._pool: Pool | None = None

    @property
    def sightings(self) -> Sightings:
        assert self._pool
        return self._pool.sightings

    def trouble(self) -> tuple[str, ...]:
        return ()

    def dropped(self) -> int:
        return self._camera.box.dropped if self._camera else 0

    @property
    def inference(self) -> Durations:
        return self._pool.took.told if self._pool else Durations()

    def rest(self, resting: int) -> None:
        """Nobody rests while it is measured what the machine can do."""

    def connect(self, life: Life) -> Eyes:
        self._pool = Pool(self._take, self._finders, life)
        return self

    def start(self, life: Life) -> None:
        assert self._pool
        self._pool.start()
        if self._camera:
            self._camera.start(life)

    def close(self) -> None:
        self._ended = True
        if self._camera:
            self._camera.close()
        if self._pool:
            self._pool.close()

    def wait_for_the_end(self, life: Life) -> None:
        deadline_s = time.monotonic() + LONGEST_S
        while not self._ended and not life.wait(0.05) and time.monotonic() < deadline_s:
            pass

    def _take(self) -> Frame | None:
        frame = None if self._ended else self._camera.box.take() if self._camera else next(self._frames, None)
        self._ended = frame is None
        if frame is None:
            return None
        now_s = time.monotonic()
        self.taken_s.append(now_s)
        return frame if self._camera else replace(frame, arrived_s=now_s)


class _Paced:
    """Frames at the pace of their own times."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._pace = Pace()

    def frames(self) -> Iterator[Frame]:
        for frame in self._frames:
            if self._pace.due(frame.t):
                yield replace(frame, arrived_s=time.monotonic())

    def close(self) -> None:
        self._pace.stop()


@contextmanager
def _running(settings: Settings, eyes: MemoryEyes) -> Iterator[Station]:
    with tempfile.TemporaryDirectory() as folder:
        here = settings.model_copy(
            update={
                "store": settings.store.model_copy(update={"data_dir": Path(folder)}),
                "dashboard": settings.dashboard.model_copy(update={"port": _free_port()}),
            }
        )
        with closing(Station(here, lambda _settings, life: eyes.connect(life))) as station:
            station.post(Start())
            station.start()
            yield station


def _work(station: Station, eyes: MemoryEyes) -> Work:
    steady = eyes.taken_s[WARM_UP_FRAMES:]
    hz = (len(steady) - 1) / (steady[-1] - steady[0]) if len(steady) > 1 else 0.0
    return Work(hz, list(station.pace.delays_s)[WARM_UP_FRAMES:], list(station.pace.costs_s)[WARM_UP_FRAMES:])


@contextmanager
def _browser(address: str) -> Iterator[None]:
    """Open the live page's stream from a process of its own, as a tablet would from outside."""
    browser = subprocess.Popen(
        [sys.executable, "-m", "station.bench_browser", address], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert browser.stdout
        browser.stdout.readline()  # it says when the stream has begun
        yield
    finally:
        browser.kill()
        browser.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
