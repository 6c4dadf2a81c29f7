"""Ask a release whether it works here: its own `station trial`, on a folder with a copy of the record."""

import os
import subprocess
from pathlib import Path
from typing import Any

from station.errors import UpdateError

LIMIT_S = 180.0
LAST_LINES = 8
CARRIED = ("models", "programmes")
"""What a station reads in its data folder beside the record."""


class ReleaseTrial:
    """Runs another release's `station trial` as whoever owns the record, on a folder with a copy of it."""

    def __init__(self, config: Path | None, data_dir: Path) -> None:
        self._config = config
        self._data_dir = data_dir

    def __call__(self, release: Path, folder: Path) -> None:
        self._lay_out(folder)
        config = ("--config", self._config) if self._config else ()
        command = (release / "venv/bin/station", "trial", *config, "--data-dir", folder)
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT_S, check=False, **self._as(folder)
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise UpdateError(f"The release does not run: {error}. Nothing was changed.") from error
        if ran.returncode:
            said = "\n".join(ran.stderr.strip().splitlines()[-LAST_LINES:]) or f"(nothing; status {ran.returncode})"
            raise UpdateError(f"The release does not work here; nothing was changed. It said:\n{said}")

    def _lay_out(self, folder: Path) -> None:
        owner = self._data_dir.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        for name in CARRIED:
            if (self._data_dir / name).exists():
                (folder / name).symlink_to(self._data_dir / name)

    def _as(self, folder: Path) -> dict[str, Any]:
        """Not as root: the new release runs as the station will, with a home that is thrown away."""
        owner = self._data_dir.stat()
        user: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "HOME": str(folder)}}
        if os.geteuid() == 0:
            user |= {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        return user
