"""When each cue was played: told after the cue fired, perhaps after its row was committed, perhaps just before."""

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session as Db

from station.model import Cue
from station.sessions.schema import CueRow


class PlayedCues:
    """Hold what was played until its cue's row is there to be told."""

    def __init__(self) -> None:
        self._waiting: dict[Cue, float] = {}
        self._written: list[Cue] = []

    def add(self, cue: Cue, played_t: float) -> None:
        self._waiting[cue] = played_t

    def write(self, db: Db, session_id: int) -> None:
        """Put into a transaction all whose cue is there; `committed` says that it held."""
        self._written = [cue for cue, played_t in self._waiting.items() if _told(db, session_id, cue, played_t)]

    def committed(self) -> None:
        for cue in self._written:
            del self._waiting[cue]
        self._written = []


def _told(db: Db, session_id: int, cue: Cue, played_t: float) -> bool:
    its_row = (CueRow.session_id == session_id, CueRow.t == cue.t, CueRow.kind == cue.kind.value)
    done = db.execute(update(CueRow).where(*its_row).values(played_t=played_t))
    assert isinstance(done, CursorResult)
    return done.rowcount > 0
