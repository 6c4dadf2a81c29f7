"""What the station would train, and why. One thing, in the order in which trials and cameras support them.

Cadence goes first: it is measured best and tried most. Then the knee that falls in with a second sign, then pelvis and
hip, step width, overstride. A trunk lean is never proposed: studies contradict each other. Nothing that stands out is
an answer too: then the runner only keeps their own cadence.
"""

from collections.abc import Iterator, Sequence
from statistics import fmean

from station.coaching.flags import FLAGS, LOW_CADENCE_SPM, NARROW_STEP_M, PLAIN_DROP_DEG, PLAIN_HIP_ADDUCTION_DEG
from station.coaching.targets import cadence_factor, knee_target, targets_for
from station.model import Focus, Proposal, Reference, SessionPlan, Side, Targets

Reason = tuple[Focus, str]

NOTHING = "Nothing stands out in this baseline. The station only watches that the cadence does not sink."


def proposal_for(own: Reference, plan: SessionPlan, knee_flag_deg: float) -> Proposal:
    """Return the first focus that stands out and has a target."""
    for focus, reason in _reasons(own, plan, knee_flag_deg):
        if targets_for(focus, own, plan, knee_flag_deg) != Targets():
            return Proposal(focus, reason)
    return Proposal(Focus.HOLD, NOTHING)


def _reasons(own: Reference, plan: SessionPlan, knee_flag_deg: float) -> Iterator[Reason]:
    """Yield what stands out, most important first."""
    found = (
        _cadence(own, plan),
        _knee(own, knee_flag_deg),
        _pelvis(own),
        _hip(own),
        _steps(own),
        _shin(own),
    )
    yield from filter(None, found)


def _cadence(own: Reference, plan: SessionPlan) -> Reason | None:
    spm = own.cadence_spm
    if spm is None or spm >= LOW_CADENCE_SPM:
        return None
    more = round(100 * (cadence_factor(spm, plan) - 1), 1)
    return Focus.CADENCE, f"{spm:.0f} steps a minute is below {LOW_CADENCE_SPM:.0f}. The target is {more:g} % more."


def _knee(own: Reference, flag_deg: float) -> Reason | None:
    caving = [side for side in Side if knee_target(own, side, flag_deg)]
    if not caving:
        return None
    told = _told([(side, level.mean) for side in caving if (level := own.level(side, "fppa_deg"))])
    return Focus.KNEE_CAVE, f"Knee cave is {told} in this baseline, and the hip on that side shows it too."


def _pelvis(own: Reference) -> Reason | None:
    dropping = _above(own, "pelvic_drop_deg", PLAIN_DROP_DEG)
    return (Focus.PELVIC_DROP, f"The pelvis drops by {dropping} in this baseline.") if dropping else None


def _hip(own: Reference) -> Reason | None:
    leaning = _above(own, "hip_adduction_deg", PLAIN_HIP_ADDUCTION_DEG)
    return (Focus.HIP_ADDUCTION, f"Hip adduction is {leaning} in this baseline.") if leaning else None


def _steps(own: Reference) -> Reason | None:
    widths = [level.mean for side in Side if (level := own.level(side, "step_width_m"))]
    if not widths or fmean(widths) >= NARROW_STEP_M:
        return None
    return Focus.STEP_WIDTH, f"The feet cross over by {-100 * fmean(widths):.0f} cm in this baseline."


def _shin(own: Reference) -> Reason | None:
    ahead = _above(own, "tibia_angle_deg", FLAGS["tibia_angle_deg"])
    return (Focus.OVERSTRIDE, f"The foot lands ahead of the knee, the shin at {ahead}.") if ahead else None


def _above(own: Reference, metric: str, flag: float) -> str:
    """Return how far each leg that stands out is, in words; nothing where none does."""
    legs = [(side, level.mean) for side in Side if (level := own.level(side, metric)) and level.mean >= flag]
    return _told(legs)


def _told(legs: Sequence[tuple[Side, float]]) -> str:
    return " and ".join(f"{mean:.0f} degrees {side}" for side, mean in legs)
