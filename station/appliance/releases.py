"""Releases side by side under one folder, and the link that says which one runs.

    <root>/releases/<version>/   venv/ systemd/ config/ install.sh VERSION
    <root>/current               -> releases/<version>: what runs; replaced by a rename, so there always is one
    <root>/previous              -> what ran before it

VERSION is written last: a folder without it is what a power cut left of an installation, and is never run.
Standard library only: install.sh runs this module before anything is installed.
"""

import os
import re
import shutil
from pathlib import Path

from station.disk import sync_folder
from station.errors import UpdateError

KEPT = 3
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+_-]{0,60}")


class Releases:
    """The releases under a root folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "releases"

    def path(self, version: str) -> Path:
        """Return where a release lies. Raises UpdateError for what can not be a version."""
        if not _VERSION.fullmatch(version):
            raise UpdateError(f"{version!r} is no version of a station.")
        return self.folder / version

    def current(self) -> str | None:
        """Return the version that runs."""
        return self._named("current")

    def previous(self) -> str | None:
        """Return the version that ran before it, if it is still there."""
        return self._named("previous")

    def complete(self) -> list[str]:
        """Return the versions that can be run, the one installed last at the end."""
        marks = [folder / "VERSION" for folder in self.folder.glob("*") if (folder / "VERSION").is_file()]
        return [mark.parent.name for mark in sorted(marks, key=lambda mark: mark.stat().st_mtime_ns)]

    def prepare(self, version: str) -> Path:
        """Return an empty folder for a release. Raises UpdateError where it is the one that runs."""
        if version in (self.current(), self.previous()):
            raise UpdateError(f"Station {version} is installed already. Nothing was changed.")
        self.remove(version)
        folder = self.path(version)
        folder.mkdir(parents=True)
        return folder

    def finish(self, version: str) -> None:
        """Mark a release as complete, once all of it is on the disk."""
        os.sync()  # thousands of files of a virtual environment: none may be missing behind a link that is not
        mark = self.path(version) / "VERSION"
        with open(mark, "w", encoding="utf-8") as file:
            file.write(f"{version}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(mark.parent)
        sync_folder(self.folder)

    def switch(self, version: str) -> None:
        """Let a complete release be the one that runs next; at any instant there is one."""
        if version not in self.complete():
            raise UpdateError(f"Station {version} is not installed.")
        before = self.current()
        if before and before != version:
            self._link("previous", before)
        self._link("current", version)

    def switch_back(self, version: str, before: str | None) -> None:
        """Undo a switch: the release that ran runs again, and `before` is again what ran before it."""
        self._link("current", version)
        if before and before in self.complete():
            self._link("previous", before)
        else:
            (self.root / "previous").unlink(missing_ok=True)

    def remove(self, version: str) -> None:
        """Remove a release that does not run; the mark goes first."""
        folder = self.path(version)
        (folder / "VERSION").unlink(missing_ok=True)
        if folder.exists():
            sync_folder(folder)
            shutil.rmtree(folder)

    def tidy(self) -> None:
        """Remove what was never finished, and all but the newest releases; never the one that runs or ran before."""
        needed = {version for version in (self.current(), self.previous()) if version}
        keep = needed | set([version for version in self.complete() if version not in needed][len(needed) - KEPT :])
        for folder in self.folder.glob("*"):
            if folder.name not in keep and _VERSION.fullmatch(folder.name):
                self.remove(folder.name)

    def _named(self, link: str) -> str | None:
        path = self.root / link
        return path.readlink().name if path.is_symlink() and (path / "VERSION").is_file() else None

    def _link(self, name: str, version: str) -> None:
        draft = self.root / f".{name}.new"
        draft.unlink(missing_ok=True)
        draft.symlink_to(Path("releases") / version)
        draft.replace(self.root / name)
        sync_folder(self.root)
