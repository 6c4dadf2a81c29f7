"""Landmarkers side by side, and their results in order again.

Inference of one landmarker keeps one core busy, so several take frames in turn. The turn is strict: each landmarker
follows the runner from its own last frame, so the same frames in the same order give the same poses, and results
leave in the order in which their frames came.
"""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import zip_longest
from typing import Protocol

from station.model import Frame, Pose, Sighting
from station.runtime.health import Spread
from station.runtime.threads import Life

log = logging.getLogger(__name__)

PATIENCE_S = 5.0  # a landmarker that needs longer when the station ends will not come back

Sightings = queue.Queue["Future[Sighting] | None"]
"""Sightings to come, in the order of their frames; None = there will be no more."""


class Landmarker(Protocol):
    """Finds the runner in a frame."""

    def find(self, frame: Frame) -> Pose | None: ...

    def close(self) -> None: ...


class Pool:
    """Turn the frames that `take` gives (None = the end) into sightings, in order.

    What `take` or a landmarker raises comes out where its sighting would have; of a landmarker it ends the station too.
    Others then wait for the turn of the one that is gone until the pool is closed.
    """

    def __init__(
        self, take: Callable[[], Frame | None], landmarkers: Sequence[Landmarker], life: Life, name: str = "pose"
    ) -> None:
        self._take, self._name = take, name
        self._landmarkers = landmarkers
        self._next = 0
        self._ended = False
        self._awake = len(landmarkers)
        self._turn = threading.Condition()
        self._life = life
        self.sightings: Sightings = queue.Queue(maxsize=2 * len(landmarkers))
        self.took = Spread()
        """One landmarker's time for one frame."""
        self._threads: list[threading.Thread] = []

    def rest(self, resting: int) -> None:
        """Let so many landmarkers rest from the next turn on, the last ones; one always works.

        Without the lock: who has the turn holds it until a frame comes, and of a lost camera none does.
        """
        self._awake = max(1, len(self._landmarkers) - resting)

    def start(self) -> None:
        for number in range(len(self._landmarkers)):
            thread = self._life.start_vital(f"{self._name}-{number + 1}", partial(self._work, number))
            self._threads.append(thread)

    def close(self) -> None:
        """Wait for the threads, whose `take` has ended, and close the landmarkers; one that is stuck is left behind."""
        self._ended = True
        deadline_s = time.monotonic() + PATIENCE_S
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < deadline_s:
            drain(self.sightings)  # a thread may wait for room
            self._wake()
        stuck = [thread.is_alive() for thread in self._threads]
        for landmarker, is_stuck in zip_longest(self._landmarkers, stuck):
            if is_stuck:
                log.error("A landmarker does not come back; it is left behind.")
            else:
                landmarker.close()

    def _work(self, number: int) -> None:
        while (job := self._next_job(number)) is not None:
            self._find(number, *job)

    def _find(self, number: int, frame: Frame, future: "Future[Sighting]") -> None:
        began_s = time.monotonic()
        try:
            pose = self._landmarkers[number].find(frame)
            self.took.add(time.monotonic() - began_s)
            future.set_result(Sighting(frame.t, pose, frame.arrived_s))
        except BaseException as error:
            future.set_exception(error)
            raise

    def _wake(self) -> None:
        """Let those who wait for their turn look again; not for long, for who has the turn may be stuck with it."""
        if self._turn.acquire(timeout=0.05):
            self._turn.notify_all()
            self._turn.release()
        self._threads[0].join(timeout=0.05)

    def _next_job(self, number: int) -> "tuple[Frame, Future[Sighting]] | None":
        with self._turn:
            self._turn.wait_for(lambda: self._ended or self._next == number)
            job = None if self._ended else self._job()
            self._next = number + 1 if number + 1 < self._awake else 0
            self._turn.notify_all()
        return job

    def _job(self) -> "tuple[Frame, Future[Sighting]] | None":
        future: Future[Sighting] = Future()
        frame = self._taken(future)
        self._ended = self._ended or frame is None
        self.sightings.put(future if frame or future.done() else None)
        return (frame, future) if frame else None

    def _taken(self, future: "Future[Sighting]") -> Frame | None:
        try:
            return self._take()
        except Exception as error:  # noqa: BLE001 (whoever reads the sightings meets it in its place)
            future.set_exception(error)
            return None


class Feed:
    """Sightings that need no landmarker (a recorded pose stream), handed over like those of a pool."""

    def __init__(self, sightings: Iterable[Sighting], life: Life) -> None:
        self._source = sightings
        self._life = life
        self._closed = False
        self._thread: threading.Thread | None = None
        self.ended = False
        self.sightings: Sightings = queue.Queue(maxsize=4)

    def start(self) -> None:
        self._thread = self._life.start_vital("feed", self._work)

    def close(self) -> None:
        self._closed = True
        while self._thread and self._thread.is_alive():
            drain(self.sightings)
            self._thread.join(timeout=0.05)

    def _work(self) -> None:
        for sighting in self._source:
            if self._closed:
                return
            done: Future[Sighting] = Future()
            done.set_result(sighting)
            self.sightings.put(done)
        self.ended = True
        self.sightings.put(None)


def in_order(sightings: Sightings) -> Iterator[Sighting]:
    """Yield sightings to the end, waiting for each."""
    while (coming := sightings.get()) is not None:
        yield coming.result()


def drain(sightings: Sightings) -> None:
    """Throw away what waits."""
    with contextlib.suppress(queue.Empty):
        while True:
            sightings.get_nowait()
