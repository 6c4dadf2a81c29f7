"""What of one session is not yet safe on disk: frames for its pose stream, rows for the database.

Offered as it happens, written once a second, forgotten only once written; so a full disk costs nothing as long as
there is room in memory.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session as Db

from station import __version__
from station.glass import GlassDelay
from station.model import FREE_RUN, Beat, Cue, Pain, PainTime, SessionPlan, Setup, Sighting
from station.sessions.beat_rows import BeatRows
from station.sessions.outcome import Outcome
from station.sessions.played import PlayedCues
from station.sessions.pose_logs import PoseLogs
from station.sessions.rows import glass_columns, pain_columns, setup_columns
from station.sessions.schema import OfSession, PainRow, SessionRow
from station.sessions.texts import plan_text


@dataclass(frozen=True, slots=True)
class Begun:
    """A session's beginning."""

    session_id: int
    runner_id: int | None
    setup: Setup
    settings_json: str
    t: float
    at: datetime
    plan: SessionPlan = FREE_RUN
    enrolment_id: int | None = None
    glass: GlassDelay | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of the session that runs."""

    t: float
    at: datetime


class SessionLog:
    """Collect one session's beats and write them, poses and rows apart: either may fail alone and is tried again."""

    def __init__(self, begun: Begun, poses: PoseLogs) -> None:
        self._begun = begun
        self._poses = poses
        self._ended: Ended | None = None
        self._glass = begun.glass
        self._t_last = begun.t
        self._beat_rows = BeatRows()
        self._outcome = Outcome()
        self._played = PlayedCues()
        self._sightings: list[Sighting] = []
        self._rows: defaultdict[type[OfSession], list[dict[str, Any]]] = defaultdict(list)
        self.changed = True
        """True while the database has not all that is known here."""
        self.frames = 0
        """Frames that are safe in the pose stream."""
        self.frames_lost = 0
        if begun.plan.pain_before is not None:
            self._keep(PainRow, pain_columns(PainTime.BEFORE, begun.plan.pain_before, begun.at))

    @property
    def session_id(self) -> int:
        return self._begun.session_id

    @property
    def frames_waiting(self) -> int:
        return len(self._sightings)

    @property
    def rows_waiting(self) -> int:
        return sum(map(len, self._rows.values()))

    @property
    def over(self) -> bool:
        return self._ended is not None

    @property
    def done(self) -> bool:
        """True once ended and all written."""
        return self._ended is not None and not (self.changed or self._sightings)

    def add(self, beat: Beat, room_for_frame: bool = True, room_for_rows: bool = True) -> None:
        """Take in what a frame led to; what there is no room for is lost, frames counted."""
        self._t_last = beat.sighting.t
        self._outcome.add(beat.advice)
        self.changed = True
        if room_for_rows:
            self._keep_rows(beat)
        if room_for_frame:
            self._sightings.append(beat.sighting)
        else:
            self.frames_lost += 1

    def lose(self, beats: int) -> None:
        """Count beats that never came in."""
        self.frames_lost += beats
        self.changed = True

    def played(self, cue: Cue, played_t: float) -> None:
        """Note when a cue was played."""
        self._played.add(cue, played_t)
        self.changed = True

    def measured(self, glass: GlassDelay) -> None:
        """Note the delay from light to cue."""
        self._glass = glass
        self.changed = True

    def end(self, ended: Ended) -> None:
        self._ended = ended
        self.changed = True

    def write_poses(self) -> None:
        """Write and sync the frames that wait. Raises OSError; then they go on waiting."""
        if self._sightings:
            self._poses.append(self._sightings)
        self.frames += self.frames_waiting
        self._sightings = []

    def write_rows(self, db: Db) -> None:
        """Put all that waits into a transaction; `committed` says that it held."""
        db.merge(SessionRow(**self._columns()))
        db.flush()
        for table, rows in self._rows.items():
            db.execute(insert(table), rows)
        self._played.write(db, self.session_id)
        if self._begun.enrolment_id is not None:
            self._outcome.teach(db, self._begun.enrolment_id, self._begun.plan)

    def committed(self) -> None:
        self._rows.clear()
        self._played.committed()
        self.changed = False

    def _keep_rows(self, beat: Beat) -> None:
        for table, row in self._beat_rows.of(beat, self.frames + self.frames_waiting):
            self._keep(table, row)
        for command in beat.commands:
            if isinstance(command, Pain):
                self._keep(PainRow, self._pain(command, beat.sighting.t))

    def _pain(self, told: Pain, t: float) -> dict[str, Any]:
        at = self._begun.at + timedelta(seconds=t - self._begun.t)
        return pain_columns(told.when, told.score, at, t)

    def _keep(self, table: type[OfSession], row: dict[str, Any]) -> None:
        self._rows[table].append(row | {"session_id": self.session_id})

    def _columns(self) -> dict[str, Any]:
        begun, ended = self._begun, self._ended
        known = {
            "id": begun.session_id,
            "runner_id": begun.runner_id,
            "enrolment_id": begun.enrolment_id,
            "plan": plan_text(begun.plan),
            "settings": begun.settings_json,
            "station_version": __version__,
            "started_at": begun.at,
            "ended_at": ended.at if ended else None,
            "t_start": begun.t,
            "t_last": self._t_last,
            "t_end": ended.t if ended else None,
            "frames": self.frames,
            "frames_lost": self.frames_lost,
            "interrupted": False,
        }
        return setup_columns(begun.setup) | glass_columns(self._glass) | self._outcome.columns() | known
