"""The camera thread: newest frame into the mailbox, and a lost camera tried again until it is back."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from station.errors import CameraLost, SourceError
from station.model import Frame
from station.runtime.mailbox import Mailbox
from station.runtime.pulse import Looking
from station.runtime.threads import Life

log = logging.getLogger(__name__)

TELL_S = 0.5
"""From a loss to letting go: libcamera holds the whole program while it stops a camera, so page and lamps go first."""


class FrameSource(Protocol):
    """Somewhere frames come from."""

    def frames(self) -> Iterator[Frame]: ...

    def close(self) -> None: ...


class Camera:
    """Run a source that is open already (a wrong address fails at the door), and open it again when it is lost."""

    def __init__(
        self, source: FrameSource, reopen: Callable[[], FrameSource], retry_s: float, name: str = "camera"
    ) -> None:
        self._name = name
        self._source: FrameSource | None = source
        self._reopen = reopen
        self._retry_s = retry_s
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self.box: Mailbox[Frame] = Mailbox()
        self.newest: Frame | None = None
        """The last frame that came, for whoever takes a look now and then; None while the camera is lost."""
        self.trouble: str | None = None
        """Why there are no frames now, in the coach's words."""
        self.looking: Looking | None = None
        """How far this thread is; None before it starts, and once a clip is over."""

    def start(self, life: Life) -> None:
        self.looking = Looking(time.monotonic())
        self._thread = life.start_vital(self._name, self._work)

    def close(self) -> None:
        self._closed.set()
        self.box.close()
        if self._thread:
            self._thread.join(timeout=5.0)
            if self._thread.is_alive():  # it hangs in the driver; another call would hang too
                return
        if self._source:
            self._source.close()

    def _work(self) -> None:
        try:
            while not self._closed.is_set():
                if self._run() == "ended":
                    self.trouble, self.looking = "The clip is over.", None
                    return
                self._wait_for_it()
        finally:
            self.box.close()

    def _run(self) -> str:
        """Pass frames on until there are no more ("ended") or the camera is lost ("lost")."""
        assert self._source is not None
        try:
            for frame in self._source.frames():
                self._tell_it_is_back()
                self._see(frame)
                self.box.put(frame)
                if self._closed.is_set():
                    break
        except CameraLost as error:
            self.newest, self.looking = None, Looking(time.monotonic())
            self._tell_it_is_lost(str(error))
            return "lost"
        return "ended"

    def _see(self, frame: Frame) -> None:
        now_s, so_far = time.monotonic(), self.looking.since_s if self.looking else None
        self.newest, self.looking = frame, Looking(now_s, now_s if so_far is None else so_far)

    def _wait_for_it(self) -> None:
        self._closed.wait(TELL_S)
        if self._source:
            self._source.close()
            self._source = None
        while self._source is None and not self._closed.wait(self._retry_s):
            self.looking = Looking(time.monotonic())
            try:
                self._source = self._reopen()
            except SourceError as error:
                log.debug("The camera is not back yet: %s", error)

    def _tell_it_is_lost(self, why: str) -> None:
        if self.trouble is None:
            log.error(why)
        self.trouble = why

    def _tell_it_is_back(self) -> None:
        if self.trouble is not None:
            log.warning("The camera is back.")
        self.trouble = None
