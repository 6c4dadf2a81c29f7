"""Update the station, and go back: check, build, try on a copy of the record, then switch.

Nothing that runs is touched before the new release has run for a moment on a copy of the record (`Trial`).
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from station.appliance.archive import Payload, unpack, unpacked_bytes
from station.appliance.building import build
from station.appliance.releases import Releases
from station.appliance.switching import Switch
from station.errors import StationError, UpdateError

ENVIRONMENT_BYTES = 1_000_000_000
"""A virtual environment with the locked packages (765 MB measured on x86-64), and room to breathe."""
IN_SESSION = "Somebody is being coached. Wait for the end of the session, or add --now. Nothing was changed."

Trial = Callable[[Path, Path], None]
"""Lets a release (its folder) run for a moment on a folder with a copy of the record; raises UpdateError."""
Make = Callable[[Payload, Releases], Path]


class Updater:
    """Updates, goes back and settles; tells each step in the user's words."""

    def __init__(
        self, switch: Switch, trial: Trial, *, make: Make = build, room_bytes: int = ENVIRONMENT_BYTES
    ) -> None:
        self._switch = switch
        self._releases, self._service, self._record = switch.releases, switch.service, switch.record
        self._say = switch.say
        self._trial = trial
        self._make = make
        self._room_bytes = room_bytes

    def update(self, archive: Path, now: bool = False) -> None:
        """Install a release and let it run. Raises UpdateError; then what ran before runs."""
        with self._alone():
            self._refuse_in_session(now)
            self._require_room(archive)
            with tempfile.TemporaryDirectory(dir=self._releases.folder, prefix=".incoming-") as incoming:
                self._say(f"Checking {archive.name}")
                payload = unpack(archive, Path(incoming))
                self._build(payload)
            self._refuse_in_session(now)
            self._run(payload.version)

    def roll_back(self, now: bool = False, restore: bool = False) -> None:
        """Let the release before this one run again. Raises UpdateError; then nothing has changed."""
        with self._alone():
            self._refuse_in_session(now)
            was, to = self._releases.current(), self._releases.previous()
            if not was or not to:
                raise UpdateError("There is no release to go back to. Nothing was changed.")
            copy = self._readable(to, was, restore)
            self._switch.to(to, copy)
            self._say(f"Station {to} runs again.{f' Its record is {copy.name}.' if copy else ''}")

    def settle(self) -> bool:
        """Make good what a power cut left; say whether a change was undone."""
        with self._alone() as undone:
            return undone

    def _build(self, payload: Payload) -> None:
        self._say(f"Building station {payload.version} (some minutes on a Pi)")
        try:
            folder = self._make(payload, self._releases)
            self._say(f"Trying station {payload.version} on a copy of the record")
            self._try(folder)
            self._releases.finish(payload.version)
        except BaseException:
            self._drop(payload.version)
            raise

    def _run(self, version: str) -> None:
        try:
            self._switch.to(version)
        except StationError:
            self._drop(version)
            raise
        self._record.tidy()
        self._releases.tidy()
        self._say(f"Station {version} runs.")

    def _drop(self, version: str) -> None:
        if version not in (self._releases.current(), self._releases.previous()):
            self._releases.remove(version)

    def _readable(self, to: str, was: str, restore: bool) -> Path | None:
        """Return the copy of the record that an older release needs, None where it can read today's."""
        release = self._releases.path(to)
        try:
            self._try(release)
            return None
        except UpdateError as error:
            copies = self._record.copies(f"before-{was}")
            if not copies or not restore:
                raise UpdateError(f"{error}{WITH_RESTORE.format(copies[-1].name) if copies else ''}") from error
        self._try(release, copies[-1])
        return copies[-1]

    def _try(self, release: Path, record: Path | None = None) -> None:
        with tempfile.TemporaryDirectory(dir=release, prefix="trial-") as folder:
            self._record.copy_into(Path(folder), record)
            self._trial(release, Path(folder))

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the releases for one change at a time, what an earlier one left being settled first."""
        self._releases.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._releases.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in self._releases.folder.glob(".incoming-*"):
                shutil.rmtree(left)
            yield self._switch.settle()
        except BlockingIOError:
            raise UpdateError("Another update is under way. Wait for its end.") from None
        finally:
            os.close(handle)

    def _refuse_in_session(self, now: bool) -> None:
        if not now and self._service.health().get("session") is True:
            raise UpdateError(IN_SESSION)

    def _require_room(self, archive: Path) -> None:
        needed = unpacked_bytes(archive) + self._room_bytes
        free = shutil.disk_usage(self._releases.folder).free
        if free < needed:
            raise UpdateError(
                f"An update needs {needed / 1e9:.1f} GB in {self._releases.root}, and {free / 1e9:.1f} GB are free. "
                "Free some space. Nothing was changed."
            )


WITH_RESTORE = (
    "\nWith --restore it runs with the record as it was before the update ({}); today's is copied aside, and what was "
    "recorded since is in that copy only."
)
