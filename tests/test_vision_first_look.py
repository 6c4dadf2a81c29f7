"""A camera's first look: focus, exposure, gain and colours are held. A sensor with its controls, as libcamera describes
Camera Module 3's; no test bed has one, so that a real sensor's answer is not covered here."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from station.model import View
from station.settings import CameraSettings
from station.vision.first_look import look_and_hold

SCANNING, FOCUSED, FAILED = 1, 2, 3
DELAY = 4  # frames until a control has arrived in a picture
SCAN = 40  # frames that a search of the lens takes


@dataclass
class Sensor:
    """Adapts its exposure, searches with its lens, and obeys after some frames."""

    has_lens: bool = True
    ends_in: int = FOCUSED
    wall_dioptres: float = 0.35
    most_gain: float = 16.0
    obeys: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    frames: int = 0
    scan_from: int | None = None
    held: tuple[int, dict[str, Any]] | None = None

    @property
    def camera_controls(self) -> Mapping[str, tuple[Any, Any, Any]]:
        lens = {"AfMode": (0, 2, 0), "AfTrigger": (0, 1, 0), "LensPosition": (0.0, 15.0, 1.0)} if self.has_lens else {}
        bare = {
            "AeEnable": (False, True, None), "AwbEnable": (False, True, None), "ColourGains": (0.0, 32.0, None),
            "ExposureTime": (1, 66666, None), "AnalogueGain": (1.0, self.most_gain, None),
        }  # fmt: skip
        return lens | bare

    def set_controls(self, controls: Mapping[str, Any]) -> None:
        unknown = set(controls) - set(self.camera_controls)
        assert not unknown, f"this camera has no {unknown}"
        self.asked.append(dict(controls))
        if "AfTrigger" in controls:
            self.scan_from = self.frames
        if "ExposureTime" in controls and self.obeys:
            self.held = (self.frames + DELAY, dict(controls))

    def capture_metadata(self, wait: float) -> Mapping[str, Any]:
        assert wait > 0, "a camera that hangs must not be waited for"
        self.frames += 1
        settled = min(self.frames / 50, 1.0)
        seen: dict[str, Any] = {
            "ExposureTime": round(16000 * settled), "AnalogueGain": 1.0 + settled, "DigitalGain": 1.0,
            "ColourGains": (1.9 * settled, 1.6),
        }  # fmt: skip
        if self.held and self.frames >= self.held[0]:
            seen |= {name: self.held[1][name] for name in ("ExposureTime", "AnalogueGain", "ColourGains")}
        if self.has_lens:
            seen |= {"AfState": self._af_state(), "LensPosition": self.wall_dioptres}
        return seen

    def _af_state(self) -> int:
        if self.scan_from is None:
            return 0
        return SCANNING if self.frames < self.scan_from + SCAN else self.ends_in


def final(sensor: Sensor) -> dict[str, Any]:
    return {name: value for asked in sensor.asked for name, value in asked.items()}


def test_focus_exposure_gain_and_colours_are_held_as_found() -> None:
    look_and_hold(sensor := Sensor(), CameraSettings(view=View.FRONT))
    held = final(sensor)
    assert (held["AfMode"], held["LensPosition"]) == (0, 0.35)
    assert (held["AeEnable"], held["ExposureTime"], held["AnalogueGain"]) == (False, 4000, pytest.approx(8.0))
    assert (held["AwbEnable"], held["ColourGains"]) == (False, (1.9, 1.6))


def test_the_side_camera_exposes_for_two_milliseconds() -> None:
    look_and_hold(sensor := Sensor(), CameraSettings(view=View.LEFT))
    assert (final(sensor)["ExposureTime"], final(sensor)["AnalogueGain"]) == (2000, pytest.approx(16.0))


def test_a_set_distance_is_held_without_a_search() -> None:
    look_and_hold(sensor := Sensor(), CameraSettings(focus_m=2.5))
    assert sensor.asked[0] == {"AfMode": 0, "LensPosition": pytest.approx(0.4)}
    assert not any("AfTrigger" in asked for asked in sensor.asked)


@pytest.mark.parametrize("sensor", [Sensor(ends_in=FAILED), Sensor(wall_dioptres=2.0), Sensor(ends_in=SCANNING)])
def test_a_search_that_finds_no_runner_ends_at_three_metres(sensor: Sensor) -> None:
    look_and_hold(sensor, CameraSettings())
    assert (final(sensor)["AfMode"], final(sensor)["LensPosition"]) == (0, pytest.approx(1 / 3))
    assert sensor.frames < 60 * 8, "it does not search for ever"


def test_a_lens_that_is_turned_by_hand_is_left_alone() -> None:
    look_and_hold(sensor := Sensor(has_lens=False), CameraSettings())
    assert not any("AfMode" in asked for asked in sensor.asked)
    assert final(sensor)["ExposureTime"] == 4000


def test_too_little_light_is_told(caplog: pytest.LogCaptureFixture) -> None:
    look_and_hold(Sensor(most_gain=2.0), CameraSettings())
    assert "4.0 times too dark at 4 ms of exposure: more light" in caplog.text


def test_a_sensor_that_does_not_obey_is_told(caplog: pytest.LogCaptureFixture) -> None:
    look_and_hold(Sensor(obeys=False), CameraSettings())
    assert "exposes for 16.0 ms although 4.0 were asked" in caplog.text


def test_nothing_is_told_when_all_is_well(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    look_and_hold(Sensor(), CameraSettings())
    assert caplog.text == ""


def test_a_camera_that_stops_during_the_look_is_not_waited_for() -> None:
    class Dying(Sensor):
        def capture_metadata(self, wait: float) -> Mapping[str, Any]:
            if self.frames > 20:
                raise TimeoutError
            return super().capture_metadata(wait)

    with pytest.raises(TimeoutError):
        look_and_hold(Dying(), CameraSettings())


def test_a_camera_that_is_no_bare_sensor_sees_to_its_light_itself() -> None:
    class Webcam(Sensor):
        @property
        def camera_controls(self) -> Mapping[str, tuple[Any, Any, Any]]:
            return {"Brightness": (-1.0, 1.0, 0.0)}

    look_and_hold(sensor := Webcam(), CameraSettings())
    assert (sensor.asked, sensor.frames) == ([], 0)
