"""What systemd hears: real datagram sockets, by path and by abstract name."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.appliance.notify import Supervisor


@pytest.fixture(params=["path", "abstract"])
def heard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A socket as systemd binds it, and its name as systemd writes it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@station-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind("\0" + name[1:] if name.startswith("@") else name)
        door.settimeout(5)
        yield name, door


def lines(door: socket.socket) -> list[str]:
    return door.recv(4096).decode().split("\n")


def test_each_message_is_one_datagram_as_systemd_reads_it(heard: tuple[str, socket.socket]) -> None:
    name, door = heard
    supervisor = Supervisor.of({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())})
    assert supervisor.there and supervisor.watchdog_s == 10.0
    supervisor.opening(90.0, "opening the camera")
    assert lines(door) == ["EXTEND_TIMEOUT_USEC=90000000", "STATUS=opening the camera"]
    supervisor.ready("29 poses/s")
    assert lines(door) == ["READY=1", "STATUS=29 poses/s"]
    supervisor.status("29 poses/s\nREADY=1")
    assert lines(door) == ["STATUS=29 poses/s READY=1"]
    supervisor.alive("30 poses/s")
    assert lines(door) == ["WATCHDOG=1", "STATUS=30 poses/s"]
    supervisor.bear_with(60.0)
    assert lines(door) == ["WATCHDOG_USEC=60000000", "WATCHDOG=1"]
    supervisor.bear_with()
    assert lines(door) == ["WATCHDOG_USEC=10000000", "WATCHDOG=1"]
    supervisor.stopping(20.0)
    assert lines(door) == ["STOPPING=1", "EXTEND_TIMEOUT_USEC=20000000"]


def test_without_systemd_nothing_is_said_and_nothing_fails() -> None:
    supervisor = Supervisor.of({})
    assert not supervisor.there and supervisor.watchdog_s is None
    supervisor.ready("all is well")
    supervisor.bear_with(60.0)
    supervisor.stopping(1.0)


def test_a_watchdog_that_is_off_is_never_set(heard: tuple[str, socket.socket]) -> None:
    name, door = heard
    Supervisor.of({"NOTIFY_SOCKET": name}).bear_with(60.0)
    door.settimeout(0.05)
    with pytest.raises(TimeoutError):
        door.recv(4096)


@pytest.mark.parametrize(
    "environment", [{"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}]
)
def test_a_watchdog_of_another_process_or_of_nobody_is_none(environment: dict[str, str]) -> None:
    assert Supervisor.of(environment).watchdog_s is None


def test_a_systemd_that_is_gone_does_not_end_the_station(tmp_path: Path) -> None:
    Supervisor(str(tmp_path / "nobody")).alive("30 poses/s")
