"""Inside the bed: the real source and the real station before libcamera's virtual camera; what happened, as JSON.

python -m tools.platform.camera.watch frames|contract|session|stuck
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import islice, pairwise
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from tools.platform.camera import stand_in

stand_in.install()
sys.path.append("/src/tests")

import sources_contract  # noqa: E402
from picamera2.request import CompletedRequest  # noqa: E402

from station.errors import CameraLost  # noqa: E402
from station.live import Station  # noqa: E402
from station.model import Levels, Start, View  # noqa: E402
from station.settings import CameraSettings, Settings  # noqa: E402
from station.vision.picamera import PicameraSource  # noqa: E402

OUT = Path("/out")
COVERED, STUCK = OUT / "covered", OUT / "stuck"
CAMERA = CameraSettings(source="picamera2", view=View.FRONT, width_px=480, height_px=640, frame_rate_hz=120)


def frames() -> dict[str, Any]:
    """Take 600 frames and tell how they came."""
    source = PicameraSource(CAMERA)
    first_of_all, began_s = source._camera.frames, time.monotonic()
    seen = list(islice(((frame.t, frame.arrived_s) for frame in source.frames()), 600))
    lasted_s, sent = time.monotonic() - began_s, source._camera.frames - first_of_all
    source.close()
    steps_ms = [1000 * (late[0] - early[0]) for early, late in pairwise(seen)]
    return {
        "sent_hz": sent / lasted_s,
        "taken_hz": len(seen) / lasted_s,
        "missed": sent - len(seen),
        "step_ms": [min(steps_ms), median(steps_ms), max(steps_ms)],
        "age_ms": median(1000 * (arrived_s - t) for t, arrived_s in seen),
        "size_px": source.size_px,
        "format": source._format,
    }


def session() -> dict[str, Any]:
    """Run until a cue lights the lamps, cover the lens, wait for words and darkness, uncover it, wait for cadence."""
    with Watch() as watch:
        watch.station.post(Start())
        watch.until(watch.cued, 90)
        told = watch.told()
        threads = [threading.active_count()]
        COVERED.touch()
        told |= watch.dark_and_told()
        time.sleep(6)
        told["silent"] = watch.poses_hz() == 0
        COVERED.unlink()
        told["back_s"] = watch.until(lambda: not watch.said() and watch.poses_hz() > 5, 60)
        told["cadence_back_s"] = watch.until(watch.cadence, 20)
        told["session_goes_on"] = watch.in_session()
        return told | {"threads": [*threads, threading.active_count()], "cadence_after_spm": watch.cadence()}


def contract() -> dict[str, Any]:
    """Keep every source's promises, and the buffers coming while pictures can not be read."""
    for promise in sources_contract.LIVING:
        promise(lambda: PicameraSource(CAMERA))
    return {"promises": len(sources_contract.LIVING), "unreadable": _unreadable()}


def _unreadable() -> int:
    """Return how many pictures could be asked for while none could be read; there are four buffers."""
    source = PicameraSource(CAMERA)
    asked = 0
    with patch.object(CompletedRequest, "make_array", side_effect=RuntimeError("no memory")):
        for _ in range(12):
            with suppress(CameraLost):
                source._next()
            asked += 1
    came = len(list(islice(source.frames(), 12)))
    source.close()
    return asked if came == 12 else 0


def stuck() -> dict[str, Any]:
    """Let the driver hang: tell when all was dark and said; then this program stands still until it is killed."""
    watch = Watch()
    watch.station.post(Start())
    watch.until(lambda: watch.poses_hz() > 5, 30)
    watch.until(watch.lit, 10)
    STUCK.touch()
    return watch.dark_and_told()


class Watch:
    """A station that runs, and what was seen of it."""

    def __init__(self) -> None:
        self._cadences: list[float] = []
        self.station = Station(Settings.model_validate(SETTINGS))
        self.station.start()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self.station.close()

    def until(self, happens: Callable[[], Any], longest_s: float) -> float | None:
        """Look on until something happens and return how long it took, s; None where it did not."""
        began_s = time.monotonic()
        while not happens():
            if time.monotonic() - began_s > longest_s:
                return None
            if (cadence := self.cadence()) is not None:
                self._cadences.append(cadence)
            time.sleep(0.02)
        return round(time.monotonic() - began_s, 2)

    def dark_and_told(self) -> dict[str, Any]:
        """Return how long it takes until nothing is lit or sounds, and until the page says why, s."""
        dark_s = self.until(lambda: not self.lit(), 20)
        words_s = self.until(self.said, 20)
        total_s = None if None in (dark_s, words_s) else round((dark_s or 0) + (words_s or 0), 2)
        return {"dark_s": dark_s, "words_s": total_s, "words": self.said()}

    def told(self) -> dict[str, Any]:
        """Return what was measured and cued so far, the first third of the cadences left out."""
        snapshot, steady = self.station.snapshot(), self._cadences[len(self._cadences) // 3 :]
        cue = snapshot.last_cue if snapshot else None
        return {
            "cadence_spm": [min(steady), median(steady), max(steady)] if steady else None,
            "cue": f"{cue.kind} {cue.side or ''}".strip() if cue else None,
            "poses_hz": self.poses_hz(),
            "delay_ms": snapshot.delay_ms if snapshot else None,
        }

    def cued(self) -> bool:
        """Tell whether a cue was given and lights the lamps now."""
        snapshot, levels = self.station.snapshot(), self.station.levels()
        return bool(snapshot and snapshot.last_cue and levels and (levels.left_lamp or levels.right_lamp))

    def lit(self) -> bool:
        levels = self.station.levels()
        return bool(levels) and levels != Levels()

    def poses_hz(self) -> float:
        snapshot = self.station.snapshot()
        return snapshot.poses_hz if snapshot else 0.0

    def cadence(self) -> float | None:
        snapshot = self.station.snapshot()
        return snapshot.estimate.cadence_spm if snapshot and self.poses_hz() > 0 else None

    def said(self) -> list[str]:
        """Return what the page says of the camera."""
        snapshot = self.station.snapshot()
        return [words for words in snapshot.warnings if "camera" in words] if snapshot else []

    def in_session(self) -> bool:
        snapshot = self.station.snapshot()
        return bool(snapshot and snapshot.session)


SETTINGS = {
    "camera": CAMERA,
    "store": {"data_dir": OUT / "data"},
    "dashboard": {"port": 8971},
    "pose": {"landmarkers": 1},
}

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for file in (COVERED, STUCK):
        file.unlink(missing_ok=True)
    scene = sys.argv[1]
    json.dump({scene: globals()[scene]()}, sys.stdout)
    sys.stdout.flush()
