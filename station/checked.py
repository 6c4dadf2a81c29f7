"""One line of a check, wherever it is shown: what, how it stands, what was seen, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check stands; each place that shows it has a sign and a word for each."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what, how it stands, what was seen, what to do."""

    name: str
    state: State
    seen: str
    do: str = ""


SIGNS = {State.GOOD: "✓ Good", State.LOOK: "! Look", State.BAD: "✗ Bad", State.UNKNOWN: "– Not known"}
"""A shape and a word: no line is told by its colour alone."""
