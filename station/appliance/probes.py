"""What the host says of its health: each probe reads one thing, and says None where the host does not tell.

`root` is where the system's files lie, so that a tree of files can stand for a Pi.
"""

import socket
from contextlib import suppress
from pathlib import Path

import psutil

from station.appliance.probes_clock import clock_state
from station.appliance.probes_pi import board, temperature_c, throttled
from station.vitals import Host, Throttle


class Probes:
    """Look at the machine that keeps its data in `data_dir`; remembers what its firmware has said before."""

    def __init__(self, data_dir: Path, root: Path = Path("/")) -> None:
        self._data_dir, self._root = data_dir, root
        self._before = Throttle(0)

    def look(self) -> Host:
        """Return what the machine says now; takes some milliseconds."""
        throttle = self._throttle()
        free, total = _disk(self._data_dir)
        memory_free, memory_total = _memory()
        return Host(
            board=board(self._root),
            temperature_c=temperature_c(self._root),
            throttle=throttle,
            throttled_before=None if throttle is None else self._before,
            disk_free_bytes=free,
            disk_total_bytes=total,
            memory_free_bytes=memory_free,
            memory_total_bytes=memory_total,
            clock=clock_state(self._root),
            addresses=addresses(),
        )

    def _throttle(self) -> Throttle | None:
        """Return what holds now. What the firmware remembers is cleared by others that ask, so ours is kept."""
        told = throttled(self._root)
        if told is None:
            return None
        now, before = told
        self._before |= now | before
        return now


def addresses() -> tuple[str, ...]:
    """Return this machine's IPv4 addresses with the name of their network card, those that are up."""
    try:
        up = {name for name, card in psutil.net_if_stats().items() if card.isup}
        cards = sorted(psutil.net_if_addrs().items())
    except OSError:  # a sandbox may hide them
        return ()
    return tuple(
        f"{one.address} ({name})"
        for name, found in cards
        for one in found
        if name in up and one.family == socket.AF_INET and not one.address.startswith("127.")
    )


def _memory() -> tuple[int | None, int | None]:
    """Return what programs can still have and what there is in all, bytes; a sandbox may hide it."""
    try:
        memory = psutil.virtual_memory()
    except OSError:
        return None, None
    return memory.available, memory.total


def _disk(folder: Path) -> tuple[int | None, int | None]:
    """Return what is free for this user and what there is in all, bytes; before there is a folder, its parent's."""
    for place in (folder, *folder.absolute().parents):
        with suppress(OSError):
            usage = psutil.disk_usage(str(place))
            return usage.free, usage.total
    return None, None
