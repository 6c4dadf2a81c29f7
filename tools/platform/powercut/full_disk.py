"""In the guest: a disk that fills up in the middle of a session, and has room again later."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from station.errors import StoreError
from station.live import Station
from station.model import Start, Stop
from station.sessions.store import Store
from station.settings import Settings
from tools.platform.powercut.facts import record, streams
from tools.platform.powercut.told import Teller

UNSAVED = "not being saved"
FULL_S, WAIT_S = 4.0, 20.0


def tell_story(settings: Settings, tell: Teller) -> None:
    """Tell what the page says and how many poses were coached while the disk was full, and what is kept in the end."""
    data_dir = settings.store.data_dir
    station = Station(settings)
    station.start()
    station.post(Start())
    _wait(lambda: bool(record(data_dir)["sessions"]))
    time.sleep(2)
    filler = _fill(data_dir.parent)
    said = _wait(lambda: UNSAVED in _warnings(station))
    t_full = _t(station)
    time.sleep(FULL_S)
    tell("full", said=said, words=_warnings(station), coached_s=_t(station) - t_full, refused=_refused(data_dir))
    filler.unlink()
    silent = _wait(lambda: UNSAVED not in _warnings(station))
    station.post(Stop())
    _wait(lambda: all(row["t_end"] for row in record(data_dir)["sessions"].values()))
    station.close()
    tell("room", silent=silent, **record(data_dir), streams=streams(data_dir, 9), lost=_lost(data_dir))


def _fill(folder: Path) -> Path:
    """Write until nothing more fits, a byte at a time in the end."""
    filler = folder / "filler"
    with suppress(OSError), open(filler, "wb", buffering=0) as file:
        while file.write(bytes(65536)):
            pass
    with suppress(OSError), open(filler, "ab", buffering=0) as file:
        while file.write(b"\0"):
            pass
    return filler


def _refused(data_dir: Path) -> str:
    """Return in what words a second station, started now, would be refused."""
    try:
        Store(data_dir).close()
    except StoreError as error:
        return str(error)
    return ""


def _warnings(station: Station) -> str:
    snapshot = station.snapshot()
    return " ".join(snapshot.warnings) if snapshot else ""


def _t(station: Station) -> float:
    snapshot = station.snapshot()
    return snapshot.estimate.t if snapshot else 0.0


def _lost(data_dir: Path) -> list[int]:
    store = Store(data_dir)
    with store.db() as db:
        rows = db.connection().exec_driver_sql("SELECT frames_lost FROM sessions").all()
    store.close()
    return [lost for (lost,) in rows]


def _wait(until: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + WAIT_S
    while not until():
        if time.monotonic() > end_s:
            return False
        time.sleep(0.05)
    return True
