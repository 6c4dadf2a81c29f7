"""What the guest is given: an empty disk, and a minute of a run for a camera."""

import fcntl
import subprocess
import time
from pathlib import Path

from station.model import View
from station.posestream import PoseWriter
from station.settings import VirtualSettings
from station.vision.virtual.atlas import load_atlas
from station.vision.virtual.poses import sightings
from station.vision.virtual.runner import VirtualRunner

RUN_S = 60
FREE_WITHIN_S = 30.0


def make_disk(path: Path, size_mb: int, *options: str) -> None:
    """Make an empty ext4 disk."""
    path.unlink(missing_ok=True)
    with open(path, "wb") as file:
        file.truncate(size_mb * 2**20)
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", *options, path], check=True)


def await_free(path: Path) -> None:
    """Wait until the last process of a guest that was killed has let go of a disk; the next could not open it."""
    end_s = time.monotonic() + FREE_WITHIN_S
    with open(path, "rb+") as disk:
        while True:
            try:
                fcntl.lockf(disk, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError:
                if time.monotonic() > end_s:
                    raise
                time.sleep(0.05)


def write_run(path: Path) -> None:
    """Write a minute of the virtual runner, whose knee caves, as a pose stream."""
    runner = VirtualRunner(VirtualSettings(form="cave_left", cadence_spm=160))
    with PoseWriter(path, load_atlas(View.FRONT).setup) as writer:
        for sighting in sightings(runner, View.FRONT, RUN_S):
            writer.write(sighting)


def fsck(disk: Path) -> str:
    """Return what e2fsck finds wrong on a disk that was switched off in peace; empty = nothing."""
    done = subprocess.run(["e2fsck", "-fn", disk], check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout[-500:]
