"""Do all locked packages install on a Pi: every wheel of the lock for Python 3.11 and 3.13 on aarch64, fetched, read.

pip fetches them as it would on Bookworm (glibc 2.36) and Trixie (2.41), with the lock's hashes, wheels only; each is
unpacked, and each machine code in it must be aarch64's. Nothing is run: there is no Pi here.
"""

import struct
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import parse_wheel_filename

from tools.platform.bed import REPO, Bed
from tools.platform.parts import Line
from tools.release.locked import fetch, lines_for

LOCK = REPO / "requirements-pi.lock"
SYSTEMS = {"cp311-aarch64": "Bookworm, Python 3.11", "cp313-aarch64": "Trixie, Python 3.13"}
AARCH64 = 183  # EM_AARCH64 of elf.h
DUMMY_BYTES = 10_000
"""lgpio 0.0.0.2, which pip takes where no real one fits, has 2.4 kB."""


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Fetch and read both sets."""
    for tag, system in SYSTEMS.items():
        yield from _set(tag, system, out / tag)


def _set(tag: str, system: str, folder: Path) -> Iterator[Line]:
    locked = {line.partition("==")[0].lower() for line in lines_for(LOCK, tag)}
    try:
        wheels = fetch(LOCK, tag, folder)
    except subprocess.CalledProcessError:
        yield Line(f"{system}: a wheel for each locked package", "pip found none for one of them", False)
        return
    size = sum(wheel.stat().st_size for wheel in wheels)
    found = {_name(wheel) for wheel in wheels}
    came = f"{len(wheels)} wheels for {len(locked)} packages, {size / 1e6:.0f} MB"
    yield Line(f"{system}: a wheel for each locked package", came, found == locked)
    libraries = [part for wheel in wheels for part in _machine_code(wheel, folder / "unpacked")]
    strange = [f"{name} ({machine})" for name, machine in libraries if machine != AARCH64]
    came = ", ".join(strange) or f"{len(libraries)} libraries, all aarch64"
    yield Line(f"{system}: unpacked, machine code for the Pi", came, bool(libraries) and not strange)
    yield Line(f"{system}: lgpio", _lgpio(wheels), _lgpio_is_right(wheels, tag))


def _name(wheel: Path) -> str:
    return str(parse_wheel_filename(wheel.name)[0])


def _machine_code(wheel: Path, folder: Path) -> Iterator[tuple[str, int]]:
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)  # every byte is read, and checked against the wheel's own sums
        for name in file.namelist():
            head = (folder / name).open("rb").read(20) if not name.endswith("/") else b""
            if head[:4] == b"\x7fELF":
                yield name, struct.unpack_from("<H", head, 18)[0]


def _of_lgpio(wheels: list[Path]) -> Path | None:
    return next((wheel for wheel in wheels if _name(wheel) == "lgpio"), None)


def _lgpio(wheels: list[Path]) -> str:
    wheel = _of_lgpio(wheels)
    return f"{wheel.name}, {wheel.stat().st_size / 1e3:.0f} kB" if wheel else "from Raspberry Pi OS (python3-lgpio)"


def _lgpio_is_right(wheels: list[Path], tag: str) -> bool:
    """Bookworm takes it from the index, the real one; for Trixie the index has only a dummy, so none may be there."""
    wheel = _of_lgpio(wheels)
    return (wheel is None) if tag.startswith("cp313") else (wheel is not None and wheel.stat().st_size > DUMMY_BYTES)
