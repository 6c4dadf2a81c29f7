"""How sure a number is, and what it may be used for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

WELL_SEEN_FRAC = 0.5
"""Confidence or quality from which the legs count as well seen."""


def nothing() -> Mapping[str, float]:
    """Return the metrics of somebody of whom none is known."""
    return MappingProxyType({})


class Grade(StrEnum):
    """What a number may be used for: A as it stands; B value and trend; C trend on the same set-up only; D neither."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    @property
    def comparable(self) -> bool:
        """True for a number that may be held against another of the same runner."""
        return self is not Grade.D


def grade_of_cadence(sd_spm: float | None, well_seen: bool) -> Grade:
    """Return A where a cadence is known to a step or two a minute and the legs are well seen; D where none is known."""
    if sd_spm is None:
        return Grade.D
    return Grade.A if well_seen and sd_spm <= 1.0 else Grade.B if sd_spm <= 2.0 else Grade.C


class Origin(StrEnum):
    """What an angle was read off."""

    POINTS = "points"
    """The landmarks as they are."""
    CORRECTED = "corrected"
    """What all landmarks together say of the joints (`gait/anatomy`)."""
    STICKERS = "stickers"
    """Two stickers on the pelvis."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How sure a number is, as half widths of 95 % intervals in its own unit, and its grade."""

    ci95: float
    """From the runner's own spread and what noise and method leave: enough to compare on one set-up."""
    aim95: float
    """What a camera that is not aimed exactly may add to every value alike."""
    grade: Grade
    body95: float = 0.0
    """What may be misread of this body in these clothes, in every value alike."""
    origin: Origin = Origin.POINTS

    @property
    def total95(self) -> float:
        """All together: what stands behind the value itself."""
        return math.hypot(self.ci95, self.aim95, self.body95)


def untold() -> Mapping[str, Trust]:
    """Return the trust in metrics of which nothing is known."""
    return MappingProxyType({})
