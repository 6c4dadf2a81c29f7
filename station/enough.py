"""Ctrl-C and SIGTERM, heard by who asks."""

import signal
from types import FrameType

STOPPED, CTRL_C = "Stopped.", 128 + signal.SIGINT
"""What a program says that Ctrl-C has ended, and its exit status."""


class Enough:
    """Note that Ctrl-C was pressed or SIGTERM sent.

    A handler runs in the middle of whatever the main thread does, which may be holding the very lock that waking
    somebody would need, or have half a line written. So nobody is woken: who waits looks here.
    """

    def __init__(self) -> None:
        self.said: int | None = None
        """The signal's number."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    @property
    def status(self) -> int:
        """The exit status of a program that a signal has ended."""
        return 128 + (self.said or 0)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.said = number
