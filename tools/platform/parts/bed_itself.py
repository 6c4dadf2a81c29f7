"""Does the bed hold: the guest boots, its systemd is up, the station and its drivers can be imported there."""

from collections.abc import Iterator
from pathlib import Path

from tools.platform.bed import Bed
from tools.platform.guest import Guest, Ran
from tools.platform.parts import Line

JOB = """
set -e
. /src/tools/platform/gpio.sh
systemctl is-system-running --wait || true
systemd-analyze time | head -1
cd /run
/opt/station/current/venv/bin/python - <<'PROGRAM'
from pathlib import Path
import station
from gpiozero import LED
LED(17).on()
PROGRAM
gpio_trace | grep " 17 1"
"""

BARE = """
set -e
mkfs.ext4 -q /dev/ubda && mkdir /data && mount /dev/ubda /data && echo kept >/data/file && sync && cat /data/file
"""


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Boot twice, and look."""
    ran = Guest(bed).run(JOB, out / "systemd")
    yield Line(
        "boots to systemd, a pin of its header can be driven", _first(ran), ran.rc == 0 and "Startup" in ran.said
    )
    disk = out / "disk.img"
    with open(disk, "wb") as file:
        file.truncate(64 * 2**20)
    ran = Guest(bed, memory_mb=256).run(BARE, out / "bare", disk=disk, bare=True)
    yield Line("boots to the job alone, with a disk", _first(ran), ran.rc == 0 and "kept" in ran.said)


def _first(ran: Ran) -> str:
    return "; ".join(line for line in ran.said.splitlines() if line)[:120]
