"""Faults on request: what can happen before a camera, each KIND@START+LENGTH in seconds of the runner's own clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from station.errors import ConfigError
from station.model import Activity

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


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the runner does not run, and what is seen instead."""

    start_s: float
    end_s: float
    activity: Activity


def parse_faults(texts: Iterable[str]) -> tuple[Fault, ...]:
    """Return the faults of the settings. Raises ConfigError with every text that says nothing."""
    faults: list[Fault] = []
    problems: list[str] = []
    for text in texts:
        try:
            faults.append(_parsed(text))
        except ValueError as error:
            problems.append(f"  virtual.faults, {text!r}: {error}")
    if problems:
        raise ConfigError("\n".join(["The virtual runner's faults can not be played. Change these:", *problems]))
    return tuple(faults)


def _parsed(text: str) -> Fault:
    match = _FAULT.fullmatch(text.strip())
    if not match:
        raise ValueError("write KIND@START+LENGTH with seconds, as in step_off@20+6.")
    if match["kind"] not in list(FaultKind):
        raise ValueError(f"no such kind. There are: {', '.join(FaultKind)}.")
    kind, start_s, length_s = FaultKind(match["kind"]), float(match["start"]), float(match["length"])
    shortest_s = 2 * SLIDE_S if kind is FaultKind.STEP_OFF else 0.0
    if length_s <= shortest_s:
        raise ValueError(f"the length must be over {shortest_s:g} s.")
    return Fault(kind, start_s, start_s + length_s)


def pauses(faults: Iterable[Fault]) -> Iterator[Pause]:
    """Yield the times in which the runner does not run."""
    for fault in faults:
        match fault.kind:
            case FaultKind.NOBODY:
                yield Pause(fault.start_s, fault.end_s, Activity.NOBODY)
            case FaultKind.STAND:
                yield Pause(fault.start_s, fault.end_s, Activity.STANDING)
            case FaultKind.STEP_OFF:
                out_s, back_s = fault.start_s + SLIDE_S, fault.end_s - SLIDE_S
                yield Pause(fault.start_s, out_s, Activity.STANDING)
                yield Pause(out_s, back_s, Activity.NOBODY)
                yield Pause(back_s, fault.end_s, Activity.STANDING)
            case FaultKind.DROP | FaultKind.SECOND_PERSON:
                pass


def playing(faults: Iterable[Fault], kind: FaultKind, t: float) -> Fault | None:
    """Return the fault of a kind that plays at a time."""
    return next((fault for fault in faults if fault.kind is kind and fault.covers(t)), None)


def away_frac(faults: Iterable[Fault], t: float) -> float:
    """Return how far the runner has stepped off: 0 on the belt, 1 out of the picture."""
    fault = playing(faults, FaultKind.STEP_OFF, t)
    return min(1.0, (t - fault.start_s) / SLIDE_S, (fault.end_s - t) / SLIDE_S) if fault else 0.0
