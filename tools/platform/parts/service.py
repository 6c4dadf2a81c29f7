"""The service under the real systemd, from the real unit files in their places: boot, and all the ways to end.

What is looked at in the guest is in `tools/platform/service/*.sh`; here stands what must have come out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from station.model import Setup, Sighting, View
from station.posestream import PoseWriter
from tools.platform.bed import Bed
from tools.platform.guest import Guest, Ran, clean
from tools.platform.parts import Line
from tools.platform.service import boots, lives
from tools.platform.service.box import HERE, VIVID, fill

MEMORY_MB = 3072  # the station's limit, what eats up to it, and the guest's own disk, which is memory too
STREAM = "/var/lib/station/camera.poses.jsonl"
STREAM_S, STREAM_HZ = 600, 5
BOOTS = 3
"""The median counts: the host's speed wanders."""


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Boot with the real pose model and the kernel's virtual camera; then go through all ends on recorded poses."""
    found = _found(bed, clean(out / "boot"), VIVID, "boot.sh", 400)
    yield from boots.lines(found)
    ready = [found, *(_found(bed, clean(out / f"ready-{n}"), VIVID, "ready.sh", 120) for n in range(1, BOOTS))]
    yield boots.ready(ready)
    found = _found(bed, clean(out / "life"), STREAM, "life.sh", 900)
    yield from lives.lines(found)


def _found(bed: Bed, out: Path, source: str, job: str, timeout_s: float) -> Mapping[str, str]:
    root = out / "root"
    fill(root, bed, source)
    if source == STREAM:
        _record(root / STREAM[1:])
    ran = Guest(bed, MEMORY_MB).run((HERE / job).read_text(encoding="utf-8"), out, timeout_s=timeout_s)
    return _told(ran)


def _record(path: Path) -> None:
    """Write a camera's poses of an empty belt: a source that is there at once."""
    with PoseWriter(path, Setup(View.FRONT, 720, 960)) as writer:
        for number in range(STREAM_S * STREAM_HZ):
            writer.write(Sighting(number / STREAM_HZ, None))


def _told(ran: Ran) -> Mapping[str, str]:
    """Return what the job found out, by name; of a guest that never came so far, nothing."""
    pairs = (line.split("\t", 1) for line in ran.said.splitlines() if "\t" in line)
    return {name: value.strip() for name, value in pairs}
