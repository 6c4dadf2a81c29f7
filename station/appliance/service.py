"""The station's service, as whoever changes its release sees it: systemd starts and stops it, /healthz tells of it."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from station.errors import UpdateError

UNIT = "station.service"
Systemctl = Callable[..., None]
"""Runs systemctl with these words; raises UpdateError where it fails."""


def systemctl(*words: str) -> None:
    """Run systemctl. Raises UpdateError with what it said."""
    ran = subprocess.run(["systemctl", *words], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise UpdateError(f"systemctl {' '.join(words)}: {ran.stderr.strip() or ran.returncode}")


class Service:
    """The service at a port of this machine."""

    def __init__(self, port: int, control: Systemctl = systemctl, link: Callable[[Path], None] | None = None) -> None:
        self._address = f"http://127.0.0.1:{port}/healthz"
        self._control = control
        self._link = link or link_files

    def stop(self) -> None:
        self._control("stop", UNIT)

    def start(self, release: Path) -> None:
        """Start a release with its own units; returns once it says that it is ready. Raises UpdateError."""
        self._link(release)
        with suppress(UpdateError):  # only if it had failed
            self._control("reset-failed", UNIT)
        self._control("start", UNIT)

    def health(self) -> Mapping[str, object]:
        """Return what /healthz says; nothing where nobody answers."""
        try:
            with urlopen(self._address, timeout=5) as answer:
                said = answer.read()
        except HTTPError as answer:
            said = answer.read()  # 503: it answers, and is not well
        except OSError:
            return {}
        with suppress(ValueError):
            told = json.loads(said)
            return told if isinstance(told, dict) else {}
        return {}

    def proven(self, version: str, well: bool, limit_s: float) -> bool:
        """Wait until this version answers, and is `well` where that is asked; False where it does not in time."""
        until_s = time.monotonic() + limit_s
        while time.monotonic() < until_s:
            told = self.health()
            if told.get("version") == version and (told.get("ok") is True or not well):
                return True
            time.sleep(0.5)
        return False


def link_files(release: Path) -> None:
    """Let systemd and its friends see a release's units, users, folders and kernel settings. Raises UpdateError."""
    ran = subprocess.run(["bash", release / "install.sh", "--link"], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise UpdateError(f"The service's files could not be linked: {ran.stderr.strip()}")
