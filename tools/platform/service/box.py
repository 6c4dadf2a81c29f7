"""What lies on the guest's disk before it boots: the unit files in their places, settings, the pose model."""

import os
import shutil
from pathlib import Path

from station.sessions.store import Store
from station.settings_file import load_settings
from station.vision.model_store import require
from tools.platform.bed import REPO, Bed

UNITS = REPO / "systemd"
HERE = Path(__file__).parent
ENABLED = ("station.service", "pins.service")
VIVID = "usb:3"
"""The kernel's virtual camera, vivid, behind vimc's three: a picture without anybody."""

TIMERS = ("station-backup.timer", "station-tidy.timer")

SETTINGS = """\
[camera]
source = "{source}"
view = "front"
[signals]
gpio = true
[store]
data_dir = "/var/lib/station"
[dashboard]
lan = true
port = 80
"""


def fill(root: Path, bed: Bed, source: str) -> None:
    """Lay everything into a folder that goes over the guest's root."""
    for name, place in places():
        _lay(UNITS / name, root / place[1:])
    _lay(HERE / "pins.service", root / "etc/systemd/system/pins.service")
    for unit in ENABLED:
        _link(f"../{unit}", root / "etc/systemd/system/multi-user.target.wants" / unit)
    for timer in TIMERS:
        _link(f"../{timer}", root / "etc/systemd/system/timers.target.wants" / timer)
    _link(bed.release, root / "opt/station/current")
    write(root / "etc/station/station.toml", SETTINGS.format(source=source))
    write(root / "etc/.updated", "")
    os.utime(
        root / "etc/.updated", (0, 0)
    )  # so that systemd-sysusers has something to do at boot, as after an installation
    model = require(load_settings().store.data_dir, "full")
    for file in (model, model.with_suffix(".json")):
        _lay(file, root / "var/lib/station/models" / file.name)
    Store(root / "var/lib/station").close()  # a record as every evening leaves one
    write(root / "etc/tmpfiles.d/zz-owner.conf", "Z /var/lib/station - station station\n")


def places() -> list[tuple[str, str]]:
    """Return each file of systemd/ and where it belongs, as its table says."""
    lines = (UNITS / "places").read_text(encoding="utf-8").splitlines()
    return [(name, place) for name, place in (line.split() for line in lines if line and not line.startswith("#"))]


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _lay(file: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, path)


def _link(target: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
