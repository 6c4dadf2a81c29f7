"""Write what was offered into the record, and keep trying while the disk refuses.

Frames and rows fail apart. What waits meanwhile is bounded: when `KEEP_FRAMES` wait, further frames are lost and
counted; when `KEEP_ROWS` wait, further steps, cues and commands are lost too, and the log says how many.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from station.glass import GlassDelay
from station.model import Beat, Cue
from station.sessions.pose_logs import PoseLogs
from station.sessions.session_log import Begun, Ended, SessionLog
from station.sessions.store import Store
from station.sessions.words import why

log = logging.getLogger(__name__)

KEEP_FRAMES = 3600
"""A minute of frames at 60 a second, about 4 kB each. The oldest are kept: up to the first gap a session replays."""

KEEP_ROWS = 20_000
"""Two hours of steps."""


@dataclass(frozen=True, slots=True)
class Missed:
    """So many beats found the recorder's queue full."""

    beats: int


@dataclass(frozen=True, slots=True)
class Played:
    """A cue of a session was played."""

    session_id: int
    cue: Cue
    played_t: float


Offer = Begun | Beat | Missed | Played | GlassDelay | Ended


class Writer:
    """Hold the sessions that are not yet wholly written; `warnings` says in words what is wrong."""

    def __init__(self, store: Store, keep_frames: int = KEEP_FRAMES, keep_rows: int = KEEP_ROWS) -> None:
        self._store = store
        self._keep_frames = keep_frames
        self._keep_rows = keep_rows
        self._logs: list[SessionLog] = []
        self._last: SessionLog | None = None
        """The one that was wholly written last: the end of a session may overtake the playing of its last cue."""
        self._trouble = ""
        self.warnings: tuple[str, ...] = ()

    def take(self, offer: Offer) -> None:
        match offer:
            case Begun():
                paths = self._store.poses_paths(offer.session_id)
                self._logs.append(SessionLog(offer, PoseLogs(paths, offer.setup)))
            case Ended():
                self._logs[-1].end(offer)
            case Missed():
                self._logs[-1].lose(offer.beats)
            case Played():
                self._played(offer)
            case GlassDelay():
                self._measured(offer)
            case Beat():
                self._logs[-1].add(offer, *self._room())

    def write(self) -> None:
        """Try to write all that waits; what can not be written goes on waiting."""
        troubles = [self._tried(self._write_poses), self._tried(self._write_rows)]
        self._report(next(filter(None, troubles), ""))
        self._last = next((kept for kept in reversed(self._logs) if kept.done), self._last)
        self._logs = [kept for kept in self._logs if not kept.done]

    def _measured(self, offer: GlassDelay) -> None:
        """Keep it with the session that runs; one that is over keeps what was known in it."""
        if self._logs and not self._logs[-1].over:
            self._logs[-1].measured(offer)

    def _played(self, offer: Played) -> None:
        if self._last and self._last.session_id == offer.session_id and self._last.done:
            self._logs.insert(0, self._last)
        for kept in self._logs:
            if kept.session_id == offer.session_id:
                kept.played(offer.cue, offer.played_t)

    def _write_poses(self) -> None:
        for kept in self._logs:
            kept.write_poses()

    def _write_rows(self) -> None:
        changed = [kept for kept in self._logs if kept.changed]
        if not changed:
            return
        with self._store.transaction(writes=True) as db:
            for kept in changed:
                kept.write_rows(db)
        for kept in changed:
            kept.committed()

    def _tried(self, write: Callable[[], None]) -> str:
        try:
            write()
        except (OSError, SQLAlchemyError) as error:
            return why(error)
        return ""

    def _report(self, trouble: str) -> None:
        lost = self._logs[-1].frames_lost if self._logs else 0
        if trouble and not self._trouble:
            log.error("the session is not being saved: %s", trouble)
        elif self._trouble and not trouble:
            log.warning("the session is saved again; %d frames were lost", lost)
        self._trouble = trouble
        if trouble:
            self.warnings = (f"This session is not being saved: {trouble}. Coaching goes on.",)
        else:
            self.warnings = (f"{lost} frames of this session could not be saved.",) if lost else ()

    def _room(self) -> tuple[bool, bool]:
        frames = sum(kept.frames_waiting for kept in self._logs)
        rows = sum(kept.rows_waiting for kept in self._logs)
        return frames < self._keep_frames, rows < self._keep_rows
