"""The watchdog's chain on real sockets: signs of life only while nothing hangs, and what the supervisor is told."""

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.appliance.notify import Supervisor
from station.watch import OFTEN, Watch, status

HEALTH = {"ok": True, "poses_hz": 29.6, "session": True, "warnings": 0}


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        door.setblocking(False)
        yield door


def told(door: socket.socket) -> list[str]:
    heard = []
    try:
        while True:
            heard.append(door.recv(4096).decode())
    except BlockingIOError:
        return heard


def supervisor(door: socket.socket) -> Supervisor:
    return Supervisor(door.getsockname(), watchdog_s=10.0)


def test_signs_of_life_come_often_enough_that_three_may_be_lost(systemd: socket.socket) -> None:
    watch = Watch(supervisor(systemd), lambda: None, lambda: HEALTH)
    signs = []
    for look in range(200):
        watch.look(look / 10)
        signs += told(systemd)
    assert signs == ["WATCHDOG=1\nSTATUS=30 poses/s, a session runs"] * round(20 / (10.0 / OFTEN))


def test_a_station_that_hangs_gives_no_sign_and_says_once_what_hangs(
    systemd: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    hangs: list[str | None] = [None]
    watch = Watch(supervisor(systemd), lambda: hangs[0], lambda: HEALTH)
    watch.look(0.0)
    assert told(systemd) == ["WATCHDOG=1\nSTATUS=30 poses/s, a session runs"]

    hangs[0] = "The loop has not turned for 7 s."
    with caplog.at_level(logging.CRITICAL):
        for look in range(1, 20):
            watch.look(float(look))
    assert set(told(systemd)) == {"STATUS=The loop has not turned for 7 s."}
    assert caplog.text.count("The loop has not turned") == 1

    hangs[0] = None
    watch.look(200.0)
    assert told(systemd) == ["WATCHDOG=1\nSTATUS=30 poses/s, a session runs"]


def test_without_systemd_nobody_asks_what_hangs() -> None:
    def asked() -> str:
        raise AssertionError

    Watch(Supervisor(), asked, dict).look(0.0)


def test_the_status_names_nobody() -> None:
    assert status(HEALTH) == "30 poses/s, a session runs"
    assert status({"poses_hz": 0.0, "session": False, "warnings": 1}) == "0 poses/s, no session, 1 warning on the page"
    assert status({}) == "0 poses/s, no session"


def test_the_process_id_of_another_means_no_watchdog() -> None:
    assert Supervisor.of({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": str(os.getppid())}).watchdog_s is None
