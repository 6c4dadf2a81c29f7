"""The runner's screen needs no login on the station itself, and everywhere else it does."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from dashboard_clinic import Clinic, Visitor, free_port, snapshot, until

from station.dashboard.health import METRICS
from station.dashboard.login import OPEN_TO_ALL
from station.dashboard.screen import OPEN_AT_THE_STATION
from station.dashboard.server import WebServer
from station.settings import DashboardSettings

PATHS = ("/runner", "/runner/events", "/runner.json")
THREADS = 8


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return Clinic(tmp_path_factory.mktemp("clinic"))


def asked(clinic: Clinic, path: str, address: str = "127.0.0.1", host: str = "localhost", **headers: str) -> int:
    stranger = Visitor(clinic.app)
    stranger.client.environ_base["REMOTE_ADDR"] = address
    answer = stranger.client.get(path, headers={"Host": host, **headers})
    answer.close()
    return int(answer.status_code)


def refused(status: int, path: str) -> bool:
    return status == (303 if path == "/runner" else 401)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]", "LOCALHOST"])
def test_a_browser_on_the_station_itself_needs_no_login(clinic, path, address, host):
    assert asked(clinic, path, address, host) == 200


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ["192.168.1.30", "10.0.0.1", "fe80::1", "::ffff:192.168.1.30", "127.0.0.2"])
def test_any_other_machine_does(clinic, path, address):
    assert refused(asked(clinic, path, address), path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "X-Client-IP"])
def test_another_machine_that_claims_to_be_this_one_does(clinic, path, header):
    assert refused(asked(clinic, path, "192.168.1.30", **{header: "127.0.0.1"}), path)
    assert refused(asked(clinic, path, "192.168.1.30", **{header: "for=127.0.0.1;host=localhost"}), path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "x-forwarded-for", "X-Forwarded-Proto", "X-Forwarded", "Forwarded", "Via", "X-Real-IP",
     "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP"],
)  # fmt: skip
def test_a_proxy_on_the_station_that_asks_for_somebody_does(clinic, path, header):
    assert refused(asked(clinic, path, **{header: "127.0.0.1"}), path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["station.local:8080", "station", "192.168.1.20:8080", "localhost.lan", "127.0.0.2"])
def test_a_name_that_the_network_may_give_to_this_machine_does(clinic, path, host):
    assert refused(asked(clinic, path, host=host), path)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost, evil.example", ""]
)
def test_a_public_name_that_points_here_is_not_answered_at_all(clinic, path, host):
    assert asked(clinic, path, host=host) == 400


def test_the_rule_opens_nothing_else(clinic):
    ways = {"session_id": "7", "runner_id": "1", "name": "cadence", "enrolment_id": "1", "number": "1"}
    opened = set()
    for rule in clinic.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in OPEN_TO_ALL:
            continue
        if asked(clinic, rule.build(ways)[1]) == 200:
            opened.add(rule.endpoint)
    # a PIN has been chosen here, so there is nothing to begin with: tests/test_first_visit.py
    assert opened - {METRICS} == OPEN_AT_THE_STATION - {"first_visit.picture"}


def test_what_the_screen_is_made_of_needs_no_login_either(clinic):
    page = Visitor(clinic.app).get("/runner").text
    assert "csrf" not in page and "nav" not in page
    for name in ("screen.css", "screen.js", "hold.js", "lines.js", "mirror.js", "stream.js", "icon.svg"):
        assert asked(clinic, f"/static/{name}", "192.168.1.30", "station.local") == 200


def test_a_coach_who_is_logged_in_sees_it_from_anywhere(clinic):
    clinic.coach.client.environ_base["REMOTE_ADDR"] = "192.168.1.30"
    try:
        assert clinic.coach.get("/runner").status_code == 200
    finally:
        clinic.coach.client.environ_base["REMOTE_ADDR"] = "127.0.0.1"


# --- over real sockets: what the production server lets through


@contextmanager
def served(folder) -> Iterator[Clinic]:
    clinic = Clinic(folder, DashboardSettings(port=free_port(), threads=THREADS))
    server = WebServer(clinic.app, clinic.settings)
    server.start()
    try:
        yield clinic
    finally:
        server.close()


class Browser:
    """A browser on the station, down to its socket, not logged in unless it is a coach's."""

    def __init__(self, clinic: Clinic, path: str, *lines: str, coach: bool = False) -> None:
        port = clinic.settings.port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        if coach:
            cookie = clinic.coach.client.get_cookie(f"station_{port}")
            lines = (*lines, f"Cookie: station_{port}={cookie.value}")
        hosts = () if any(line.startswith("Host") for line in lines) else (f"Host: localhost:{port}",)
        self.socket.sendall("\r\n".join((f"GET {path} HTTP/1.1", *hosts, *lines, "", "")).encode())
        self.lines = self.socket.makefile("rb")
        self.status = int(self.lines.readline().split()[1])

    def next_moment(self) -> dict:
        for line in self.lines:
            if line.startswith(b"data: {") and len(line) > 20:
                return json.loads(line[6:])
        pytest.fail("the stream ended")

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


@pytest.mark.parametrize(
    ("lines", "path", "status"),
    [
        ((), "/runner.json", 200),
        (("X-Forwarded-For: 127.0.0.1",), "/runner.json", 401),
        (("X-Forwarded-For: 192.168.1.30",), "/runner.json", 401),
        (("x-forwarded-for: 127.0.0.1",), "/runner.json", 401),
        (("Forwarded: for=127.0.0.1",), "/runner.json", 401),
        (("Via: 1.1 somebody",), "/runner.json", 401),
        (("Host: station.local",), "/runner.json", 401),
        (("Host: evil.example",), "/runner.json", 400),
        (("Host: evil.example",), "http://localhost/runner.json", 400),
        (("Host: localhost", "Host: evil.example"), "/runner.json", 400),
        (("Host: evil.example", "X-Forwarded-Host: localhost"), "/runner.json", 400),
    ],
)  # fmt: skip
def test_the_real_server_keeps_the_rule(tmp_path, lines, path, status):
    with served(tmp_path) as clinic:
        browser = Browser(clinic, path, *lines)
        browser.close()
        assert browser.status == status


def test_tablets_that_take_every_stream_leave_the_kiosk_its_own(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        tablets = [Browser(clinic, "/events", coach=True) for _ in range(THREADS // 2)]
        assert {tablet.status for tablet in tablets} == {200}
        assert Browser(clinic, "/events", coach=True).status == 503
        kiosk = Browser(clinic, "/runner/events")
        assert kiosk.status == 200 and kiosk.next_moment()["word"]
        for browser in (*tablets, kiosk):
            browser.close()


def test_a_kiosk_that_opens_many_streams_takes_none_from_the_tablets(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        kiosks = [Browser(clinic, "/runner/events") for _ in range(5)]
        assert [kiosk.status for kiosk in kiosks] == [200, 503, 503, 503, 503]
        tablets = [Browser(clinic, "/events", coach=True) for _ in range(THREADS // 2)]
        assert {tablet.status for tablet in tablets} == {200}
        assert Browser(clinic, "/runner.json").status == 200  # a page still comes, and polls
        kiosks[0].close()
        until(lambda: clinic.app.extensions["station"].kiosk.open == 0, "the kiosk's place was given back")
        for browser in tablets:
            browser.close()


def test_the_runners_screen_of_another_machine_counts_as_a_tablet(tmp_path):
    with served(tmp_path) as clinic:
        browser = Browser(clinic, "/runner/events", "Host: station.local", coach=True)
        assert browser.status == 200
        until(lambda: clinic.streams.open == 1, "the stream opened")
        browser.close()


def test_a_place_is_left_for_pages_with_the_fewest_threads(tmp_path):
    desk = Clinic(tmp_path, DashboardSettings(threads=4)).app.extensions["station"]
    assert desk.kiosk.most == 1 and desk.streams.most + desk.kiosk.most < 4


def test_closing_the_server_ends_the_kiosks_stream_too(tmp_path):
    with served(tmp_path) as clinic:
        clinic.loop.newest = snapshot()
        kiosk = Browser(clinic, "/runner/events")
        kiosk.next_moment()
    assert kiosk.lines.read().endswith(b"0\r\n\r\n")
    kiosk.close()
    assert clinic.app.extensions["station"].kiosk.open == 0
