"""Watch the machine while the station runs: what it says every few seconds, what the coach must know, who rests."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from station import __version__
from station.eyes import Eyes
from station.runtime.cooling import Cooling
from station.runtime.loop import Loop
from station.vital_checks import STALE_S, WARM_C, warnings
from station.vitals import Host, Vitals

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
LEARN_FRAC = 0.2
"""How much of a new rate goes into the usual one: half a minute of looks makes it."""
STOPPED = "The machine's health can not be watched ({why}). Restart the station."


class HostWatch:
    """Look at the machine in a thread of its own; coaching goes on without it."""

    def __init__(self, look: Callable[[], Host], eyes: Eyes, loop: Loop, lan: bool) -> None:
        self._look, self._eyes, self._loop, self._lan = look, eyes, loop, lan
        self._host = Host()
        self._usual_hz: float | None = None
        self._cooling = Cooling(eyes.spare)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="host", daemon=True)
        self.warnings: tuple[str, ...] = ()
        """What the coach must know of the machine, as of the last look."""

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        if self._thread.ident:
            self._thread.join(timeout=LOOK_EVERY_S)

    def vitals(self) -> Vitals:
        """Return how machine and station are doing now."""
        snapshot, pace, now_s = self._loop.snapshot, self._loop.pace, time.monotonic()
        known = Vitals(
            host=self._host,
            usual_hz=self._usual_hz,
            frames_dropped=self._eyes.dropped(),
            landmarkers=self._eyes.landmarkers,
            resting=self._cooling.resting,
            inference=self._eyes.inference,
            reaction=pace.reaction.told,
            cue_delay=pace.cue_delay.spread.told,
            lan=self._lan,
            version=__version__,
        )
        if snapshot is None:
            return known
        return replace(
            known,
            poses_hz=snapshot.poses_hz,
            pose_age_s=now_s - snapshot.published_s,
            session=snapshot.session is not None,
            warnings=snapshot.warnings,
        )

    def health(self) -> Mapping[str, object]:
        """Return what anybody may know: well only while fresh poses come. Numbers, nobody's words."""
        vitals, snapshot = self.vitals(), self._loop.snapshot
        age_s, host = vitals.pose_age_s, vitals.host
        return {
            "ok": age_s is not None and age_s < STALE_S,
            "version": vitals.version,
            "poses_hz": round(vitals.poses_hz, 1),
            "delay_ms": round(snapshot.delay_ms, 1) if snapshot and snapshot.delay_ms is not None else None,
            "pose_age_s": None if age_s is None else round(age_s, 2),
            "frames_dropped": vitals.frames_dropped,
            "landmarkers": vitals.landmarkers,
            "landmarkers_resting": vitals.resting,
            "session": vitals.session,
            "warnings": len(vitals.warnings),  # their words are for those who have logged in
            "temperature_c": host.temperature_c,
            "throttled": None if host.throttle is None else int(host.throttle),
            "disk_free_mb": None if host.disk_free_bytes is None else host.disk_free_bytes // 10**6,
            "clock": host.clock.value,
        }

    def look(self) -> None:
        """Look at the machine once, and let landmarkers rest or wake by what it says."""
        self._host = self._look()
        rate_hz = self._loop.snapshot.poses_hz if self._loop.snapshot else 0.0
        self._learn(rate_hz)
        self._eyes.rest(self._cooling.update(self._host, time.monotonic()))
        self.warnings = warnings(self.vitals())

    def _learn(self, rate_hz: float) -> None:
        """Learn what rate is usual, from moments in which nothing slows the machine."""
        slowed = self._cooling.resting or self._host.throttle or (self._host.temperature_c or 0.0) >= WARM_C
        if rate_hz > 0 and not slowed:
            before_hz = rate_hz if self._usual_hz is None else self._usual_hz
            self._usual_hz = before_hz + LEARN_FRAC * (rate_hz - before_hz)

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self.look()
                self._closing.wait(LOOK_EVERY_S)
        except Exception as error:  # the top of the thread: coaching goes on without it
            log.exception("the machine is not watched any more")
            self.warnings = (STOPPED.format(why=error),)
            self._eyes.rest(0)
