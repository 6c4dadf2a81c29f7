"""In the guest: tell what the last cut left, then run the station as a clinic would until the next.

The station is the real one (`station.live.Station`): store, recorder, loop, coach, lamps without pins, pages. Its
source is a pose stream at its own pace; MediaPipe is not asked, so its two doors stay shut (it takes 3 s to import).
"""

import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

OUT, DATA = Path("/out"), Path("/data/station")
NEWEST = 4
"""Pose streams that are read at every start; the last start reads all."""


def main() -> None:
    """Do what the plan in /out says."""
    _shut("station.vision.landmarker", "Landmarker", "Searcher")
    _shut("station.vision.model_store", "require", "provide")
    from tools.platform.powercut.told import Teller  # noqa: PLC0415

    plan, tell = json.loads((OUT / "plan.json").read_text()), Teller(OUT)
    {"record": record, "last": last, "full_disk": full_disk}[plan["do"]](plan, tell)


def record(plan: dict[str, Any], tell: Any) -> None:
    """Tell what is there, open an old record if there is one, record until the power fails."""
    from station.live import Station  # noqa: PLC0415
    from station.model import Start, Stop  # noqa: PLC0415
    from tools.platform.powercut import old_record, watch  # noqa: PLC0415
    from tools.platform.powercut.facts import record as read  # noqa: PLC0415
    from tools.platform.powercut.facts import streams  # noqa: PLC0415
    from tools.platform.powercut.tablet import Tablet  # noqa: PLC0415

    found = read(DATA)
    old = old_record.found(Path("/data/old")) if plan["look_at_old"] else None
    tell("found", **found, streams=streams(DATA, NEWEST), old=old)
    if plan["migrate"]:
        old_record.migrate(OUT / "old.db", Path("/data/old"), tell)
    tell("opening")
    station = Station(settings())
    after = read(DATA)
    tell("opened", sessions=after["sessions"], integrity=after["integrity"])
    watch.watch_rows(DATA, tell)
    watch.watch_loop(station, tell)
    station.start()
    if after["sessions"]:
        watch.write_notes(Tablet(station.address), max(found["notes"], default=0) + 1, tell)
    while True:
        tell("begin")
        station.post(Start())
        time.sleep(plan["session_s"])
        tell("end")
        station.post(Stop())
        time.sleep(plan["pause_s"])


def last(_: dict[str, Any], tell: Any) -> None:
    """Open every session as the coach would: its page, its plots, its replay to the bit."""
    from station.analysis import replay  # noqa: PLC0415
    from station.live import Station  # noqa: PLC0415
    from tools.platform.powercut import old_record  # noqa: PLC0415
    from tools.platform.powercut.facts import record as read  # noqa: PLC0415
    from tools.platform.powercut.facts import streams  # noqa: PLC0415
    from tools.platform.powercut.tablet import Tablet  # noqa: PLC0415

    tell("found", **read(DATA), streams=streams(DATA, 10_000), old=old_record.found(Path("/data/old")))
    station = Station(settings())
    tell("opened", **{name: read(DATA)[name] for name in ("sessions", "integrity")})
    tablet = Tablet(station.address)
    for number, row in read(DATA)["sessions"].items():
        page = tablet.page(f"/sessions/{number}")
        plots = [tablet.page(f"/sessions/{number}/{name}.svg") for name in ("cadence", "legs")]
        tell(
            "page",
            session=number,
            says_interrupted="Nobody ended this session" in page,
            interrupted=bool(row["interrupted"]),
            plots=all("<svg" in plot for plot in plots),
            differs=replay(settings(), int(number))[:3],
        )
    station.close()
    tell("done")


def full_disk(_: dict[str, Any], tell: Any) -> None:
    """Fill the disk in the middle of a session, see that coaching goes on and says so, make room again."""
    from tools.platform.powercut.full_disk import tell_story  # noqa: PLC0415

    tell_story(settings(), tell)


def settings() -> Any:
    """Return the settings of a small clinic whose camera is a pose stream."""
    from station.settings_file import load_settings  # noqa: PLC0415

    return load_settings(
        None,
        {
            "camera.source": str(OUT / "run.poses.jsonl.gz"),
            "store.data_dir": str(DATA),
            "coaching.baseline_s": 10,
            "coaching.baseline_steps": 10,
        },
    )


def _shut(module: str, *names: str) -> None:
    """Let nobody come in by a module that needs MediaPipe."""
    shut = ModuleType(module)
    for name in names:
        setattr(shut, name, None)
    sys.modules[module] = shut
