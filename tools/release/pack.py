"""Pack a release: our wheel, the lock, units, settings, install.sh, on wish packages and pose model; one tar file."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.release.locked import fetch

REPO = Path(__file__).resolve().parent.parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
SOURCES = ("station", "config", "pyproject.toml", "README.md", "LICENSE")
"""What the wheel is made of; copied first, for setuptools would pack what an earlier build has left beside it."""
NO_MODEL = "There is no pose model {}. Run `station model` first; it says where the file lies."


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a release besides the checkout's own files."""

    lock: Path
    wheelhouses: tuple[str, ...] = ()
    """Machines whose packages are carried: cp313-aarch64."""
    wheels: Path | None = None
    """A folder of wheels for the first of them, instead of fetching."""
    model: Path | None = None


def pack(repo: Path, out: Path, contents: Contents) -> Path:
    """Write station-<version>.tar into a folder and return it."""
    with tempfile.TemporaryDirectory() as scratch:
        wheel = _wheel(repo, Path(scratch) / "wheels")
        version = wheel.name.split("-")[1]
        folder = Path(scratch) / f"station-{version}"
        _lay_out(repo, folder, wheel, contents)
        _note(folder, version, contents.wheelhouses)
        return _tar(folder, out)


def _wheel(repo: Path, into: Path) -> Path:
    with tempfile.TemporaryDirectory() as clean:
        for name in SOURCES:
            _copy(repo / name, Path(clean) / name)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}  # the same sources, the same wheel
        subprocess.run([*command, "--no-build-isolation", "-w", into, clean], check=True, env=environment)
    (wheel,) = into.glob("*.whl")
    return wheel


def _lay_out(repo: Path, folder: Path, wheel: Path, contents: Contents) -> None:
    _copy(wheel, folder / "wheels" / wheel.name)
    _copy(contents.lock, folder / "requirements.lock")
    _copy(repo / "systemd", folder / "systemd")
    _copy(repo / "config", folder / "config")
    _copy(REPO / "tools/release/install.sh", folder / "install.sh")
    _copy(REPO / "tools/system_packages.sh", folder / "system_packages.sh")
    for tag in contents.wheelhouses:
        house = folder / "wheelhouse" / tag
        if contents.wheels:
            _copy(contents.wheels, house)
        else:
            fetch(contents.lock, tag, house)
    if contents.model:
        if not contents.model.is_file():
            raise SystemExit(NO_MODEL.format(contents.model))
        _copy(contents.model, folder / "models" / contents.model.name)


def _note(folder: Path, version: str, wheelhouses: Iterable[str]) -> None:
    told = {"version": version, "pythons": PYTHONS, "wheelhouses": list(wheelhouses)}
    (folder / "release.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def _tar(folder: Path, out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{folder.name}.tar"
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            tar.add(path, f"{folder.name}/{path.relative_to(folder)}", filter=_plain)
    return file


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's and of no time, so that the same release is the same file."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = "root"
    member.mode = 0o755 if member.mode & 0o100 else 0o644
    return member


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif source.exists():
        shutil.copy(source, target)
