"""The loop thread: a sighting becomes a beat, the beat becomes light, sound, record and snapshot.

Commands enter here, between two poses. Nothing downstream can hold it up: every offer is non-blocking.
"""

import queue
from concurrent.futures import Future
from dataclasses import replace

from station.model import Beat, Command, Pose, Sighting, Snapshot
from station.runtime.health import Pace
from station.runtime.lag import Lag
from station.runtime.pool import Sightings
from station.runtime.threads import Life
from station.runtime.visit import Visit
from station.runtime.wiring import Wiring

IDLE_S = 0.25  # without a sighting for so long, commands and warnings are looked after all the same
SHOWN_S = 1.0  # an older pose of a camera that is lost is not shown beside what the other sees
STUCK_S = 10.0  # a landmarker that needs longer will not come back


class Loop:
    """Turn the engine with each sighting; let what comes of it be seen, heard, kept and shown."""

    def __init__(self, wiring: Wiring, muted: bool = False) -> None:
        self._to = wiring
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._visit = Visit(wiring, muted)
        self._t: float | None = None
        self._pose: Pose | None = None
        self.pace = Pace()
        self.turned_s = self.seen_s = 0.0
        """When the loop last turned, and when it last had a sighting; before the first, 0."""
        self.snapshot: Snapshot | None = None
        """The newest, replaced whole."""

    @property
    def lag(self) -> Lag:
        """How the frames' clock lies against the station's own."""
        return self._visit.lag

    def post(self, command: Command) -> None:
        """Let a command take effect before the next pose; from any thread."""
        self._commands.put(command)

    def run(self, sightings: Sightings, life: Life) -> None:
        """Work until there are no more sightings or the station ends."""
        while not life.over:
            self.turned_s = self._to.clock()
            try:
                coming = sightings.get(timeout=IDLE_S)
            except queue.Empty:
                self.idle()
                continue
            if coming is None:
                break
            self.handle(_awaited(coming))
        while not life.wait(IDLE_S):
            self.turned_s = self._to.clock()
            self.idle()
        self._visit.end(self._t or 0.0)

    def handle(self, sighting: Sighting) -> None:
        """Make one beat of a sighting, and let it be seen, heard, kept and shown."""
        self._t = sighting.t
        self._obey_all(sighting.t)
        began_s = self._to.cpu_clock()
        beat = self._visit.engine.beat(sighting, self._visit.take_obeyed())
        cost_s = self._to.cpu_clock() - began_s
        if beat.advice.cue:
            self.pace.cue_delay.decided(beat.advice.cue, sighting.arrived_s, self._to.clock())
        self._visit.follow(beat)
        self._visit.end_if_forgotten()
        self.pace.tick(self._to.clock(), sighting.arrived_s, cost_s, sighting.camera)
        self._publish(beat)
        self._to.watch(beat)
        self.seen_s = self._to.clock()

    def idle(self) -> None:
        """Look after commands and warnings while nothing is seen; lamps go dark by themselves."""
        if self._t is None:
            return
        self._obey_all(self._t)
        self._visit.end_if_forgotten()
        if self.snapshot:
            self.snapshot = replace(
                self.snapshot,
                session=self._visit.session,
                muted=self._visit.muted,
                last_cue=self._visit.last_cue,
                notices=self._visit.notices,
                poses_hz=0.0,
                warnings=self._warnings(),
            )

    def _obey_all(self, t: float) -> None:
        while not self._commands.empty():
            self._visit.obey(self._commands.get(), t)

    def _publish(self, beat: Beat) -> None:
        now = self._to.clock()
        self.snapshot = Snapshot(
            setup=self._visit.setup,
            estimate=beat.measured.estimate,
            advice=beat.advice,
            pose=self._shown(beat),
            session=self._visit.session,
            muted=self._visit.muted,
            last_cue=self._visit.last_cue,
            notices=self._visit.notices,
            poses_hz=self.pace.poses_hz(now),
            frames_dropped=self._to.dropped(),
            delay_ms=self.pace.delay_ms(),
            warnings=self._warnings(),
            truth=self._to.truth(),
            published_s=now,
        )

    def _shown(self, beat: Beat) -> Pose | None:
        """Return the first camera's newest pose: the page draws one view."""
        if beat.sighting.camera == 0:
            self._pose = beat.sighting.pose
        fresh = self._pose and abs(beat.t - self._pose.t) < SHOWN_S
        return self._pose if fresh or beat.sighting.camera == 0 else None

    def _warnings(self) -> tuple[str, ...]:
        return self._to.troubles() + self._to.recorder.warnings + self._visit.warnings


def _awaited(coming: "Future[Sighting]") -> Sighting:
    try:
        return coming.result(timeout=STUCK_S)
    except TimeoutError:
        raise TimeoutError(f"A landmarker has given no answer for {STUCK_S:.0f} s.") from None
