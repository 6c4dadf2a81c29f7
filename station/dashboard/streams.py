"""Live streams: how many there may be, and what each sends.

Server-sent events: a message whenever something is new, at most ten a second (on the runner's screen at most fifty),
else a `beat` each second. The beat tells the page that the line stands although nothing moves, and tells the server
that a browser is gone.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping

from station.model import Levels, Snapshot

EVERY_S = 0.1
BEAT_S = 1.0
LONGEST_S = 600.0  # then the browser reconnects by itself and its login is looked at again

Newest = Callable[[], tuple[Snapshot | None, Levels | None]]
Describe = Callable[[Snapshot | None, Levels | None], Mapping[str, object]]


class Streams:
    """Counts the streams that hold a thread, and ends them all when the server closes."""

    def __init__(self, most: int, closing: threading.Event | None = None) -> None:
        self.most = most
        self.closing = closing or threading.Event()
        self._open = 0
        self._lock = threading.Lock()

    @property
    def open(self) -> int:
        return self._open

    def take(self) -> bool:
        """Take a place; False where all are taken or the server closes."""
        with self._lock:
            if self._open >= self.most or self.closing.is_set():
                return False
            self._open += 1
            return True

    def give_back(self) -> None:
        with self._lock:
            self._open -= 1


def events(newest: Newest, describe: Describe, closing: threading.Event, every_s: float = EVERY_S) -> Iterator[str]:
    """Yield what a live page is sent until it leaves, the server closes or ten minutes have passed."""
    yield "retry: 1000\n\n"
    began = sent = time.monotonic()
    shown: object = None
    while time.monotonic() - began < LONGEST_S:
        now = newest()
        if now != shown:  # snapshots compare by identity: another object is another moment
            shown, sent = now, time.monotonic()
            yield f"data: {encode(describe(*now))}\n\n"
        elif time.monotonic() - sent >= BEAT_S:
            sent = time.monotonic()
            yield "event: beat\ndata: {}\n\n"
        if closing.wait(every_s):
            return


def encode(payload: Mapping[str, object]) -> str:
    """Return a payload as one line of JSON; a NaN would not be JSON and is refused."""
    return json.dumps(payload, separators=(",", ":"), allow_nan=False)
