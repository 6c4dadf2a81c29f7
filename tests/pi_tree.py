"""A Raspberry Pi's system files, as real files in a folder: what probes read, set by the tests."""

from dataclasses import dataclass
from pathlib import Path

PI_5 = "Raspberry Pi 5 Model B Rev 1.0"
FIRMWARE = "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled"
ZONE = "sys/class/thermal/thermal_zone0"
METER = "sys/class/hwmon/hwmon3"
TIMESYNC = "run/systemd/timesync"
RTC = "sys/class/rtc/rtc0/since_epoch"


@dataclass(frozen=True)
class PiTree:
    """Writes what the kernel of a Pi would say."""

    root: Path

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def is_a_pi(self) -> None:
        self.write("proc/device-tree/model", f"{PI_5}\0")
        self.write(f"{ZONE}/type", "cpu-thermal\n")

    def temperature(self, degrees_c: float) -> None:
        self.write(f"{ZONE}/temp", f"{1000 * degrees_c:.0f}\n")

    def throttled(self, bits: int, path: str = FIRMWARE) -> None:
        self.write(path, f"{bits:x}\n")

    def alarm(self, low: bool) -> None:
        self.write(f"{METER}/name", "rpi_volt\n")
        self.write(f"{METER}/in0_lcrit_alarm", f"{low:d}\n")

    def timesyncd(self, synchronized: bool = False) -> None:
        (self.root / TIMESYNC).mkdir(parents=True, exist_ok=True)
        if synchronized:
            self.write(f"{TIMESYNC}/synchronized", "")

    def battery_clock(self, epoch_s: float) -> None:
        self.write(RTC, f"{epoch_s:.0f}\n")
