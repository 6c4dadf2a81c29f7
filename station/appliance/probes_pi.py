"""What a Raspberry Pi says of itself: board, temperature, and what its firmware does against heat and weak power."""

import subprocess
from contextlib import suppress
from pathlib import Path

from station.vitals import Throttle

CPU_ZONES = ("cpu-thermal", "cpu_thermal")
"""A Pi's, and most boards like it; a laptop's processor may be hotter than theirs and be well, so it is not read."""
FIRMWARE = "sys/devices/platform/soc*/soc*firmware/get_throttled"
"""Older boards have soc/soc:firmware; newer ones put the address into both names."""
VCGENCMD = ("vcgencmd", "get_throttled")
ASK_S = 2.0


def board(root: Path) -> str | None:
    """Return the board's name, as in "Raspberry Pi 5 Model B Rev 1.0"."""
    said = _read(root / "proc/device-tree/model")
    return said.rstrip("\0") or None if said else None


def temperature_c(root: Path) -> float | None:
    """Return the processor's temperature, degrees Celsius."""
    zones = {_read(zone / "type"): zone for zone in sorted(root.glob("sys/class/thermal/thermal_zone*"), reverse=True)}
    for kind in CPU_ZONES:
        if kind in zones and (said := _number(_read(zones[kind] / "temp"))) is not None:
            return said / 1000
    return None


def throttled(root: Path) -> tuple[Throttle, Throttle] | None:
    """Return what the firmware does now, and what it did before; None where this is no Pi or it does not answer."""
    for said in (_of_firmware(root), _of_vcgencmd(), _of_voltmeter(root)):
        if said is not None:
            return Throttle(said & 0xF), Throttle(said >> 16 & 0xF)
    return None


def _of_firmware(root: Path) -> int | None:
    return next((bits for path in sorted(root.glob(FIRMWARE)) if (bits := _number(_read(path), 16)) is not None), None)


def _of_vcgencmd() -> int | None:
    """Ask the firmware itself: needs /dev/vcio, that is the group video and in a sandbox `DeviceAllow`."""
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(VCGENCMD, capture_output=True, text=True, timeout=ASK_S, check=True)
        return _number(done.stdout.strip().removeprefix("throttled="), 16)
    return None


def _of_voltmeter(root: Path) -> int | None:
    """Ask the kernel's voltage alarm: too little within the last two seconds. It knows nothing of heat."""
    for meter in sorted(root.glob("sys/class/hwmon/hwmon*")):
        if _read(meter / "name") == "rpi_volt":
            return _number(_read(meter / "in0_lcrit_alarm"))
    return None


def _number(said: str | None, base: int = 10) -> int | None:
    with suppress(ValueError):
        return None if said is None else int(said, base)
    return None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
