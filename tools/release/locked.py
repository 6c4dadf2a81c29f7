"""The locked packages of another machine: which lines of a lock file hold there, and their wheels.

pip can fetch wheels for another Python and processor, but it reads the lock's conditions (`; python_full_version <
'3.12'`) by the Python it runs on itself. So they are decided here, and pip is told the outcome.
"""

import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

OLDEST_GLIBC, NEWEST_GLIBC = 17, {"cp311": 36, "cp312": 39, "cp313": 41}
"""Bookworm has glibc 2.36 with Python 3.11, Trixie 2.41 with 3.13."""


def lines_for(lock: Path, tag: str) -> list[str]:
    """Return the lock's entries, hashes included, that hold on a machine like cp313-aarch64."""
    entries = re.split(r"\n(?=\S)", re.sub(r"\n\s*#[^\n]*", "", lock.read_text(encoding="utf-8")).strip())
    return [line for entry in entries if (line := _decided(entry, tag))]


def fetch(lock: Path, tag: str, into: Path) -> list[Path]:
    """Fetch the wheels of a lock for a machine; raises CalledProcessError where one of them does not exist."""
    into.mkdir(parents=True, exist_ok=True)
    wanted = into / "wanted.txt"
    wanted.write_text("\n".join(lines_for(lock, tag)) + "\n", encoding="utf-8")
    python, machine = tag.split("-")
    glibc = range(NEWEST_GLIBC[python], OLDEST_GLIBC - 1, -1)
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in glibc]
    # --no-deps: the lock is the whole set; --require-hashes: and no file but those that were locked
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    chosen = ["--require-hashes", "--only-binary=:all:", "--implementation=cp", f"--python-version={python[2:]}"]
    platforms.append(f"--platform=manylinux2014_{machine}")
    subprocess.run([*command, *chosen, *platforms, "-r", wanted, "-d", into], check=True)
    wanted.unlink()
    return sorted(into.glob("*.whl"))


def _decided(entry: str, tag: str) -> str | None:
    """Return an entry without its condition; None where that does not hold."""
    first, _, hashes = entry.partition("\\")
    requirement = Requirement(first.strip())
    if requirement.marker and not requirement.marker.evaluate(_environment(tag)):
        return None
    return f"{requirement.name}{requirement.specifier} \\{hashes}" if hashes else f"{first.strip()}"


def _environment(tag: str) -> dict[str, str]:
    python, machine = tag.split("-")
    version = f"{python[2]}.{python[3:]}"
    return {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "platform_machine": machine,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
