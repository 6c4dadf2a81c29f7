"""Kinds of virtual pupil: how each runs who was never cued, and how each tires.

Chosen to have one fault each, and to show it; the sizes are those of published runners, the rates of tiring are not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class PupilKind(StrEnum):
    """Who runs in a simulation."""

    GOOD = "good"
    LOW_CADENCE = "low-cadence"
    CAVE_LEFT = "cave-left"
    CAVE_BOTH = "cave-both"
    VARUS = "varus"
    TIRED = "tired"


@dataclass(frozen=True, slots=True)
class Pupil:
    """How somebody runs before any cue: FPPA at midstance as the picture shows it, overstride in leg lengths.

    The last two are what every minute of running adds, once it tires.
    """

    cadence_spm: float
    left_fppa_deg: float
    right_fppa_deg: float
    overstride_frac: float = 0.17
    slows_spm: float = -0.05
    caves_deg: float = 0.02


PUPILS: Mapping[PupilKind, Pupil] = MappingProxyType(
    {
        PupilKind.GOOD: Pupil(170.0, 4.0, 4.0),
        PupilKind.LOW_CADENCE: Pupil(150.0, 4.0, 4.0, overstride_frac=0.24),
        PupilKind.CAVE_LEFT: Pupil(168.0, 14.0, 5.0),
        PupilKind.CAVE_BOTH: Pupil(168.0, 13.0, 14.0),
        PupilKind.VARUS: Pupil(168.0, -6.0, -6.0),
        PupilKind.TIRED: Pupil(168.0, 4.0, 5.0, slows_spm=-1.0, caves_deg=0.15),
    }
)
