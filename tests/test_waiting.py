"""The camera is not there at power-on: a page says so, and the station goes on in the same process once it is."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dashboard_clinic import free_port

from station.dashboard.server import WebServer
from station.dashboard.waiting import create_waiting_app
from station.model import Setup, Sighting, View
from station.posestream import PoseWriter
from station.settings import DashboardSettings

PROGRAM = [sys.executable, "-c", "from station.cli import main; main()", "run"]


class Systemd:
    """The other end of the notify socket."""

    def __init__(self, folder: Path) -> None:
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._door.bind(str(folder / "notify"))
        self.heard: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def environment(self) -> dict[str, str]:
        return {**os.environ, "NOTIFY_SOCKET": self._door.getsockname(), "WATCHDOG_USEC": "2000000"}

    def _listen(self) -> None:
        while True:
            self.heard += self._door.recv(4096).decode().split("\n")

    def wait_for(self, line: str, seconds: float = 60.0) -> None:
        until(lambda: any(heard.startswith(line) for heard in self.heard), seconds)


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something to become true; the limit is against hanging, it measures nothing."""
    end_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end_s, "it never came"
        time.sleep(0.05)


def get(port: int, path: str, accept: str = "text/html") -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def record(path: Path) -> None:
    """Let a source be there: a minute of an empty belt."""
    draft = path.with_name(f"draft-{path.name}")
    with PoseWriter(draft, Setup(View.FRONT, 720, 960)) as writer:
        for number in range(1200):
            writer.write(Sighting(number / 20, None))
    draft.rename(path)


@pytest.fixture
def systemd(tmp_path: Path) -> Systemd:
    return Systemd(tmp_path)


@pytest.fixture
def started(tmp_path: Path, systemd: Systemd) -> Iterator[tuple["subprocess.Popen[str]", int, Path]]:
    port, source = free_port(), tmp_path / "camera.poses.jsonl"
    asked = ["--source", str(source), "--port", str(port), "--data-dir", str(tmp_path / "data")]
    with subprocess.Popen(
        PROGRAM + asked, env=systemd.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        yield program, port, source
        program.kill()


def test_the_page_says_what_is_missing_and_the_station_goes_on_in_the_same_process(
    started: tuple["subprocess.Popen[str]", int, Path], systemd: Systemd
) -> None:
    program, port, source = started
    systemd.wait_for("STATUS=waiting for the camera")
    assert "READY=1" in systemd.heard
    status, page = get(port, "/")
    assert status == 503
    assert str(source) in page and "It tries again" in page
    assert "One moment" in get(port, "/runner")[1]
    assert get(port, "/sessions")[1] == page
    assert str(source) in json.loads(get(port, "/live.json")[1])["problem"]
    status, health = get(port, "/healthz")
    assert (status, json.loads(health)["ok"], json.loads(health)["warnings"]) == (503, False, 1)

    record(source)
    systemd.wait_for("STATUS=20 poses/s, no session")
    assert "waiting" not in json.loads(get(port, "/healthz")[1])
    assert get(port, "/healthz")[0] == 200
    assert systemd.heard.count("READY=1") == 2
    assert "WATCHDOG_USEC=2000000" in systemd.heard  # the watchdog is as the unit says again
    assert program.poll() is None

    program.send_signal(signal.SIGTERM)
    said, complaints = program.communicate(timeout=60)
    assert program.returncode == 0
    assert "STOPPING=1" in systemd.heard
    assert complaints.count("\n") == 2, complaints  # once that it is missing, once that it is there
    assert "poses/s" not in said  # the status has it: the journal lies on a card that wears


def test_without_its_second_camera_the_station_goes_on_with_the_first(tmp_path: Path, systemd: Systemd) -> None:
    port, first = free_port(), tmp_path / "camera.poses.jsonl"
    record(first)
    asked = ["--source", str(first), "--second", str(tmp_path / "no.poses.jsonl"), "--second-view", "left"]
    with subprocess.Popen(
        [*PROGRAM, *asked, "--port", str(port), "--data-dir", str(tmp_path / "data")],
        env=systemd.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as program:  # fmt: skip
        systemd.wait_for("STATUS=20 poses/s, no session")
        assert json.loads(get(port, "/healthz")[1])["warnings"] >= 1  # its words are for those who have logged in
        program.send_signal(signal.SIGTERM)


def test_while_it_waits_a_signal_ends_it_at_once(
    started: tuple["subprocess.Popen[str]", int, Path], systemd: Systemd
) -> None:
    program, _, _ = started
    systemd.wait_for("STATUS=waiting for the camera")
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=20)
    assert program.returncode == 0


def test_on_a_console_a_missing_camera_ends_the_program_with_a_sentence(tmp_path: Path) -> None:
    ran = subprocess.run(
        [*PROGRAM, "--source", str(tmp_path / "no.poses.jsonl"), "--data-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"},
    )
    assert ran.returncode == 1
    assert "no.poses.jsonl" in ran.stderr and "Traceback" not in ran.stderr


def test_a_stranger_s_name_for_this_machine_gets_no_page() -> None:
    client = create_waiting_app(lambda: "No camera.").test_client()
    assert client.get("/", headers={"Host": "evil.example.com"}).status_code == 400
    answer = client.post("/anything")
    assert (answer.status_code, answer.headers["X-Frame-Options"]) == (503, "DENY")


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/runner"])
def test_an_open_page_goes_on_by_itself(tablet: Callable[..., object], path: str) -> None:
    settings = DashboardSettings(port=free_port())
    page = WebServer(create_waiting_app(lambda: "No camera answers at usb:0."), settings)
    page.start()
    screen = tablet()
    screen.goto(f"{page.address}{path}")
    assert ("No camera answers" if path == "/" else "One moment") in screen.inner_text("main")
    page.close()
    time.sleep(4)  # nobody answers for a while: more than one look
    from flask import Flask

    ready = Flask("ready")
    ready.add_url_rule("/healthz", view_func=lambda: {"ok": True}, endpoint="healthz")
    ready.add_url_rule(path, view_func=lambda: "the station's own page", endpoint="own")
    station = WebServer(ready, settings)
    station.start()
    screen.get_by_text("own page").wait_for(timeout=20_000)
    station.close()
