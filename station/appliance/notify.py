"""What systemd is told, over the datagram socket that it hands to a service (sd_notify(3)).

A station that nobody supervises (a console, a test) says the same to nobody. A message that can not be sent is lost:
what watches must not bring down what it watches.
"""

import os
import socket
from collections.abc import Mapping

SOCKET, INTERVAL, PROCESS = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
MICRO = 1_000_000


class Supervisor:
    """The other end of the notify socket; `watchdog_s` = how long it waits for a sign of life, None = for ever."""

    def __init__(self, address: str | None = None, watchdog_s: float | None = None) -> None:
        self._address = _as_bound(address) if address else None
        self.watchdog_s = watchdog_s

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> "Supervisor":
        """Return who supervises this process, by what systemd put into its environment."""
        return cls(environment.get(SOCKET), _watchdog_s(environment))

    @property
    def there(self) -> bool:
        """Whether somebody supervises."""
        return self._address is not None

    def opening(self, most_s: float, status: str) -> None:
        """Ask for so much more time until READY, and say what for."""
        self._say(f"EXTEND_TIMEOUT_USEC={round(most_s * MICRO)}", _status(status))

    def ready(self, status: str) -> None:
        """Say that the station serves."""
        self._say("READY=1", _status(status))

    def status(self, status: str) -> None:
        """Say in a line what goes on: `systemctl status` shows it, and everybody on this machine may read it."""
        self._say(_status(status))

    def alive(self, status: str) -> None:
        """Give the sign of life that the watchdog waits for, and say what goes on."""
        self._say("WATCHDOG=1", _status(status))

    def bear_with(self, most_s: float | None = None) -> None:
        """Let the watchdog wait so long from now on (something slow is done); None = as the unit says again."""
        seconds = self.watchdog_s if most_s is None else most_s
        if self.watchdog_s is not None and seconds is not None:
            self._say(f"WATCHDOG_USEC={round(seconds * MICRO)}", "WATCHDOG=1")

    def stopping(self, most_s: float) -> None:
        """Say that the end has begun, and how long it may take."""
        self._say("STOPPING=1", f"EXTEND_TIMEOUT_USEC={round(most_s * MICRO)}")

    def _say(self, *lines: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
                door.settimeout(1.0)
                door.sendto("\n".join(lines).encode(), self._address)
        except OSError:
            pass  # a sign of life that is lost is followed by the next


def _as_bound(address: str) -> str:
    """Return the address as the kernel wants it: what systemd writes as @name has no file (an abstract name)."""
    return "\0" + address[1:] if address.startswith("@") else address


def _watchdog_s(environment: Mapping[str, str]) -> float | None:
    """Return the watchdog's interval if it is this process that is watched."""
    if environment.get(PROCESS, str(os.getpid())) != str(os.getpid()):
        return None
    text = environment.get(INTERVAL, "")
    return int(text) / MICRO if text.isdecimal() and int(text) else None


def _status(line: str) -> str:
    return f"STATUS={' '.join(line.split())}"  # a line break would begin another assignment
