"""The production server, over real sockets."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from dashboard_clinic import Clinic, free_port, snapshot, until

from station.dashboard.server import BUFFER_BYTES, WebServer
from station.errors import WebError
from station.settings import DashboardSettings

THREADS = 6


class Tablet:
    """A browser down to its socket."""

    def __init__(self, clinic: Clinic, path: str, receive_bytes: int | None = None) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(30)
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        port = clinic.settings.port
        self.socket.connect(("127.0.0.1", port))
        cookie = clinic.coach.client.get_cookie(f"station_{port}")
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: station_{port}={cookie.value}\r\n\r\n".encode()
        )
        self.lines = self.socket.makefile("rb")

    def headers(self) -> list[str]:
        return [line.decode().strip() for line in iter(self.lines.readline, b"\r\n")]

    def next_moment(self) -> dict:
        for line in self.lines:
            if line.startswith(b"data: {") and len(line) > 20:
                return json.loads(line[6:])
        pytest.fail("the stream ended")

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


@contextmanager
def served(folder, unread_s: int = 10, **settings) -> Iterator[Clinic]:
    clinic = Clinic(folder, DashboardSettings(port=free_port(), threads=THREADS, **settings))
    server = WebServer(clinic.app, clinic.settings, unread_s)
    server.start()
    try:
        yield clinic
    finally:
        server.close()
        assert web_threads() == []


def web_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("web-", "waitress"))]


def test_each_moment_leaves_at_once(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot(t=1.0)
        tablet = Tablet(clinic, "/events")
        assert tablet.headers()[0] == "HTTP/1.1 200 OK"
        assert tablet.next_moment()["t"] == 1.0
        for t in (2.0, 3.0):
            clinic.loop.newest = snapshot(t=t)
            assert tablet.next_moment()["t"] == t
        tablet.close()


def test_closing_ends_open_streams_and_leaves_no_thread(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        tablets = [Tablet(clinic, "/events") for _ in range(THREADS // 2)]
        for tablet in tablets:
            tablet.next_moment()
    for tablet in tablets:
        assert tablet.lines.read().endswith(b"0\r\n\r\n")  # a proper end, not a torn line
        tablet.close()
    assert clinic.streams.open == 0


def test_streams_hold_at_most_half_of_the_threads_and_pages_still_come(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        tablets = [Tablet(clinic, "/events") for _ in range(THREADS // 2)]
        for tablet in tablets:
            tablet.next_moment()
        refused = Tablet(clinic, "/events").headers()
        assert refused[0] == "HTTP/1.1 503 SERVICE UNAVAILABLE" and "Retry-After: 5" in refused
        assert Tablet(clinic, "/live.json").headers()[0] == "HTTP/1.1 200 OK"
        tablets[0].close()
        until(lambda: clinic.streams.open < THREADS // 2, "the place of the tablet that left was given back")
        assert Tablet(clinic, "/events").next_moment()["ready"] is True


def test_a_tablet_that_left_is_noticed_although_nothing_new_happens(tmp_path):
    with served(tmp_path) as clinic:
        tablet = Tablet(clinic, "/events")
        until(lambda: clinic.streams.open == 1, "the stream opened")
        tablet.close()
        until(lambda: clinic.streams.open == 0, "the stream of a tablet that left ended")


def test_a_tablet_that_sleeps_with_its_line_open_loses_it(tmp_path):
    with served(tmp_path, unread_s=1) as clinic:
        asleep = Tablet(clinic, "/events", receive_bytes=4096)
        until(lambda: clinic.streams.open == 1, "the stream opened")

        def pushed_out() -> bool:
            clinic.loop.newest = snapshot(warnings=("much to tell " * 2000,))
            return clinic.streams.open == 0

        until(pushed_out, "a sleeping tablet was given up")
        asleep.close()


def test_a_sleeping_tablet_holds_little_memory_and_does_not_keep_the_server_from_closing(tmp_path):
    clinic = Clinic(tmp_path, DashboardSettings(port=free_port(), threads=THREADS))
    server = WebServer(clinic.app, clinic.settings, unread_s=600)
    server.start()
    asleep = Tablet(clinic, "/events", receive_bytes=4096)

    def waiting_bytes() -> int:
        clinic.loop.newest = snapshot(warnings=("much to tell " * 2000,))
        return max((channel.total_outbufs_len for channel in server._server.active_channels.values()), default=0)

    until(lambda: waiting_bytes() > BUFFER_BYTES, "the stream waits for its reader")
    awake = Tablet(clinic, "/events")
    for _ in range(10):  # a quarter of a megabyte for those who read
        waiting_bytes()
        awake.next_moment()
    assert waiting_bytes() < BUFFER_BYTES + 50_000  # and one message
    server.close()
    assert web_threads() == [] and clinic.streams.open == 0
    asleep.close()
    awake.close()


def test_a_port_in_use_is_explained_before_anything_is_served(tmp_path):
    with served(tmp_path) as clinic:
        before = len(web_threads())
        with pytest.raises(WebError, match=rf"port {clinic.settings.port}: address already in use\. .*--port"):
            WebServer(clinic.app, clinic.settings).start()
        assert len(web_threads()) == before


def test_the_same_port_can_be_had_again_at_once(tmp_path):
    with served(tmp_path) as clinic:
        Tablet(clinic, "/events").headers()
    again = WebServer(clinic.app, clinic.settings)
    again.start()
    assert Tablet(clinic, "/live.json").headers()[0] == "HTTP/1.1 200 OK"
    again.close()


@pytest.mark.parametrize("lan", [False, True])
def test_other_machines_are_served_only_where_the_settings_say_so(tmp_path, lan):
    with served(tmp_path, lan=lan) as clinic:
        elsewhere = socket.socket()  # 127.0.0.2 is another address of this machine, as its network address would be
        assert (elsewhere.connect_ex(("127.0.0.2", clinic.settings.port)) == 0) is lan
        elsewhere.close()


def test_its_threads_have_names(tmp_path):
    with served(tmp_path):
        assert sorted(web_threads()) == sorted(["web-door", *(f"web-{n}" for n in range(THREADS))])


def test_a_page_that_stops_says_so(tmp_path, caplog):
    clinic = Clinic(tmp_path, DashboardSettings(port=free_port(), threads=THREADS))
    server = WebServer(clinic.app, clinic.settings)
    server.start()
    assert server.warnings == ()

    def broken(**_):
        raise RuntimeError("too many open files")

    server._server.asyncore = SimpleNamespace(loop=broken, dispatcher=server._server.asyncore.dispatcher)
    until(lambda: bool(server.warnings), "the warning")
    assert "page has stopped (too many open files)" in server.warnings[0]
    assert "the coach's page has stopped" in caplog.text
    with pytest.raises(ConnectionRefusedError):  # a browser is told at once, and does not wait
        Tablet(clinic, "/live.json")
    server.close()
    assert web_threads() == []


def test_the_browser_of_the_benchmark_reads_the_stream(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        command = [sys.executable, "-m", "station.bench_browser", f"http://127.0.0.1:{clinic.settings.port}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as browser:
            assert [browser.stdout.readline() for _ in range(3)] == ["streaming\n"] * 3
            assert clinic.streams.open == 1
            browser.kill()
