"""The board's own PWM, on files that lie as the kernel's do and with its rule: a period first, no pulse longer."""

from pathlib import Path

import pytest

from station.errors import OutputError
from station.settings import SignalsSettings
from station.signals import board_tones
from station.signals.board_tones import FIRST_PERIOD_NS, BoardTones
from station.signals.devices import open_devices
from station.signals.pins import factory
from station.signals.sounds import Tone


@pytest.fixture
def sysfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A chip of four channels; a folder comes with its export, and a write that the kernel would refuse is refused."""
    chip = tmp_path / "pwmchip0"
    chip.mkdir()
    write_text = Path.write_text

    def as_the_kernel(path: Path, text: str) -> int:
        written = write_text(path, text)
        if path.name == "export":
            pwm = chip / f"pwm{text}"
            pwm.mkdir()
            for name in ("period", "duty_cycle", "enable"):
                write_text(pwm / name, "0")
        elif path.parent.name.startswith("pwm"):
            now = {name: int((path.parent / name).read_text()) for name in ("period", "duty_cycle", "enable")}
            if not now["period"] or now["duty_cycle"] > now["period"]:  # __pwm_apply in drivers/pwm/core.c
                raise OSError(22, "Invalid argument", str(path))
        return written

    monkeypatch.setattr(Path, "write_text", as_the_kernel)
    write_text(chip / "export", "")
    return tmp_path


def channel(sysfs: Path) -> tuple[int, int, int]:
    period, duty, enable = (
        int((sysfs / "pwmchip0" / "pwm2" / name).read_text()) for name in ("period", "duty_cycle", "enable")
    )
    return period, duty, enable


def test_a_tone_is_a_period_and_half_of_it_high_and_silence_is_off(sysfs: Path) -> None:
    with BoardTones("0:2", sysfs) as tones:
        assert channel(sysfs) == (FIRST_PERIOD_NS, 0, 0)
        tones.play(Tone(440.0, 1.0))
        assert channel(sysfs) == (2_272_727, 1_136_364, 1)
        tones.pause()
        assert channel(sysfs) == (2_272_727, 0, 1)
        tones.play(Tone(1500.0, 0.5))
        assert channel(sysfs) == (666_667, 111_111, 1)
        tones.play(Tone(440.0, 1.0))
        tones.stop()
        assert channel(sysfs) == (2_272_727, 0, 0)
        tones.play(Tone(440.0, 1.0))
    assert channel(sysfs) == (2_272_727, 0, 0)


def test_a_channel_that_a_killed_station_left_sounding_is_silenced(sysfs: Path) -> None:
    BoardTones("0:2", sysfs).play(Tone(987.77, 1.0))
    BoardTones("0:2", sysfs).close()
    assert channel(sysfs)[1:] == (0, 0)


def test_without_the_overlay_the_coach_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="dtoverlay=pwm"):
        BoardTones("0:2", tmp_path)


def test_files_that_stay_read_only_are_told_after_a_moment(sysfs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_tones, "READY_S", 0.05)
    BoardTones("0:2", sysfs)
    (sysfs / "pwmchip0" / "pwm2" / "duty_cycle").unlink()
    (sysfs / "pwmchip0" / "pwm2" / "duty_cycle").mkdir()
    with pytest.raises(OutputError, match="duty_cycle"):
        BoardTones("0:2", sysfs)


def test_on_pretended_pins_the_buzzer_is_pretended_too() -> None:
    pins = factory(gpio=False)
    devices = open_devices(SignalsSettings(buzzer_pwm="0:2", bar="strip"), pins)
    assert pins.pin(18).state == 0.0
    devices.close()
    pins.close()
