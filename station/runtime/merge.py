"""Several cameras' sightings in one queue, each as soon as it is known: a slow camera holds up none but itself."""

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

from station.model import Sighting
from station.runtime.pool import Sightings, drain
from station.runtime.threads import Life

LOOK_S = 0.25
STUCK_S = 10.0  # as in the loop: a landmarker that needs longer will not come back


class Merge:
    """Number the sightings of each source by its camera. They end when all sources have ended.

    What failed in a source comes out in its place.
    """

    def __init__(self, sources: Sequence[Sightings], life: Life) -> None:
        self._sources = sources
        self._life = life
        self._open = len(sources)
        self._ending = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self.sightings: Sightings = queue.Queue(maxsize=2 * len(sources))

    def start(self) -> None:
        for camera, source in enumerate(self._sources):
            job = partial(self._work, camera, source)
            self._threads.append(self._life.start_vital(f"merge-{camera + 1}", job))

    def close(self) -> None:
        """End the threads; call it after the sources were closed."""
        self._closed = True
        for thread in self._threads:
            while thread.is_alive():
                drain(self.sightings)  # it may wait for room
                thread.join(timeout=0.05)

    def _work(self, camera: int, source: Sightings) -> None:
        while not self._closed:
            try:
                coming = source.get(timeout=LOOK_S)
            except queue.Empty:
                continue
            if coming is None:
                break
            self.sightings.put(_numbered(coming, camera))
        self._end()

    def _end(self) -> None:
        with self._ending:
            self._open -= 1
            if not self._open and not self._closed:
                self.sightings.put(None)


def _numbered(coming: "Future[Sighting]", camera: int) -> "Future[Sighting]":
    known: Future[Sighting] = Future()
    try:
        known.set_result(replace(coming.result(timeout=STUCK_S), camera=camera))
    except Exception as error:  # noqa: BLE001 (the loop meets it in its place)
        known.set_exception(error)
    return known
