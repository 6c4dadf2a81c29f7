"""Record sessions in a thread of its own: the loop offers, never waits, and never hears of a disk.

Once a second all that came in is written: frames to the session's pose stream, the rest in one transaction. While
the disk refuses, coaching goes on and the page says so; a minute of frames and hours of steps and cues wait in memory
and are written when there is room again. What does not fit is lost and counted (`frames_lost` of the session).
"""

import atexit
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from queue import SimpleQueue

from station.errors import StoreError
from station.glass import GlassDelay
from station.model import FREE_RUN, Beat, Cue, SessionPlan, SessionState, Setup
from station.sessions.reading import GUEST
from station.sessions.recording_lock import RecordingLock
from station.sessions.session_log import Begun, Ended
from station.sessions.store import Store
from station.sessions.writer import Missed, Offer, Played, Writer

log = logging.getLogger(__name__)

QUEUE_BEATS = 3600
"""Beats on their way from the loop to the thread: a minute at 60 a second, about 4 kB each."""

JOIN_S = 10.0


def utc_now() -> datetime:
    """Return the wall clock's time."""
    return datetime.now(UTC)


class Recorder:
    """Write what the loop offers into a store. Raises StoreError where another station records there already."""

    def __init__(self, store: Store, commit_every_s: float = 1.0, wall: Callable[[], datetime] = utc_now) -> None:
        self._lock = _lock(store)
        self._store = store
        self._commit_every_s = commit_every_s
        self._wall = wall
        self._next_id = store.next_session_id()
        self._state: SessionState | None = None
        self._t_last = 0.0
        self._glass: GlassDelay | None = None
        self._offers: SimpleQueue[Offer] = SimpleQueue()
        self.beats_missed = 0
        """Beats that found the queue full, since the program began."""
        self._missed_told = 0
        self._writer = Writer(store)
        self._stopped: tuple[str, ...] = ()
        self._closing = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the coach must know about the record; empty while all is well."""
        return self._stopped or self._writer.warnings

    def begin(
        self,
        setup: Setup,
        runner_id: int | None,
        t: float,
        settings_json: str,
        *,
        plan: SessionPlan = FREE_RUN,
        enrolment_id: int | None = None,
    ) -> SessionState:
        """Begin a session; an unknown runner is a guest, a session that still runs is ended.

        An enrolment that is not this runner's is left out: what is asked of the record must never keep it from writing.
        """
        self.end(t)
        name = self._store.runner_name(runner_id)
        self._state = SessionState(self._next_id, name or GUEST, t, plan)
        self._next_id += 1
        self._t_last = t
        known = runner_id if name else None
        theirs = enrolment_id if self._store.is_enrolled(known, enrolment_id) else None
        self._offers.put(
            Begun(self._state.session_id, known, setup, settings_json, t, self._wall(), plan, theirs, self._glass)
        )
        self._wake.set()
        return self._state

    def record(self, beat: Beat) -> None:
        """Offer a beat of the session that runs; without one it is ignored."""
        if self._state is None:
            return
        self._t_last = beat.sighting.t
        if self._offers.qsize() >= QUEUE_BEATS:
            self.beats_missed += 1
            return
        self._tell_missed()
        self._offers.put(beat)

    def played(self, cue: Cue, played_t: float) -> None:
        """Note when a cue of the session that runs, or ran last, was played, on its frames' clock; from any thread."""
        self._offers.put(Played(self._next_id - 1, cue, played_t))

    def glass(self, delay: GlassDelay) -> None:
        """Keep the delay from light to cue with the session that runs, and with those to come; from any thread."""
        self._glass = delay
        self._offers.put(delay)

    def end(self, t: float) -> None:
        """End the session, if one runs."""
        if self._state is None:
            return
        self._state = None
        self._tell_missed()
        self._offers.put(Ended(t, self._wall()))
        self._wake.set()

    def close(self) -> None:
        """End the session at its last beat, write what waits and end the thread."""
        self.end(self._t_last)
        self._closing = True
        self._wake.set()
        self._thread.join(JOIN_S)
        atexit.unregister(self.close)

    def _tell_missed(self) -> None:
        if self.beats_missed > self._missed_told:
            self._offers.put(Missed(self.beats_missed - self._missed_told))
            self._missed_told = self.beats_missed

    def _run(self) -> None:
        try:
            while not self._closing:
                self._wake.wait(self._commit_every_s)
                self._wake.clear()
                self._write()
            self._write()
        except Exception as error:  # the top of the thread: coaching goes on without a record
            log.exception("the recorder has stopped")
            self._stopped = (f"The recorder has stopped ({error}): sessions are not saved. Restart the station.",)
        finally:
            self._lock.close()

    def _write(self) -> None:
        for _ in range(self._offers.qsize()):
            self._writer.take(self._offers.get())
        self._writer.write()


def _lock(store: Store) -> RecordingLock:
    try:
        return RecordingLock(store.data_dir)
    except BlockingIOError:
        raise StoreError(
            f"Another station is recording into {store.data_dir}. End it, or set store.data_dir to another folder."
        ) from None
