"""The sign of life for systemd's watchdog: given only while the station works."""

import logging
from collections.abc import Callable, Mapping

from station.appliance.notify import Supervisor

log = logging.getLogger(__name__)

OFTEN = 4  # signs within the time the watchdog waits: three may be lost
UNWATCHED_S = 5.0  # how often the status is told where no watchdog waits


class Watch:
    """Ask for what hangs now and then; while nothing does, give the sign of life, else say once what hangs."""

    def __init__(
        self, supervisor: Supervisor, fault: Callable[[], str | None], health: Callable[[], Mapping[str, object]]
    ) -> None:
        self._supervisor, self._fault, self._health = supervisor, fault, health
        self._every_s = supervisor.watchdog_s / OFTEN if supervisor.watchdog_s else UNWATCHED_S
        self._next_s = float("-inf")
        self._told: str | None = None

    def look(self, now_s: float) -> None:
        """Look, if it is time to; call it often, from the main thread."""
        if now_s < self._next_s or not self._supervisor.there:
            return
        self._next_s = now_s + self._every_s
        hangs = self._fault()
        if hangs is None:
            self._supervisor.alive(status(self._health()))
        else:
            self._tell(hangs)
        self._told = hangs

    def _tell(self, hangs: str) -> None:
        self._supervisor.status(hangs)
        if self._told is None:
            log.critical("%s No more signs of life are given: systemd will start the station afresh.", hangs)


def status(health: Mapping[str, object]) -> str:
    """Return how the station is in a line that anybody may read: counts, nobody's words or names."""
    warnings = health.get("warnings")
    told = [
        f"{health.get('poses_hz', 0.0):.0f} poses/s",
        "a session runs" if health.get("session") else "no session",
        *([f"{warnings} warning{'s' if warnings != 1 else ''} on the page"] if warnings else []),
    ]
    return ", ".join(told)
