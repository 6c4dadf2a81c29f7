"""When a difference is a change: only above the smallest that two measurements can tell apart.

Twice measured is twice off by a little: camera, clothing and day move every mean. A study that films the same runners
on two days says how far ("smallest detectable difference", 95 %); a runner whose own steps spread more needs more.
Absolute angles of one camera carry errors that do not average out, so a change on the same set-up is what can be
trusted, and nothing smaller than this is called one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SMALLEST_CHANGE: Mapping[str, float | None] = MappingProxyType(
    {
        # Test and retest of 2D running video on two days, the upper end of each range (Dingenen 2018)
        "pelvic_drop_deg": 2.8,
        "hip_adduction_deg": 3.8,
        "femoral_adduction_deg": 2.3,
        "trunk_side_lean_deg": 2.3,
        "tibia_angle_deg": 4.8,
        "knee_flexion_peak_deg": 3.8,
        # None was found for FPPA in running. It hangs on the same thigh as femoral adduction, so the same is asked.
        "fppa_deg": 2.3,
        # Prediction interval between days, the lower end of 9 to 14 degrees (Damsted 2015)
        "knee_flexion_contact_deg": 9.0,
        # Smallest real difference, told of a sensor on the sacrum (Patoz 2022)
        "contact_time_s": 0.032,
        # No study: raters agree only fairly (2D video of adolescents), and single steps spread by 12 to 22 mm
        "step_width_m": 0.020,
        # No study: step times spread by 1.5 %, so two means of 30 steps lie up to 1.3 spm apart by chance
        "cadence_spm": 2.0,
        # Not known, and from one camera hardly reproducible (Souza 2016 of overstride): the runner's own spread alone
        "knee_window_frac": None,
        "overstride_frac": None,
        "trunk_lean_deg": None,
        "flight_time_s": None,
    }
)
"""Smallest real difference between days, in the unit of the name; None where no study tells."""


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two means, and how much had to lie there to be more than chance."""

    difference: float
    """After minus before."""
    needed: float | None
    """None where nothing says how much is needed: then no difference is real."""

    @property
    def real(self) -> bool:
        """True only above what is needed."""
        return self.needed is not None and abs(self.difference) > self.needed


def smallest_change(metric: str, ci95_before: float | None, ci95_after: float | None) -> float | None:
    """Return how far two means of a metric must lie apart to be a change: what studies ask, or the spread if larger.

    `ci95_*` are the half-widths of the means' 95 % intervals, in the metric's unit. None = can not be compared: a mean
    without an interval, or neither study nor spread to go by. Studies: Dingenen 2018, Damsted 2015, Patoz 2022; spread:
    the interval of the difference of two independent means. KeyError for a metric that the table does not name.
    """
    if ci95_before is None or ci95_after is None:
        return None
    chance = math.hypot(ci95_before, ci95_after)
    return max(SMALLEST_CHANGE[metric] or 0.0, chance) or None


def changed(before: float, after: float, *, metric: str, ci95_before: float | None, ci95_after: float | None) -> Change:
    """Compare two means of a metric, named as in `steps.csv`, of the same runner on the same set-up."""
    return Change(after - before, smallest_change(metric, ci95_before, ci95_after))
