"""Boot the guest for one job: the bed's kernel and root, an overlay that is thrown away, then off."""

import os
import shutil
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.platform.bed import REPO, Bed

MEMORY_MB = 1536


@dataclass(frozen=True, slots=True)
class Ran:
    """How a job ended: its exit status (None = the guest did not come so far), what it and the kernel said."""

    rc: int | None
    said: str
    console: str


class Guest:
    """A machine that is not there: `run` a job in it, or `boot` it and cut its power."""

    def __init__(self, bed: Bed, memory_mb: int = MEMORY_MB) -> None:
        self._bed = bed
        self._memory_mb = memory_mb

    def run(
        self, job: str, out: Path, *, timeout_s: float = 180.0, disk: Path | None = None, bare: bool = False
    ) -> Ran:
        """Run a bash script as root after boot (`bare`: as the only program), /out being `out`; wait for its end.

        The station's release is at /opt/station/current, its repository read-only at /src, `disk` is /dev/ubda.
        """
        process = self.boot(job, out, disk=disk, bare=bare)
        try:
            process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            cut(process)
        rc = out / "job.rc"
        said = out / "job.log"
        return Ran(
            int(rc.read_text()) if rc.exists() and rc.read_text().strip() else None,
            said.read_text(errors="replace") if said.exists() else "",
            (out / "console.log").read_text(errors="replace"),
        )

    def boot(self, job: str, out: Path, *, disk: Path | None = None, bare: bool = False) -> "subprocess.Popen[bytes]":
        """Start a guest and return its process, the leader of its own group: see `cut`."""
        out.mkdir(parents=True, exist_ok=True)
        for left in ("job.rc", "job.log"):
            (out / left).unlink(missing_ok=True)
        (out / "job.sh").write_text(job)
        arguments = [
            f"mem={self._memory_mb}M", "rootfstype=hostfs", f"rootflags={self._bed.root}", "ro",
            "init=/sbin/station-guest",
            f"STATION_SRC={REPO}", f"STATION_OUT={out.resolve()}", *(["STATION_BARE=1"] if bare else []),
            *([f"ubd0={disk.resolve()}"] if disk else []),
            "con=null", "con0=null,fd:1", "ssl=null", "panic=-1", "quiet",
        ]  # fmt: skip
        return _started([self._bed.kernel, *arguments], out / "console.log")


_cores: dict["subprocess.Popen[bytes]", int] = {}
_choosing = threading.Lock()


def _started(command: Sequence[str | Path], console: Path) -> "subprocess.Popen[bytes]":
    """Start a guest on one core, the one with the fewest guests.

    Its kernel and its programs take turns at every system call; spread over two cores each turn wakes an idle core,
    and all takes twice as long.
    """
    with _choosing, open(console, "wb") as said:
        taken = Counter(core for process, core in _cores.items() if process.poll() is None)
        core = min(sorted(os.sched_getaffinity(0)), key=lambda core: taken[core])
        process = subprocess.Popen(
            ["taskset", "--cpu-list", str(core), *command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": "/dev/shm"},  # its memory is a file there
            start_new_session=True,
        )
        _cores[process] = core
        return process


def cut(process: "subprocess.Popen[bytes]") -> None:
    """Cut a guest's power: every process of its kernel dies at once, nothing is flushed."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def clean(folder: Path) -> Path:
    """Return an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
