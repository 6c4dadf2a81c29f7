"""A place for one thing: who puts never waits, who takes gets the newest, what was not taken is dropped and counted."""

import threading
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Mailbox(Generic[Thing]):
    """Newest wins, between one thread that puts and any that take."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._thing: Thing | None = None
        self._closed = False
        self.dropped = 0

    def put(self, thing: Thing) -> None:
        """Leave a thing; the one that still lies there is dropped."""
        with self._changed:
            if self._thing is not None:
                self.dropped += 1
            self._thing = thing
            self._changed.notify()

    def take(self) -> Thing | None:
        """Wait for a thing and take it; None when the box was closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._thing is not None or self._closed)
            thing, self._thing = self._thing, None
            return thing

    def close(self) -> None:
        """Let everybody who waits go home; what still lies there can be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
