"""The parts of `make platform`, one module each: `check(bed, out)` yields a line for everything it looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at: what, what came out, and whether that is as it must be; None = could not be covered."""

    what: str
    came_out: str
    good: bool | None
