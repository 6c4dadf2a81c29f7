"""Faults on request: what can happen before a camera, each KIND@START+LENGTH in seconds of the runner's own clock."""

import re
from dataclasses import dataclass
from enum import StrEnum

SLIDE_S = 0.8  # how long the runner takes to leave the picture, and to come back into it

_FAULT = re.compile(r"(?P<kind>\w+)@(?P<start>\d+(?:\.\d+)?)\+(?P<length>\d+(?:\.\d+)?)")


class FaultKind(StrEnum):
    """What goes wrong."""

    DROP = "drop"  # no pictures
    NOBODY = "nobody"  # the empty belt
    STEP_OFF = "step_off"  # out of the picture sideways, gone, and back
    STAND = "stand"  # stands still
    SECOND_PERSON = "second_person"  # somebody else crosses behind


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, from `start_s` to `end_s`."""

    kind: FaultKind
    start_s: float
    end_s: float

    def covers(self, t: float) -> bool:
        return self.start_s <= t < self.end_s

    def done_frac(self, t: float) -> float:
        return (t - self.start_s) / (self.end_s - self.start_s)


def parse_fault(text: str) -> Fault:
    """Return the fault that a text of the settings asks for. Raises ValueError, in words."""
    match = _FAULT.fullmatch(text.strip())
    if not match:
        raise ValueError("write KIND@START+LENGTH with seconds, as in step_off@20+6")
    if match["kind"] not in list(FaultKind):
        raise ValueError(f"no such kind; there are {', '.join(FaultKind)}")
    kind, start_s, length_s = FaultKind(match["kind"]), float(match["start"]), float(match["length"])
    shortest_s = 2 * SLIDE_S if kind is FaultKind.STEP_OFF else 0.0
    if length_s <= shortest_s:
        raise ValueError(f"the length must be over {shortest_s:g} s")
    return Fault(kind, start_s, start_s + length_s)
