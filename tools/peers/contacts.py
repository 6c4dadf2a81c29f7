"""Contacts of the feet, and the cadence that a display would draw from them."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.peers.stream import Array

WINDOW_S = 5.0
STOPPED_S = 1.0  # no step of a runner takes that long
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """One foot on the belt; an instant that the system does not tell is None."""

    side: str
    contact_s: float
    toe_off_s: float | None = None
    midstance_s: float | None = None

    @property
    def middle_s(self) -> float | None:
        """Midstance, or else the middle of the contact."""
        if self.midstance_s is None and self.toe_off_s is not None:
            return (self.contact_s + self.toe_off_s) / 2
        return self.midstance_s


def paired(side: str, ons_s: Sequence[float], offs_s: Sequence[float]) -> Iterator[Contact]:
    """Give every contact of a leg the first toe-off that follows before the leg lands again."""
    for on, following in zip(ons_s, [*ons_s[1:], float("inf")], strict=True):
        place = bisect_left(offs_s, on)
        yield Contact(side, on, next((off for off in offs_s[place : place + 1] if off < following), None))


def from_truth(path: Path) -> list[Contact]:
    """Read the true instants of a stream of the benchmark."""
    steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
    return [Contact(step["side"], step["t_contact_s"], step["t_toe_off_s"], step["t_midstance_s"]) for step in steps]


def cadence_spm(contacts_s: Array, now_s: float) -> float | None:
    """Steps per minute by the mean interval of the last 5 s, None where there are too few or the last is long ago."""
    recent = contacts_s[(contacts_s > now_s - WINDOW_S) & (contacts_s <= now_s)]
    if len(recent) < FEWEST or now_s - recent[-1] > STOPPED_S:
        return None
    return float(60 * (len(recent) - 1) / (recent[-1] - recent[0]))


def mean_cadence_spm(contacts_s: Array) -> float | None:
    """Steps per minute of a whole clip, without the pauses in it; None without two contacts in a row."""
    intervals = np.diff(contacts_s)
    intervals = intervals[intervals <= STOPPED_S]
    return float(60 / intervals.mean()) if len(intervals) else None
