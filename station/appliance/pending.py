"""The note of a change of release that is not proven yet, so that a power cut in the middle of it is made good.

It is written, safe on the disk, before the links are changed, and removed once the new release has been seen to work.
Whoever finds it after a power cut goes back.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from station.disk import sync_folder


@dataclass(frozen=True, slots=True)
class Change:
    """From which release to which, what ran before both, and the copy of the record made just before."""

    was: str
    to: str
    before: str | None
    copy: str | None


class Pending:
    """The note in `<root>/pending.json`."""

    def __init__(self, root: Path) -> None:
        self._path = root / "pending.json"

    def read(self) -> Change | None:
        """Return the change that was not finished; None = there is none."""
        if not self._path.exists():
            return None
        return Change(**json.loads(self._path.read_text(encoding="utf-8")))

    def write(self, change: Change) -> None:
        draft = self._path.with_suffix(".part")
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(asdict(change), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        sync_folder(self._path.parent)

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)
