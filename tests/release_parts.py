"""Releases packed and installed in tests, and a service that is a process."""

import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from station.errors import UpdateError
from tools.release.pack import Contents, pack


def packed(repo: Path, out: Path, lock: Path, wheels: Path) -> Path:
    from station.appliance.archive import this_machine

    return pack(repo, out, Contents(lock, (this_machine(),), wheels=wheels))


class ProcessControl:
    """What systemctl does to station.service, done to a process of the release that `current` names."""

    def __init__(self, root: Path, config: Path, port: int) -> None:
        self._command = [str(root / "current/venv/bin/station"), "run", "--config", str(config)]
        self._address = f"http://127.0.0.1:{port}/healthz"
        self._log = root / "service.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self, word: str, _: str) -> None:
        if word == "stop":
            self.stop()
        elif word == "start":
            self.start()

    def start(self) -> None:
        with open(self._log, "ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd="/")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise UpdateError(f"the service ended with status {self.process.returncode}")
            try:
                with urlopen(self._address, timeout=5):
                    return
            except URLError:
                time.sleep(0.2)
        raise UpdateError("the service did not come up")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
        self.process = None


def install(archive: Path, scratch: Path, prefix: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Unpack a release and run its install.sh, with the Python that runs this test."""
    subprocess.run(["tar", "-xf", archive, "-C", scratch], check=True)
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin:/usr/sbin:/sbin"
    script = scratch / archive.stem / "install.sh"
    return subprocess.run(
        ["bash", script, "--prefix", prefix, *more], env={"PATH": path}, capture_output=True, text=True, check=False
    )
