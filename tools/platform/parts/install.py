"""A release on a box with the real systemd: installed, updated, broken on purpose, left, cut short, removed.

The packages are borrowed from the bed's own environment (a wheel with one .pth in it): a gigabyte of them would take
too long under this kernel; that the whole locked set has wheels for a Pi is what `arm64` looks at. The service reads
the poses of an empty belt: MediaPipe in one start after the other comes upon the host's limit of mappings
(vm.max_map_count), for this kernel maps page by page. The trial of each release has its MediaPipe.
"""

from collections.abc import Iterator
from pathlib import Path

from station.model import Setup, Sighting, View
from station.posestream import PoseWriter
from station.settings_file import load_settings
from station.vision.model_store import require
from tools.platform.bed import HERE, SITE, Bed
from tools.platform.guest import Guest, clean
from tools.platform.parts import Line
from tools.release.pack import Contents, pack
from tools.release.rehearsal import BROKEN, add_migration, borrowed, checkout

MEMORY_MB = 3072
TIMEOUT_S = 2400
TAG = "cp313-x86_64"
STREAM = "var/lib/station/camera.poses.jsonl"
STREAM_S, STREAM_HZ = 1800, 5


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Pack three releases, and play the story in the guest."""
    _pack(out)
    _record(out / "root" / STREAM)
    ran = Guest(bed, MEMORY_MB).run((HERE / "install_job.sh").read_text(encoding="utf-8"), out, timeout_s=TIMEOUT_S)
    found = dict(line.split("=", 1) for line in ran.said.splitlines() if line.partition("=")[0].isidentifier())
    for what, name, wanted in STORY:
        came = found.get(name, "nothing").strip()
        took = found.get(f"{name.removesuffix('_rc')}_s")
        yield Line(what, f"{came} ({took} s)" if took else came, came == wanted)


def _pack(out: Path) -> None:
    scratch = clean(out / "checkouts")
    lock, wheels = borrowed(clean(out / "borrowed"), f"/opt/station/venv/{SITE}")
    repos = {version: checkout(scratch / version, version) for version in ("9.1", "9.2", "9.3")}
    for version in ("9.2", "9.3"):
        add_migration(repos[version], 2)
    (repos["9.3"] / "station/console.py").write_text(BROKEN, encoding="utf-8")
    model = require(load_settings().store.data_dir, "full")
    for repo in repos.values():
        pack(repo, out / "archives", Contents(lock, (TAG,), wheels=wheels, model=model))


def _record(path: Path) -> None:
    """Write a camera's poses of an empty belt, into what is laid over the guest's root."""
    path.parent.mkdir(parents=True)
    with PoseWriter(path, Setup(View.FRONT, 720, 960)) as writer:
        for number in range(STREAM_S * STREAM_HZ):
            writer.write(Sighting(number / STREAM_HZ, None))


STORY = (
    ("install.sh from a file, no network", "install_rc", "0"),
    ("the station runs", "installed", "9.1"),
    ("as its own user", "user", "station"),
    ("units are enabled", "enabled", "enabled enabled enabled enabled enabled"),
    ("the command is there", "command", "station, version 9.1"),
    ("an update that migrates and dies is refused", "broken_rc", "1"),
    ("and what ran before runs, its record as it was", "after_broken", "9.1 same-form"),
    ("an update that works", "update_rc", "0"),
    ("runs, the record migrated", "updated", "9.2 92"),
    ("going back without the old record is refused", "rollback_refused", "1"),
    ("going back with it", "rollback_rc", "0"),
    ("runs, the record as it was", "back", "9.1 same-form"),
    ("the power is cut after the switch", "cut_at", "releases/9.2 noted"),
    ("station-settle.service goes back", "settle", "success"),
    ("what ran before runs", "after_cut", "9.1 no-note"),
    ("install.sh --uninstall", "uninstall_rc", "0"),
    ("takes the program, leaves the record", "left", "inactive no-program record"),
)
"""What is looked at, its name in the guest's log, what it must be."""
