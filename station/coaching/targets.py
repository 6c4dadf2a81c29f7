"""Targets from the runner's own running, within bounds that studies have tried.

Cadence: 5 to 10 % above the runner's own; +7.5 % is the middle (Willy 2016, Heiderscheit 2011). Nobody is asked for
more than 190 steps/min or 10 % above their own, whatever the coach wishes, and a slow runner goes there in steps.
Angles: below the baseline by a quarter, or by the smallest real change if that is more, but never below what runners
without complaint show. Knee cave: only for a knee that plainly falls in, with a second sign: most do not, some runners
with knee pain even run bow-legged (Willy 2012), and "knees apart" would be the wrong thing to tell them.
"""

from collections.abc import Callable, Mapping
from statistics import fmean
from types import MappingProxyType

from station.coaching.flags import FLAGS, WIDE_ENOUGH_M
from station.model import Band, Feedback, Focus, KneeTarget, LegBands, Level, Reference, SessionPlan, Side, Targets
from station.settings import HIGHEST_TARGET_SPM, LOWEST_TARGET_SPM

BAND_FRAC = 0.025
BAND_SPM = 4.0
"""So wide where bounds let it: twice the smallest change, or "quicker" and "slower" would come in turns."""
HIGHEST_FACTOR = 1.10
SLOW_SPM, FIRST_FACTOR, NEXT_FACTOR = 155.0, 1.05, 0.025
"""Below this cadence the target begins at +5 % and rises by 2.5 % a session."""
HOLD_FRAC = 0.96
"""Of the own cadence: a run's wander is 1 %, so somebody below this has slowed."""
ASKED_FRAC = 0.25
WIDER_M = 0.0425
"""5 % of a leg of 0.85 m (Meardon 2012); from 60 mm at most, so never wider than hips are."""
LEAN_MORE_DEG, LEAN_MOST_DEG, LEAN_BAND_DEG = (3.0, 7.0), 15.0, 2.0
"""Studied as a small step (Teng and Powers 2014); injured runners lean further forward (Bramah 2018): so a cap."""


def targets_for(focus: Focus, own: Reference, plan: SessionPlan, knee_flag_deg: float) -> Targets:
    """Return the targets of a focus; empty where the runner gives no reason for any."""
    if focus is Focus.KNEE_CAVE:
        left, right = (knee_target(own, side, knee_flag_deg) for side in Side)
        return Targets(left_knee=left, right_knee=right)
    return _MAKERS[focus](own, plan)


def cadence_factor(own_spm: float, plan: SessionPlan) -> float:
    """Return what the own cadence is multiplied by in this session; a metronome goes there at once (Bramah 2019)."""
    factor = min(plan.cadence_factor, HIGHEST_FACTOR)
    if own_spm >= SLOW_SPM or plan.feedback is Feedback.METRONOME:
        return factor
    return min(factor, FIRST_FACTOR + NEXT_FACTOR * (plan.number - 1))


def cadence_band(own_spm: float | None, factor: float) -> Band | None:
    """Return the band around `factor` times the runner's own cadence, None where that would ask too much."""
    if own_spm is None:
        return None
    high = min(own_spm * min(HIGHEST_FACTOR, factor + BAND_FRAC), HIGHEST_TARGET_SPM)
    low = max(own_spm, min(own_spm * (factor - BAND_FRAC), high - BAND_SPM))
    return Band(low, high) if high - low >= BAND_SPM / 2 else None


def tempo_within(band: Band | None, own: Reference, plan: SessionPlan) -> float | None:
    """Return the metronome's tempo in the cadence band that is in force, None where there is none."""
    tempo = tempo_spm(own, plan)
    if tempo is None or band is None or band.low is None:
        return None
    return min(max(tempo, band.low), band.high or tempo)


def tempo_spm(own: Reference, plan: SessionPlan) -> float | None:
    """Return the metronome's tempo; None where there is no band that it could lie in."""
    if own.cadence_spm is None:
        return None
    factor = cadence_factor(own.cadence_spm, plan)
    return min(own.cadence_spm * factor, HIGHEST_TARGET_SPM) if cadence_band(own.cadence_spm, factor) else None


def knee_target(own: Reference, side: Side, flag_deg: float) -> KneeTarget | None:
    """Return the leg's knee target; None for a knee that is straight or bowed, or was not seen well enough."""
    fppa, thigh = own.level(side, "fppa_deg"), own.level(side, "femoral_adduction_deg")
    if fppa is None or thigh is None or fppa.mean < max(flag_deg, fppa.smallest_change) or thigh.mean <= 0:
        return None
    if not _second_sign(own, side, thigh):
        return None
    return KneeTarget(_below(fppa, flag_deg), Band(high=thigh.mean - thigh.smallest_change))


def wished_band(wish: Band | None, own: Reference) -> Band | None:
    """Return the part of a wished cadence band that this runner may be asked for, None where there is none."""
    if wish is None:
        return None
    highest = HIGHEST_TARGET_SPM
    if own.cadence_spm is not None:
        highest = min(highest, HIGHEST_FACTOR * own.cadence_spm)
    low, high = max(LOWEST_TARGET_SPM, wish.low or LOWEST_TARGET_SPM), min(highest, wish.high or highest)
    return Band(low, high) if low < high else None


def eased(targets: Targets, own: Reference, asked_frac: float) -> Targets:
    """Return targets that ask only for so much of the change."""
    if asked_frac == 1.0:
        return targets
    legs = targets.legs
    left, right = (_eased_knee(targets.knee(side), own, side, asked_frac) for side in Side)
    return Targets(
        _eased(targets.cadence_spm, own.cadence_spm, asked_frac),
        left,
        right,
        legs and LegBands(legs.metric, *(_eased_leg(legs, own, side, asked_frac) for side in Side)),
    )


def _eased_leg(legs: LegBands, own: Reference, side: Side, asked_frac: float) -> Band | None:
    level = own.level(side, legs.metric)
    return _eased(legs.leg(side), level.mean if level else None, asked_frac)


def _eased_knee(knee: KneeTarget | None, own: Reference, side: Side, asked_frac: float) -> KneeTarget | None:
    fppa = own.level(side, "fppa_deg")
    band = _eased(knee.fppa_deg, fppa.mean, asked_frac) if knee and fppa else None
    return KneeTarget(band, knee.femoral_adduction_deg) if knee and band else None


def _eased(band: Band | None, own: float | None, asked_frac: float) -> Band | None:
    """Move the end that asks for a change towards the runner's own; an end that asks for none stays."""
    if band is None or own is None:
        return band
    low = own + asked_frac * (band.low - own) if band.low is not None and band.low > own else band.low
    high = own + asked_frac * (band.high - own) if band.high is not None and band.high < own else band.high
    return Band(low, high)


def _second_sign(own: Reference, side: Side, thigh: Level) -> bool:
    """Tell whether hip or pelvis stand out on that side too; where neither was seen, the thigh must lean in plainly."""
    seen = [(name, level) for name in ("hip_adduction_deg", "pelvic_drop_deg") if (level := own.level(side, name))]
    if not seen:
        return thigh.mean > thigh.smallest_change
    return any(level.mean >= FLAGS[name] for name, level in seen)


def _cadence(own: Reference, plan: SessionPlan) -> Targets:
    if own.cadence_spm is None:
        return Targets()
    return Targets(cadence_band(own.cadence_spm, cadence_factor(own.cadence_spm, plan)))


def _hold(own: Reference, _plan: SessionPlan) -> Targets:
    return Targets(None if own.cadence_spm is None else Band(low=HOLD_FRAC * own.cadence_spm))


def _less(metric: str) -> Callable[[Reference, SessionPlan], Targets]:
    """Return what makes the targets of a metric that is to become less, each leg by itself."""

    def make(own: Reference, _plan: SessionPlan) -> Targets:
        left, right = (_high(own.level(side, metric), FLAGS[metric]) for side in Side)
        return Targets(legs=LegBands(metric, left, right)) if left or right else Targets()

    return make


def _wider(own: Reference, _plan: SessionPlan) -> Targets:
    mean_m = _of_both(own, "step_width_m")
    if mean_m is None or mean_m > WIDE_ENOUGH_M:
        return Targets()
    band = Band(low=mean_m + WIDER_M)
    return Targets(legs=LegBands("step_width_m", band, band))


def _closer(own: Reference, plan: SessionPlan) -> Targets:
    """Overstride is driven through cadence first; the shin is spoken of only once the cadence is there."""
    shin = _less("tibia_angle_deg")(own, plan).legs
    return Targets(_cadence(own, plan).cadence_spm, legs=shin) if shin else Targets()


def _lean(own: Reference, plan: SessionPlan) -> Targets:
    mean_deg = _of_both(own, "trunk_lean_deg")
    if not plan.trunk_lean_allowed or mean_deg is None or mean_deg + LEAN_MORE_DEG[0] > LEAN_MOST_DEG - LEAN_BAND_DEG:
        return Targets()
    band = Band(mean_deg + LEAN_MORE_DEG[0], min(mean_deg + LEAN_MORE_DEG[1], LEAN_MOST_DEG))
    return Targets(legs=LegBands("trunk_lean_deg", band, band))


_MAKERS: Mapping[Focus, Callable[[Reference, SessionPlan], Targets]] = MappingProxyType(
    {
        Focus.CADENCE: _cadence,
        Focus.HOLD: _hold,
        Focus.HIP_ADDUCTION: _less("hip_adduction_deg"),
        Focus.FEMORAL_ADDUCTION: _less("femoral_adduction_deg"),
        Focus.PELVIC_DROP: _less("pelvic_drop_deg"),
        Focus.STEP_WIDTH: _wider,
        Focus.OVERSTRIDE: _closer,
        Focus.TRUNK_LEAN: _lean,
    }
)


def _high(level: Level | None, flag: float) -> Band | None:
    """Return the band of a leg that stands out; a leg that does not is left in peace."""
    return _below(level, flag) if level and level.mean >= flag else None


def _below(level: Level, flag: float) -> Band:
    return Band(high=max(flag, level.mean - max(level.smallest_change, ASKED_FRAC * level.mean)))


def _of_both(own: Reference, metric: str) -> float | None:
    levels = [level.mean for side in Side if (level := own.level(side, metric))]
    return fmean(levels) if levels else None
