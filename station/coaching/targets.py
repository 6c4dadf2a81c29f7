"""Targets from the runner's own baseline, within bounds that studies have tried.

Cadence: 5 to 10 % above the runner's own; +7.5 % is the middle (Willy 2016, Heiderscheit 2011). Nobody is asked for
more than 190 steps/min, whatever the coach wishes. Knee cave: below the baseline by the smallest real change, in FPPA
and in the thigh's lean both, and only for a knee that plainly falls in: most do not, some runners with knee pain even
run bow-legged (Willy 2012), and "knees apart" would be the wrong thing to tell them.
"""

from station.coaching.baseline import Baseline, Level
from station.model import Band, KneeTarget, Side, Targets
from station.settings import HIGHEST_TARGET_SPM, LOWEST_TARGET_SPM

BAND_FRAC = 0.025
HIGHEST_FACTOR = 1.10


def from_baseline(baseline: Baseline, cadence_factor: float, knee_flag_deg: float) -> Targets:
    """Return the targets that a finished baseline leads to."""
    return Targets(
        cadence_spm=cadence_band(baseline.cadence_spm(), cadence_factor),
        left_knee=knee_target(baseline, Side.LEFT, knee_flag_deg),
        right_knee=knee_target(baseline, Side.RIGHT, knee_flag_deg),
    )


def cadence_band(own_spm: float | None, factor: float) -> Band | None:
    """Return the band around `factor` times the runner's own cadence, None where that would ask too much."""
    if own_spm is None:
        return None
    low = own_spm * max(1.0, factor - BAND_FRAC)
    high = min(own_spm * min(HIGHEST_FACTOR, factor + BAND_FRAC), HIGHEST_TARGET_SPM)
    return Band(low, high) if low < high else None


def knee_target(baseline: Baseline, side: Side, flag_deg: float) -> KneeTarget | None:
    """Return the leg's knee target; None for a knee that is straight or bowed, or was not seen well enough."""
    fppa = baseline.level(side, "fppa_deg")
    thigh = baseline.level(side, "femoral_adduction_deg")
    if fppa is None or thigh is None or fppa.mean < max(flag_deg, fppa.smallest_change) or thigh.mean <= 0:
        return None
    return KneeTarget(_below(fppa), _below(thigh))


def with_wishes(own: Targets, wishes: Targets) -> Targets:
    """Return the targets in force: what the coach wishes, as far as it is allowed, else the runner's own."""
    return Targets(
        allowed(wishes.cadence_spm) or own.cadence_spm,
        wishes.left_knee or own.left_knee,
        wishes.right_knee or own.right_knee,
    )


def allowed(wish: Band | None) -> Band | None:
    """Return the part of a wished cadence band that anybody may be asked for, None where there is none."""
    if wish is None:
        return None
    low = max(LOWEST_TARGET_SPM, wish.low or LOWEST_TARGET_SPM)
    high = min(HIGHEST_TARGET_SPM, wish.high or HIGHEST_TARGET_SPM)
    return Band(low, high) if low < high else None


def _below(level: Level) -> Band:
    return Band(high=level.mean - level.smallest_change)
