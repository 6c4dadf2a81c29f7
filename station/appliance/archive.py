"""A release as it is carried: one tar file, unpacked and looked at before anything of the box is touched.

    station-<version>/
      release.json              version, Pythons, and for which of them packages lie in wheelhouse/
      wheels/  requirements.lock  wheelhouse/cp313-aarch64/...  models/  systemd/  config/  install.sh
      SHA256SUMS                of every file; of none other

Checksums tell that a file is whole, not who made it. Standard library only, as `releases`.
"""

import hashlib
import json
import platform
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from station.errors import UpdateError

SUMS = "SHA256SUMS"
LOCK = "requirements.lock"
NO_RELEASE = "is no release of the station: a file like station-0.3.0.tar is needed. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Payload:
    """An unpacked release whose files are the ones that were packed."""

    folder: Path
    version: str
    pythons: tuple[str, ...]
    wheelhouses: tuple[str, ...]

    @property
    def wheel(self) -> Path:
        (wheel,) = self.folder.glob("wheels/*.whl")
        return wheel

    def wheelhouse(self) -> Path | None:
        """Return the packages for this machine; None = they come from the network.

        Raises UpdateError where there are packages, but for other machines.
        """
        if not self.wheelhouses:
            return None
        if this_machine() not in self.wheelhouses:
            raise UpdateError(
                f"This release carries packages for {', '.join(self.wheelhouses)}; this box is {this_machine()}. "
                "Take the release that was made for it. Nothing was changed."
            )
        return self.folder / "wheelhouse" / this_machine()


def this_machine() -> str:
    """Return Python and processor as in the name of a wheelhouse: cp313-aarch64."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{platform.machine()}"


def unpack(archive: Path, into: Path) -> Payload:
    """Unpack a release into an empty folder and check it. Raises UpdateError."""
    try:
        with tarfile.open(archive) as tar:
            members = tar.getmembers()
            _refuse_strange(members, archive)
            # Bookworm's Python may lack the filter; _refuse_strange has seen to what it would catch.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
            tar.extractall(into, members)
    except (tarfile.TarError, EOFError) as error:
        raise UpdateError(f"{archive} {NO_RELEASE}") from error
    except OSError as error:
        raise UpdateError(f"{archive} can not be unpacked: {error.strerror or error}. Nothing was changed.") from error
    return checked(into / members[0].name.partition("/")[0])


def unpacked_bytes(archive: Path) -> int:
    """Return how much room a release needs once unpacked. Raises UpdateError for what is none."""
    try:
        with tarfile.open(archive) as tar:
            return sum(member.size for member in tar.getmembers())
    except (OSError, tarfile.TarError, EOFError) as error:
        raise UpdateError(f"{archive} {NO_RELEASE}") from error


def checked(folder: Path) -> Payload:
    """Return an unpacked release. Raises UpdateError: a file is missing, changed or too many; the wrong Python."""
    _check_sums(folder)
    try:
        told = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        payload = Payload(folder, told["version"], tuple(told["pythons"]), tuple(told["wheelhouses"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UpdateError(f"{folder.name} {NO_RELEASE}") from error
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python not in payload.pythons:
        raise UpdateError(
            f"Station {payload.version} needs Python {', '.join(payload.pythons)}; this box has {python}. "
            "Nothing was changed."
        )
    return payload


def _refuse_strange(members: list[tarfile.TarInfo], archive: Path) -> None:
    """Allow plain files and folders under one folder only: nothing may land elsewhere."""
    tops = {member.name.partition("/")[0] for member in members}
    plain = all((member.isfile() or member.isdir()) and ".." not in member.name.split("/") for member in members)
    if not plain or len(tops) != 1 or not next(iter(tops)).startswith("station-"):
        raise UpdateError(f"{archive} {NO_RELEASE}")


def _check_sums(folder: Path) -> None:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UpdateError(f"{folder.name} {NO_RELEASE}") from error
    wanted = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {SUMS}
    wrong = sorted(there ^ set(wanted)) or [name for name in wanted if _digest(folder / name) != wanted[name]]
    if wrong:
        raise UpdateError(
            f"The release is damaged ({wrong[0]} is not what was packed). Copy the file anew. Nothing was changed."
        )


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
