"""A passive buzzer on a pin of the board's own PWM: the pulses are the hardware's, so a busy processor bends no tone.

Linux shows each channel as a folder, /sys/class/pwm/pwmchipC/pwmN, with its period and its pulse in ns and a switch.
It refuses a pulse that is longer than the period, even for the moment between two writes, and while there is no period
all else, a pulse of 0 too: hence the order here. The channel goes on by itself when its program dies: `signals.dark`.

Written here and not taken from rpi-hardware-pwm, whose licence (GPL 3) is not ours.
"""

import time
from pathlib import Path
from typing import Self

from station.errors import OutputError
from station.signals.sounds import Tone, duty_frac

SYSFS = Path("/sys/class/pwm")
NS = 1_000_000_000

READY_S = 1.0
"""After a channel was exported, udev needs a moment to give its files to the group gpio."""

FIRST_PERIOD_NS = 2_000_000
"""Of a channel that has none yet, as after each power-on; a tone brings its own."""

NO_PWM = (
    "The buzzer's own PWM can not be used: {why}. Look at signals.buzzer_pwm and at the dtoverlay=pwm line of "
    "/boot/firmware/config.txt, restart the Pi, or set signals.buzzer_pwm to software."
)


class BoardTones:
    """A channel like "0:2" (chip, channel), silent until played. Raises OutputError where it can not be had."""

    def __init__(self, channel: str, sysfs: Path = SYSFS) -> None:
        try:
            self._pwm = _exported(channel, sysfs)
            self._period_ns = 0
            self.stop()
        except OSError as error:
            raise OutputError(NO_PWM.format(why=f"{error.filename or channel}: {error.strerror or error}")) from None

    def play(self, tone: Tone) -> None:
        period_ns = round(NS / tone.hz)
        if period_ns != self._period_ns:
            self._write("duty_cycle", 0)
            self._write("period", period_ns)
            self._period_ns = period_ns
        self._write("duty_cycle", round(period_ns * duty_frac(tone.loudness_frac)))
        self._write("enable", 1)

    def pause(self) -> None:
        self._write("duty_cycle", 0)

    def stop(self) -> None:
        self.pause()
        if _read(self._pwm / "enable"):
            self._write("enable", 0)

    def close(self) -> None:
        self.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, name: str, value: int) -> None:
        (self._pwm / name).write_text(str(value))


def _exported(channel: str, sysfs: Path) -> Path:
    """Return a channel's folder, its files writable."""
    chip, number = channel.split(":")
    pwm = sysfs / f"pwmchip{chip}" / f"pwm{number}"
    if not pwm.is_dir():
        (pwm.parent / "export").write_text(number)
    end_s = time.monotonic() + READY_S
    while True:
        try:
            if not _read(pwm / "period"):
                (pwm / "period").write_text(str(FIRST_PERIOD_NS))
            (pwm / "duty_cycle").write_text("0")
        except (FileNotFoundError, PermissionError):
            if time.monotonic() > end_s:
                raise
            time.sleep(0.02)
        else:
            return pwm


def _read(file: Path) -> int:
    return int(file.read_text().strip() or 0)
