"""What of a recording can be used: lines that make sense, in the order of their times."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from station.errors import SourceError
from station.model import Sighting

LONGEST_GAP_S = 3600.0  # nobody's run has a longer one; a time further ahead was misread, and hides all that follows
MOST_UNREADABLE_FRAC = 0.05  # with more bad lines the file is damaged, and what is left tells little
MOST_UNORDERED_FRAC = 0.5  # all frames twice, as some exports have them, can still be used


class Sieve:
    """Let through the frames whose time rises, and count the others."""

    def __init__(self) -> None:
        self.used = self.unreadable = self.unordered = 0
        self._last_t: float | None = None

    @property
    def passed_over(self) -> int:
        return self.unreadable + self.unordered

    def sifted(self, lines: Iterable[Sighting | None]) -> Iterator[Sighting]:
        """Yield what can be used; None is a line that made no sense."""
        for sighting in lines:
            if sighting is None:
                self.unreadable += 1
            elif self._last_t is None or 0.0 < sighting.t - self._last_t <= LONGEST_GAP_S:
                self.used += 1
                self._last_t = sighting.t
                yield sighting
            else:
                self.unordered += 1

    def judge(self, path: Path) -> None:
        """Raise SourceError where too little can be used; a single bad line never is too much."""
        frames = self.used + self.unordered
        lines = frames + self.unreadable
        if self.unreadable > max(1.0, MOST_UNREADABLE_FRAC * lines):
            raise SourceError(
                f"{path} is damaged: {self.unreadable} of its {lines} lines are not frames of a pose stream. "
                "Record it or copy it again."
            )
        if self.unordered > MOST_UNORDERED_FRAC * frames:
            raise SourceError(
                f"The times in {path} can not be used: those of {self.unordered} of its {frames} frames do not rise, "
                "or jump ahead by over an hour. Each line's t must be later than that of the line before, in seconds."
            )

    def remarks(self) -> tuple[str, ...]:
        """Say what was passed over, if anything."""
        said = {
            "Frames passed over because their time does not rise, or jumps ahead by over an hour": self.unordered,
            "Lines passed over because they make no sense or were cut off": self.unreadable,
        }
        return tuple(f"{what}: {number}." for what, number in said.items() if number)
