"""Let this release run for a moment, on a copy of the record: what an update asks of a new one before it may run.

Everything is real but camera and lamps, which the running station holds: settings, record and its migration, pose
model, measuring, the page. The virtual runner is in front of the camera.
"""

import json
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path

from station.errors import UpdateError
from station.live import Station
from station.settings import Settings
from station.settings_file import load_settings

WELL_S = 60.0


def trial_settings(config: Path | None, data_dir: Path) -> Settings:
    """Return the settings of the box, without what is in use already. Raises ConfigError."""
    return load_settings(
        config,
        {
            "camera.source": "virtual",
            "second_camera.source": "",
            "pose.landmarkers": 1,
            "signals.gpio": False,
            "store.data_dir": data_dir,
            "dashboard.lan": False,
            "dashboard.port": _free_port(),
        },
    )


def run_trial(settings: Settings) -> Mapping[str, object]:
    """Run until the station is well, and return what it says of itself. Raises StationError."""
    os.umask(0o077)
    station = Station(settings)
    try:
        station.start()
        until_s = time.monotonic() + WELL_S
        while not (health := station.health())["ok"]:
            if station.life.wait(0.1) or time.monotonic() > until_s:
                raise UpdateError(f"The station is not well: {station.life.cause or json.dumps(health)}")
        return health
    finally:
        station.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port
