"""Landmarkers side by side, and their results in order again.

Inference of one landmarker keeps one core busy, so several take frames in turn. The turn is strict: each landmarker
follows the runner from its own last frame, so the same frames in the same order give the same poses, and results
leave in the order in which their frames came.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from station.model import Frame, Pose, Sighting
from station.runtime.threads import Life

Sightings = queue.Queue["Future[Sighting] | None"]
"""Sightings to come, in the order of their frames; None = there will be no more."""


class Landmarker(Protocol):
    """Finds the runner in a frame."""

    def find(self, frame: Frame) -> Pose | None: ...

    def close(self) -> None: ...


class Pool:
    """Turn the frames that `take` gives (None = the end) into sightings, in order."""

    def __init__(self, take: Callable[[], Frame | None], landmarkers: Sequence[Landmarker], life: Life) -> None:
        self._take = take
        self._landmarkers = landmarkers
        self._next = 0
        self._ended = False
        self._turn = threading.Condition()
        self._life = life
        self.sightings: Sightings = queue.Queue(maxsize=2 * len(landmarkers))
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for number in range(len(self._landmarkers)):
            thread = self._life.start_vital(f"pose-{number + 1}", partial(self._work, number))
            self._threads.append(thread)

    def close(self) -> None:
        """Wait for the threads, whose `take` has ended, and close the landmarkers."""
        while any(thread.is_alive() for thread in self._threads):
            drain(self.sightings)  # a thread may wait for room
            self._threads[0].join(timeout=0.05)
            self._threads = [thread for thread in self._threads if thread.is_alive()]
        for landmarker in self._landmarkers:
            landmarker.close()

    def _work(self, number: int) -> None:
        while (job := self._next_job(number)) is not None:
            frame, future = job
            try:
                future.set_result(Sighting(frame.t, self._landmarkers[number].find(frame), frame.arrived_s))
            except BaseException as error:
                future.set_exception(error)
                raise

    def _next_job(self, number: int) -> "tuple[Frame, Future[Sighting]] | None":
        with self._turn:
            self._turn.wait_for(lambda: self._next == number)
            frame = None if self._ended else self._take()
            future: Future[Sighting] | None = Future() if frame else None
            if not self._ended:
                self.sightings.put(future)
            self._ended = frame is None
            self._next = (number + 1) % len(self._landmarkers)
            self._turn.notify_all()
        return (frame, future) if frame and future else None


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
