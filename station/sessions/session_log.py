"""What of one session is not yet safe on disk: frames for its pose stream, rows for the database.

Offered as it happens, written once a second, forgotten only once written; so a full disk costs nothing as long as
there is room in memory.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session as Db

from station import __version__
from station.model import Beat, Setup, Sighting, Targets
from station.sessions.pose_log import PoseLog
from station.sessions.rows import command_columns, cue_columns, setup_columns, step_columns, targets_text
from station.sessions.schema import CommandRow, CueRow, OfSession, SessionRow, StepRow, TargetsRow


@dataclass(frozen=True, slots=True)
class Begun:
    """A session's beginning."""

    session_id: int
    runner_id: int | None
    setup: Setup
    settings_json: str
    t: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of the session that runs."""

    t: float
    at: datetime


class SessionLog:
    """Collect one session's beats and write them, poses and rows apart: either may fail alone and is tried again."""

    def __init__(self, begun: Begun, poses: PoseLog) -> None:
        self._begun = begun
        self._poses = poses
        self._ended: Ended | None = None
        self._t_last = begun.t
        self._targets: Targets | None = None
        self._sightings: list[Sighting] = []
        self._rows: defaultdict[type[OfSession], list[dict[str, Any]]] = defaultdict(list)
        self.changed = True
        """True while the database has not all that is known here."""
        self.frames = 0
        """Frames that are safe in the pose stream."""
        self.frames_lost = 0

    @property
    def frames_waiting(self) -> int:
        return len(self._sightings)

    @property
    def rows_waiting(self) -> int:
        return sum(map(len, self._rows.values()))

    @property
    def done(self) -> bool:
        """True once ended and all written."""
        return self._ended is not None and not (self.changed or self._sightings)

    def add(self, beat: Beat, room_for_frame: bool = True, room_for_rows: bool = True) -> None:
        """Take in what a frame led to; what there is no room for is lost, frames counted."""
        self._t_last = beat.sighting.t
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

    def committed(self) -> None:
        self._rows.clear()
        self.changed = False

    def _keep_rows(self, beat: Beat) -> None:
        frame = {"frame": self.frames + self.frames_waiting}
        self._keep(CommandRow, (frame | command_columns(command) for command in beat.commands))
        self._keep(StepRow, map(step_columns, beat.measured.steps))
        self._keep(CueRow, [cue_columns(beat.advice.cue)] if beat.advice.cue else [])
        if beat.advice.targets != self._targets:
            self._targets = beat.advice.targets
            self._keep(TargetsRow, [{"t": beat.sighting.t, "targets": targets_text(self._targets)}])

    def _keep(self, table: type[OfSession], rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            self._rows[table].append(row | {"session_id": self._begun.session_id})

    def _columns(self) -> dict[str, Any]:
        begun, ended = self._begun, self._ended
        return setup_columns(begun.setup) | {
            "id": begun.session_id,
            "runner_id": begun.runner_id,
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
