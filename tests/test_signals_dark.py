"""Darkness from outside, on pretended pins; on a kernel's own chip it is a part of `make platform`."""

import re

import pytest
from click.testing import CliRunner

from station.box_cli import box
from station.model import Levels
from station.settings import SignalsSettings
from station.signals.dark import darken, output_pins
from station.signals.devices import open_devices
from station.signals.pins import factory

ALL = SignalsSettings()


def test_all_that_is_left_lit_goes_dark_and_is_let_go() -> None:
    pins = factory(gpio=False)
    for number in output_pins(ALL):
        pin = pins.pin(number)
        pin.function = "output"
        pin.state = True
    assert darken(ALL, pins) == ()
    assert [pins.pin(number).state for number in output_pins(ALL)] == [0] * 11
    open_devices(ALL, pins).close()  # nobody holds them


def test_a_pin_that_another_holds_is_told_and_the_others_are_darkened_all_the_same() -> None:
    pins = factory(gpio=False)
    devices = open_devices(SignalsSettings(left_lamp_pin=20), pins)
    devices.show(Levels(left_lamp=True))
    (problem,) = darken(SignalsSettings(left_lamp_pin=20, right_lamp_pin=21), pins)
    assert "Another program" in problem
    assert [int(pin) for pin in re.findall(r"\d+", problem)] == [20, 22, 23, 24, 18, 5, 6, 13, 19, 26]
    assert pins.pin(21).state == 0
    devices.close()


def test_a_strip_and_the_boards_own_pwm_are_darkened_where_they_are_and_told_where_they_can_not(tmp_path) -> None:
    settings = SignalsSettings(bar="strip", strip_device=str(tmp_path / "none"), buzzer_pwm="9:9")
    problems = darken(settings, factory(gpio=False))
    assert len(problems) == 2 and "PWM" in problems[0] and "strip" in problems[1]
    assert output_pins(settings) == (17, 27, 22, 23, 24)


@pytest.mark.parametrize(("gpio", "status", "words"), [(False, 0, "signals.gpio is off"), (True, 1, "lgpio")])
def test_the_command_says_what_it_did(tmp_path, monkeypatch, gpio, status, words) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lgpio", None)
    monkeypatch.delitem(__import__("sys").modules, "gpiozero.pins.lgpio", raising=False)
    (tmp_path / "station.toml").write_text(f"[signals]\ngpio = {str(gpio).lower()}\n")
    done = CliRunner().invoke(box, ["dark", "--config", str(tmp_path / "station.toml")])
    assert words in (done.output or str(done.exception))
    assert (done.exit_code != 0) == bool(status)


def test_with_broken_settings_the_usual_pins_are_darkened(tmp_path, monkeypatch) -> None:
    (tmp_path / "station.toml").write_text("[signals\n")
    pins = factory(gpio=False)
    monkeypatch.setattr("station.signals.pins.factory", lambda gpio: pins)
    pins.pin(17).function = "output"
    pins.pin(17).state = True
    done = CliRunner().invoke(box, ["dark", "--config", str(tmp_path / "station.toml")])
    assert (done.exit_code, pins.pin(17).state) == (0, 0), done.output
    assert "not valid TOML" in done.output and "Everything is dark" in done.output


def test_the_command_is_quick_because_it_imports_no_eyes() -> None:
    import subprocess
    import sys

    look = "import sys, station.cli, station.signals.dark; print({'cv2', 'mediapipe', 'sqlalchemy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "set()\n"
