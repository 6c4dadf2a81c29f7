"""Threads with a name and one job. A vital one that dies takes the process with it, loudly.

The supervisor then starts the station afresh, which beats a station that looks alive and measures nothing.
"""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Life:
    """Whether the station goes on; the first vital thread that dies ends it and says why."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self.cause: BaseException | None = None

    @property
    def over(self) -> bool:
        return self._over.is_set()

    def end(self, cause: BaseException | None = None) -> None:
        if not self.over:
            self.cause = cause
        self._over.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; True once it has come."""
        return self._over.wait(timeout_s)

    def start_vital(self, name: str, job: Callable[[], None]) -> threading.Thread:
        """Start a thread whose failure ends the station."""

        def run() -> None:
            try:
                job()
            except BaseException as error:
                log.critical("The %s thread failed, the station stops.", name, exc_info=error)
                self.end(error)

        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread
