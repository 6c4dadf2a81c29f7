"""Make a release folder out of an unpacked release: a virtual environment, its locked packages, the files beside it.

The environment sees the system's packages, for picamera2, libcamera and (Trixie) lgpio come with Raspberry Pi OS only;
whatever is locked is installed in it all the same. Its programs name their own folder, so it is made where it stays.

    python3 -m station.appliance.building PAYLOAD ROOT [--offline]      (install.sh: the first release of a box)
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from station.appliance.archive import LOCK, Payload, checked
from station.appliance.releases import Releases
from station.errors import StationError, UpdateError

BESIDE = ("systemd", "config", "install.sh", "system_packages.sh")
LAST_LINES = 5


def build(payload: Payload, releases: Releases) -> Path:
    """Build a release, not yet marked as complete. Raises UpdateError with what pip said."""
    packages = _where_from(payload.wheelhouse())
    folder = releases.prepare(payload.version)
    try:
        venv.EnvBuilder(system_site_packages=True, symlinks=True, with_pip=True).create(folder / "venv")
    except subprocess.CalledProcessError as error:
        raise UpdateError("No virtual environment can be made. Run: sudo apt install python3-venv") from error
    locked = ("--require-hashes", "--only-binary=:all:", "--ignore-installed", "-r", str(payload.folder / LOCK))
    _pip(folder, *packages, *locked)
    _pip(folder, "--no-index", "--no-deps", str(payload.wheel))
    for name in BESIDE:
        _copy(payload.folder / name, folder / name)
    return folder


def needs_network(payload: Payload) -> bool:
    """Tell whether packages must be fetched."""
    return payload.wheelhouse() is None


def _where_from(wheelhouse: Path | None) -> tuple[str, ...]:
    return ("--no-index", "--find-links", str(wheelhouse)) if wheelhouse else ()


def _pip(folder: Path, *arguments: str) -> None:
    # -I: whatever Python's own variables say, it is this environment's packages that count.
    command = (folder / "venv/bin/python", "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    ran = subprocess.run([*command, "--quiet", *arguments], capture_output=True, text=True, check=False)
    if ran.returncode:
        said = "\n".join((ran.stderr or ran.stdout).strip().splitlines()[-LAST_LINES:])
        raise UpdateError(f"The packages could not be installed; nothing that runs was changed. pip said:\n{said}")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy(source, target)


def main(payload_folder: str, root: str, *options: str) -> None:
    """Build, mark and switch to a first release, or to another one where there is no station to ask."""
    payload, releases = checked(Path(payload_folder)), Releases(Path(root))
    if payload.version == releases.current():
        sys.stdout.write(f"Station {payload.version} is there already.\n")
        return
    if "--offline" in options and needs_network(payload):
        raise UpdateError("This release carries no packages: it can not be installed without the network.")
    build(payload, releases)
    releases.finish(payload.version)
    releases.switch(payload.version)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except StationError as problem:
        sys.exit(str(problem))
