"""What the kernel's stamps of pins say: edges, flashes, tones. Arithmetic on the tracepoint gpio:gpio_value."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

WRITE = re.compile(r"\s(\d+\.\d+): gpio_value: (\d+) set ([01])")

SAME_S = 0.05
"""Lamps that come on so close together are one flash."""
SILENT_S = 0.1
"""A pin that pulses comes on where it was low for so long before."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A pin written by a program, whether or not that changed it."""

    at_s: float
    pin: int
    high: bool


def stamps(text: str) -> list[Stamp]:
    """Return what a trace tells, oldest first; its first line says which number the chip's first line has."""
    base = int(text.partition("\n")[0].removeprefix("base "))
    return [Stamp(float(at_s), int(line) - base, level == "1") for at_s, line, level in WRITE.findall(text)]


def read(trace: Path) -> list[Stamp]:
    return stamps(trace.read_text()) if trace.exists() else []


def edges(found: Sequence[Stamp], pin: int) -> list[Stamp]:
    """Return a pin's real changes; it is low at first."""
    changes, high = [], False
    for stamp in found:
        if stamp.pin == pin and stamp.high != high:
            changes.append(stamp)
            high = stamp.high
    return changes


def rises_s(found: Sequence[Stamp], pin: int, dark_s: float = 0.0) -> list[float]:
    """Return when a pin went high, having been low for so long."""
    lit, low_since_s = [], float("-inf")
    for edge in edges(found, pin):
        if edge.high and edge.at_s - low_since_s >= dark_s:
            lit.append(edge.at_s)
        if not edge.high:
            low_since_s = edge.at_s
    return lit


def flashes_s(found: Sequence[Stamp], pins: Sequence[int], pulsed: Sequence[int] = ()) -> list[float]:
    """Return when light came on anywhere, `pulsed` pins by pulses; lamps that come on together count as one."""
    plain_s = [at_s for pin in pins for at_s in rises_s(found, pin)]
    all_s = sorted(plain_s + [at_s for pin in pulsed for at_s in rises_s(found, pin, SILENT_S)])
    return [at_s for at_s, last_s in zip(all_s, [float("-inf"), *all_s], strict=False) if at_s - last_s > SAME_S]


def most_in_a_second(at_s: Sequence[float]) -> int:
    """Return how many at most fall into one second."""
    return max((sum(first <= t <= first + 1.0 for t in at_s) for first in at_s), default=0)


@dataclass(frozen=True, slots=True)
class Pitch:
    """How a tone came out at the pin."""

    hz: float
    sd_percent: float
    """Of the periods, in parts of the wanted one: what makes a tone rough."""
    worst_percent: float


def pitch(found: Sequence[Stamp], pin: int, from_s: float, to_s: float, wanted_hz: float) -> Pitch:
    """Return a tone's mean frequency and the spread of its periods."""
    up_s = [at_s for at_s in rises_s(found, pin) if from_s <= at_s <= to_s]
    periods = [(b - a) * wanted_hz for a, b in pairwise(up_s)]
    worst = max(abs(period - 1.0) for period in periods)
    return Pitch(wanted_hz / statistics.mean(periods), 100 * statistics.stdev(periods), 100 * worst)
