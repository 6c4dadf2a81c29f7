"""What the sessions of the record come to, each read through once: a run of half an hour has five thousand steps."""

from collections.abc import Iterable

from station.sessions.store import Store
from station.visits import Visit, visit

MOST_KEPT = 500


class Trends:
    """Ask the store for visits; those that have ended are remembered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[int, Visit] = {}

    def visits(self, session_ids: Iterable[int]) -> tuple[Visit, ...]:
        """Return these visits; one that is not in the record is left out."""
        found = (self.visit(session_id) for session_id in session_ids)
        return tuple(one for one in found if one is not None)

    def visit(self, session_id: int) -> Visit | None:
        if known := self._kept.get(session_id):
            return known
        record = self._store.session(session_id)
        if record is None:
            return None
        made = visit(record)
        if record.summary.ended_at is not None:
            self._keep(session_id, made)
        return made

    def forget(self, session_id: int) -> None:
        """Read a session anew next time: something was added to it."""
        self._kept.pop(session_id, None)

    def _keep(self, session_id: int, made: Visit) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[session_id] = made
