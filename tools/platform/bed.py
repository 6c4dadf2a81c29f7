"""The bed of the platform's tests: a Debian root, a kernel that runs as a program, and what is installed there.

Everything is built from the project's own scripts and the distribution's packages, once; the name of each piece holds
a hash of what it was made of, so a change of script, lock file or kernel configuration builds that piece anew.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
RECIPES = HERE / "recipes"
CACHE = Path(os.environ.get("STATION_PLATFORM_CACHE", Path.home() / ".cache" / "station-platform"))

LIBCAMERA_TAR = "libcamera-0.7.2-trixie-amd64.tar.xz"
KERNEL_NAME = "uml-linux"

SITE = "lib/python3.13/site-packages"

PROGRAM = """\
#!{release}/venv/bin/python
import sys

from station.__main__ import main

sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Bed:
    """A root folder and a kernel; `release` is where the station lies in that root, as an installed one would."""

    root: Path
    kernel: Path
    release: str

    def chroot(self, *command: str, **more: object) -> "subprocess.CompletedProcess[str]":
        """Run a command in the root on this machine's own kernel; see subprocess.run for `more`."""
        return subprocess.run(["chroot", str(self.root), *command], check=False, text=True, **more)  # type: ignore[call-overload, no-any-return]


def make_bed(prebuilt: Path | None = None) -> Bed:
    """Return a bed with this checkout's station in it, building what is missing.

    `prebuilt` is a folder with a kernel or a libcamera that were built by these scripts earlier.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two that build at once would tear each other's work down
        root = _root(prebuilt)
        _venv(root)
        return Bed(root, _kernel(root, prebuilt), _release(root))


def _root(prebuilt: Path | None) -> Path:
    scripts = [RECIPES / "root.sh", RECIPES / "libcamera.sh"]
    root = CACHE / f"root-{_hash(*scripts)}"
    if not (root / "etc/station-bed").exists():
        shutil.rmtree(root, ignore_errors=True)
        _run(RECIPES / "root.sh", root)
        _libcamera(root, prebuilt)
        (root / "etc/station-bed").touch()
    _own_files(root)
    return root


def _own_files(root: Path) -> None:
    """Lay the guest's own first program and its job in; they are small, so at every start."""
    program = root / "usr/local/sbin/station-job"
    shutil.copy(HERE / "guest_job.sh", program)
    shutil.copy(HERE / "guest_init.sh", root / "sbin/station-guest")
    shutil.copy(HERE / "guest_job.service", root / "etc/systemd/system/station-job.service")
    wants = root / "etc/systemd/system/multi-user.target.wants"
    wants.mkdir(exist_ok=True)
    (wants / "station-job.service").unlink(missing_ok=True)
    (wants / "station-job.service").symlink_to("../station-job.service")
    for file in (program, root / "sbin/station-guest"):
        file.chmod(0o755)


def _libcamera(root: Path, prebuilt: Path | None) -> None:
    if prebuilt and (prebuilt / LIBCAMERA_TAR).exists():
        subprocess.run(["tar", "-xf", prebuilt / LIBCAMERA_TAR, "-C", root / "opt"], check=True)
    else:
        _run(RECIPES / "libcamera.sh", root)


def _venv(root: Path) -> None:
    lock = REPO / "requirements.lock"
    made_of = root / "opt/station/venv/made-of"
    wanted = _hash(RECIPES / "venv.sh", RECIPES / "pykms.py", lock)
    if not made_of.exists() or made_of.read_text() != wanted:
        _run(RECIPES / "venv.sh", root, lock)
        made_of.write_text(wanted)


def _kernel(root: Path, prebuilt: Path | None) -> Path:
    config = RECIPES / "kernel.config"
    kernel = CACHE / f"linux-{_hash(RECIPES / 'kernel.sh', config)}"
    if not kernel.exists():
        ready_made = prebuilt / KERNEL_NAME if prebuilt else None
        if ready_made and ready_made.exists() and not _lacking(ready_made, config):
            shutil.copy(ready_made, kernel)
        else:
            _run(RECIPES / "kernel.sh", root, config, kernel)
    return kernel


def _lacking(kernel: Path, config: Path) -> list[str]:
    """Return what a kernel's own configuration lacks of `config`."""
    has = subprocess.run([kernel, "--showconfig"], capture_output=True, text=True, check=True).stdout.split()
    return [
        line
        for line in config.read_text().split()
        if line.startswith("CONFIG_") and line.endswith("=y") and line not in has
    ]


def _release(root: Path) -> str:
    """Install this checkout's station beside the others in the root, compiled; a virtual environment of its own."""
    files = [*(REPO / "station").rglob("*"), *(REPO / "config").rglob("*")]
    version = f"src-{_hash(*sorted(file for file in files if file.is_file() and file.suffix != '.pyc'))}"
    release = f"/opt/station/releases/{version}"
    there = root / release[1:]
    if not (there / "VERSION").exists():
        _copy_station(there)
        program = there / "venv/bin/station"
        program.write_text(PROGRAM.format(release=release))
        program.chmod(0o755)
        subprocess.run(
            ["chroot", root, "/opt/station/venv/bin/python", "-m", "compileall", "-q", f"{release}/venv/{SITE}"],
            check=True,
        )
        (there / "VERSION").write_text(version + "\n")
    current = root / "opt/station/current"
    current.unlink(missing_ok=True)
    current.symlink_to(f"releases/{version}")
    return release


def _copy_station(there: Path) -> None:
    site = there / "venv" / SITE
    shutil.rmtree(there, ignore_errors=True)
    site.mkdir(parents=True)
    (there / "venv/bin").mkdir()
    shutil.copytree(REPO / "station", site / "station", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPO / "config", there / "config")
    shutil.copytree(REPO / "config" / "programmes", there / "venv/share/station/programmes")
    (there / "venv/pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.13\n")
    (site / "dependencies.pth").write_text(f"/opt/station/venv/{SITE}\n")
    (there / "venv/bin/python").symlink_to("/usr/bin/python3.13")


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(REPO)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _run(script: Path, *arguments: Path) -> None:
    subprocess.run(["bash", script, *arguments], check=True)
