"""`station check` as its users call it."""

import json
import shutil
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import station
from test_live import settings_of, until
from vision_parts import picture, write_plain_clip

from station import checks, cli_options
from station.cli import main
from station.errors import OutputError, StoreError
from station.lamp_walk import PRESS, PRESSED, UNPRESSED, WALK, walk
from station.live import Station
from station.settings import Settings
from station.signals.pins import factory


@pytest.fixture
def folder(tmp_path: Path, pose_model: Path) -> Path:
    shutil.copytree(pose_model.parent, tmp_path / "models")
    return tmp_path


def told(*words: object, status: int = 0) -> dict[str, dict[str, str]]:
    """Check and return the lines by their names."""
    done = station("check", "--json", *words)
    assert done.returncode == status, done.stderr
    said = json.loads(done.stdout)
    assert said["ok"] is (status == 0)
    return {line["name"]: line for line in said["checks"]}


def test_a_machine_that_is_well_ends_with_0(folder: Path) -> None:
    lines = told("--data-dir", folder)
    assert lines["Camera"]["state"] == lines["Model"]["state"] == lines["Disk"]["state"] == "good"
    assert "480 x 640 px" in lines["Camera"]["seen"]
    assert lines["Pins"]["state"] == "unknown" and "signals.gpio = true" in lines["Pins"]["do"]
    assert set(lines) == {
        "Camera", "Pins", "Model", "Power", "Temperature", "Disk", "Memory", "Clock", "Network",
    }  # fmt: skip


def test_people_read_a_table_with_a_sign_and_a_word_in_each_line(folder: Path) -> None:
    done = station("check", "--data-dir", folder)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line[:1] in "✓!✗–"]
    assert len(lines) == 9 and any(line.startswith("✓ Good") and "Camera" in line for line in lines)
    assert "All is well" in done.stdout


def test_what_is_bad_is_told_with_what_to_do_and_ends_with_1(tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text('[camera]\nsource = "usb:93"\n[signals]\ngpio = true\n')
    lines = told("--config", config, "--data-dir", tmp_path / "none", status=1)
    assert lines["Camera"]["state"] == lines["Model"]["state"] == lines["Pins"]["state"] == "bad"
    assert "Check its cable" in lines["Camera"]["seen"]
    assert "station model --from" in lines["Model"]["seen"]
    assert "leave signals.gpio off" in lines["Pins"]["seen"]
    assert not (tmp_path / "none").exists()  # a check makes nothing


@pytest.mark.parametrize(("level", "state", "words"), [(0, "bad", "Take the cap off"), (120, "good", "")])
def test_a_covered_lens_is_seen(tmp_path: Path, level: int, state: str, words: str) -> None:
    clip = write_plain_clip(tmp_path / "clip.mp4", [picture(level)] * 90)
    config = tmp_path / "station.toml"
    config.write_text(f'[camera]\nsource = "{clip}"\n')
    camera = told("--config", config, "--data-dir", tmp_path, status=1)["Camera"]  # 1: there is no model
    assert camera["state"] == state and words in camera["do"]


def test_settings_that_can_not_be_used_end_with_78(tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text("[camera]\nwidth_px = 3\n")
    done = station("check", "--config", config)
    assert done.returncode == 78 and "width_px" in done.stderr


def test_on_an_installed_box_its_own_settings_are_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text("[camera]\nwidth_px = 3\n")
    monkeypatch.setattr(cli_options, "BOX", tmp_path)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 78 and f"{tmp_path}/station.toml" in done.output
    monkeypatch.setattr(cli_options, "BOX", tmp_path / "none")
    assert cli_options._of_the_box() is None


def test_lamps_are_lit_only_where_there_are_some(tmp_path: Path) -> None:
    done = station("check", "--lamps", "--data-dir", tmp_path)
    assert done.returncode == 1 and "set signals.gpio = true" in done.stderr


def test_a_station_that_runs_is_asked_and_keeps_camera_and_pins(folder: Path) -> None:
    settings = settings_of(folder)
    with closing(Station(settings)) as running:
        running.start()
        until(running.snapshot)
        config = folder / "station.toml"
        config.write_text(f"[dashboard]\nport = {settings.dashboard.port}\n")
        lines = told("--config", config, "--data-dir", folder)
        assert lines["Station"]["state"] == "good" and "poses a second" in lines["Station"]["seen"]
        assert "Camera" not in lines and "Pins" not in lines
        done = station("check", "--lamps", "--config", config, "--data-dir", folder)
        assert done.returncode == 1


class Other(BaseHTTPRequestHandler):
    """A program that has the station's port and is none."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_another_program_at_the_port_is_no_answer() -> None:
    with HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.handle_request, daemon=True).start()
        assert checks._asked(other.server_port) is None


def test_who_may_not_look_into_the_record_is_told_to_use_sudo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checks, "RecordingLock", refuse)
    with pytest.raises(StoreError, match="sudo"):
        checks.runs(tmp_path)


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Walk along gpiozero's own pretended pins; returns what was said, and which pins were ever high."""
    pins = factory(gpio=False)
    monkeypatch.setattr("station.lamp_walk.factory", lambda gpio: pins)
    settings = Settings.model_validate({"signals": {"gpio": True}, "store": {"data_dir": tmp_path}})
    signals = settings.signals

    lamps = (signals.left_lamp_pin, signals.right_lamp_pin, signals.red_pin, signals.green_pin, signals.blue_pin)
    everything = (*lamps, *signals.bar_pins, signals.buzzer_pin)

    def go(*, press: bool):
        said: list[str] = []
        first_s: dict[int, float] = {}

        def say(words: str) -> None:
            said.append(words)
            if words.startswith(PRESS):  # all were lit, and their traces go when they are closed
                first_s.update({pin: _first_high_s(pins.pin(pin)) for pin in everything})
                if press:
                    pins.pin(signals.button_pin).drive_low()

        pressed = walk(settings, say, hold_s=0.1, press_s=5.0 if press else 0.1)
        return pressed, said, sorted(first_s, key=lambda pin: first_s[pin])

    return go, signals


def _first_high_s(pin) -> float:
    """When a pin first went high, after it was opened; its trace says how long after the one before each state came."""
    at_s = 0.0
    for came_s, state in pin.states:
        at_s += came_s
        if state:
            return at_s
    raise AssertionError(f"{pin} was never lit")


def test_each_lamp_is_lit_in_the_order_in_which_it_is_named_and_the_button_is_heard(walked) -> None:
    go, pins = walked
    pressed, said, lit = go(press=True)
    assert pressed and said[-1] == PRESSED
    assert said[: len(WALK)] == [f"{words}." for words, _ in WALK]
    one_after_the_other = [
        pins.left_lamp_pin, pins.right_lamp_pin, pins.red_pin, pins.green_pin, pins.blue_pin,
        *pins.bar_pins, pins.buzzer_pin,
    ]  # fmt: skip
    assert lit == one_after_the_other


def test_a_button_that_is_not_heard_is_told(walked) -> None:
    go, _ = walked
    pressed, said, _ = go(press=False)
    assert not pressed and said[-1] == UNPRESSED


def test_lamps_are_not_taken_from_a_settings_file_that_has_none(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"signals\.gpio = true"):
        walk(Settings.model_validate({"store": {"data_dir": tmp_path}}), print)
