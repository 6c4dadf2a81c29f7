"""The whole station, real parts only: pixels through MediaPipe, threads, lamps, SQLite, the page's server."""

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import cv2
import pytest
from dashboard_clinic import free_port
from vision_parts import QuietHandler, web_server

from station.analysis import replay
from station.coaching.care import HALTED
from station.live import Station
from station.model import DARK, FREE_RUN, CueKind, Feedback, Mute, NoticeKind, Stage, Start, Stop, View
from station.sessions.store import Store
from station.settings import Settings, VirtualSettings
from station.signals.devices import REST_S
from station.signals.pins import factory
from station.vision.virtual.source import VirtualSource

LONG_S = 120.0


def until(condition: Callable[[], object], seconds: float = LONG_S) -> None:
    """Wait for something to become true; the limit is against hanging, it measures nothing."""
    end_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end_s, "it never came"
        time.sleep(0.02)


def settings_of(folder: Path, **tables: dict[str, object]) -> Settings:
    base: dict[str, dict[str, object]] = {
        "store": {"data_dir": folder},
        "dashboard": {"port": free_port()},
        "coaching": {"baseline_s": 10, "baseline_steps": 12},
    }
    return Settings.model_validate({name: base.get(name, {}) | tables.get(name, {}) for name in base | tables})


@pytest.fixture
def folder(tmp_path: Path, pose_model: Path) -> Path:
    shutil.copytree(pose_model.parent, tmp_path / "models")
    return tmp_path


@contextmanager
def started(settings: Settings) -> Iterator[Station]:
    with closing(Station(settings)) as station:
        station.start()
        until(station.snapshot)
        yield station


def health(station: Station) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{station.address}/healthz") as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))


def test_a_session_with_the_virtual_runner_is_cued_kept_and_replayed_to_the_bit(folder: Path) -> None:
    settings = settings_of(folder)
    with started(settings) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and s.last_cue)
        snapshot = station.snapshot()
        assert snapshot and snapshot.last_cue and snapshot.session
        assert snapshot.last_cue.kind is CueKind.CADENCE_UP
        until(lambda: station.levels() != DARK)
        first = snapshot.estimate.cadence_spm
        until(lambda: (s := station.snapshot()) and first and (s.estimate.cadence_spm or 0) > first + 4)
        assert health(station)["ok"] is True
        assert health(station)["session"] is True
        station.post(Stop())
        until(lambda: (s := station.snapshot()) and s.session is None)

    with closing(Store(folder)) as store:
        (kept,) = store.sessions()
        record = store.session(kept.session_id)
    assert record and record.cues and len(record.steps) > 30
    assert not kept.interrupted
    assert replay(settings, kept.session_id) == []
    assert not [path for path in folder.rglob("*") if path.suffix in (".jpg", ".png", ".mp4", ".avi")]


def test_the_virtual_runner_runs_to_the_metronome_and_not_to_one_that_is_muted(folder: Path) -> None:
    paced = replace(FREE_RUN, feedback=Feedback.METRONOME, cadence_factor=1.1, baseline_s=10.0, baseline_steps=12)
    with started(settings_of(folder, virtual={"form": "good"})) as station:
        station.post(Mute(muted=True))
        station.post(Start(plan=paced))
        until(lambda: (s := station.snapshot()) and s.advice.metronome)
        snapshot = station.snapshot()
        assert snapshot and snapshot.advice.metronome and snapshot.truth and snapshot.muted
        ticking_t, tempo_spm = snapshot.estimate.t, snapshot.advice.metronome.spm
        assert tempo_spm == pytest.approx(1.1 * 158, abs=3)
        until(lambda: (s := station.snapshot()) and s.estimate.t > ticking_t + 10)
        snapshot = station.snapshot()
        assert snapshot and snapshot.truth and snapshot.truth.cadence_spm < tempo_spm - 8
        station.post(Mute(muted=False))
        until(lambda: (s := station.snapshot()) and s.truth and s.truth.cadence_spm > tempo_spm - 5)
        snapshot = station.snapshot()
        assert snapshot and snapshot.last_cue is None


def test_a_replay_that_differs_says_where(folder: Path) -> None:
    settings = settings_of(folder)
    with started(settings) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and "fppa_deg" in s.estimate.left.metrics)
    with closing(Store(folder)) as store:
        (kept,) = store.sessions()
        assert not kept.interrupted  # closing the station ended it
    import sqlite3

    with closing(sqlite3.connect(folder / "station.db")) as db, db:
        last = "(SELECT max(id) FROM steps WHERE fppa_deg NOT NULL)"
        db.execute(f"UPDATE steps SET fppa_deg = fppa_deg + 1e-12 WHERE id = {last}")
    assert any("fppa_deg" in line for line in replay(settings, kept.session_id))


class Cable:
    """A network camera that shows the virtual runner, and whose cable the test can pull."""

    def __init__(self) -> None:
        self.plugged = threading.Event()
        self.plugged.set()
        runner = VirtualSource(VirtualSettings(), View.FRONT, paced=False)
        frames = runner.frames()
        self.jpegs = [cv2.imencode(".jpg", next(frames).image)[1].tobytes() for _ in range(450)]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        cable = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                if not cable.plugged.is_set():
                    return
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                for jpeg in cable.jpegs[60:]:
                    if not cable.plugged.is_set():
                        return
                    self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + jpeg + b"\r\n")
                    time.sleep(1 / 30)

        return Handler


def test_a_camera_unplugged_while_running_darkens_the_lamps_says_so_and_comes_back(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cable = Cable()
    with web_server(cable.handler()) as address:
        source = address.replace("//", "//coach:s3cret@") + "/stream"
        settings = settings_of(folder, camera={"source": source, "view": "front", "lost_retry_s": 0.2})
        with started(settings) as station:
            station.post(Start())
            until(lambda: (s := station.snapshot()) and s.estimate.running)
            until(lambda: station.levels() != DARK)

            cable.plugged.clear()
            until(lambda: (s := station.snapshot()) and s.warnings)
            snapshot = station.snapshot()
            assert snapshot and "stopped sending pictures" in snapshot.warnings[0]
            until(lambda: station.levels() == DARK)
            until(lambda: health(station)["ok"] is False)
            assert health(station)["warnings"] == 1
            assert not station.life.over

            cable.plugged.set()
            until(lambda: (s := station.snapshot()) and not s.warnings)
            until(lambda: (s := station.snapshot()) and s.estimate.running)
            assert health(station)["ok"] is True
    with closing(Store(folder)) as store:
        (kept,) = store.sessions()
    assert replay(settings, kept.session_id) == []
    assert "stopped sending pictures" in caplog.text
    assert "s3cret" not in caplog.text
    assert not [path for path in folder.rglob("*.db*") if b"s3cret" in path.read_bytes()]


def test_a_station_that_was_never_started_can_be_closed(folder: Path) -> None:
    Station(settings_of(folder)).close()


def test_a_session_nobody_is_in_ends_by_itself_and_is_kept_up_to_its_last_step(folder: Path) -> None:
    settings = settings_of(folder, store={"data_dir": folder, "forgotten_s": 10}, virtual={"faults": ["nobody@8+1000"]})
    with started(settings) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and s.session)
        until(lambda: (s := station.snapshot()) and s.session is None)
        snapshot = station.snapshot()
        assert snapshot and "has ended by itself" in snapshot.warnings[0]
    with closing(Store(folder)) as store:
        record = store.session(store.sessions()[0].session_id)
    assert record and record.steps and not record.summary.interrupted
    last = record.steps[-1]
    assert record.summary.duration_s == (last.t_toe_off_s or last.t_midstance_s) - record.t_start
    assert replay(settings, record.summary.session_id) == []


def test_the_program_starts_tells_its_address_and_ends_cleanly_on_ctrl_c(folder: Path) -> None:
    port = free_port()
    program = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from station.cli import main; main()",
            "run",
            "--port",
            str(port),
            "--data-dir",
            str(folder),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    assert f"http://127.0.0.1:{port}" in program.stdout.readline()
    assert "poses/s" in program.stdout.readline()
    program.send_signal(signal.SIGINT)
    said, complaints = program.communicate(timeout=LONG_S)
    assert program.returncode == 0
    assert said.strip().endswith("The station has ended.")
    assert complaints == ""


def test_the_button_starts_a_session_stops_it_and_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pins = factory(gpio=False)
    monkeypatch.setattr("station.live.factory", lambda gpio: pins)
    settings = settings_of(folder)

    def press() -> None:
        pins.pin(settings.signals.button_pin).drive_low()
        time.sleep(REST_S + 0.1)  # another within it is the same press
        pins.pin(settings.signals.button_pin).drive_high()

    with started(settings) as station:
        press()
        until(lambda: (s := station.snapshot()) and s.session and s.estimate.running and station.levels() != DARK)
        press()
        assert station.levels() == DARK  # at once, whatever the loop does
        until(lambda: (s := station.snapshot()) and s.advice.stage is Stage.HALTED)
        assert station.levels() == DARK and all(
            pins.pin(pin).state == 0 for pin in (17, 27, *settings.signals.bar_pins)
        )
        press()
        until(lambda: (s := station.snapshot()) and s.session is None)
    with closing(Store(folder)) as store:
        (kept,) = store.sessions()
        record = store.session(kept.session_id)
    assert record and [notice.words for notice in record.notices if notice.kind is NoticeKind.HALTED] == [HALTED]


def test_where_the_camera_is_lost_a_second_press_after_a_stop_ends_the_session(folder: Path) -> None:
    with started(settings_of(folder)) as station:
        station.post(Start())
        until(lambda: (s := station.snapshot()) and s.session)
        station._eyes.close()  # no more pictures: the stage stays what it was
        until(lambda: (s := station.snapshot()) and s.poses_hz == 0)
        station._press()
        assert station.levels() == DARK
        station._press()
        until(lambda: (s := station.snapshot()) and s.session is None)
