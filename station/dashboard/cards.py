"""The three large numbers of the live page: value, how sure it is, band and verdict. Pure.

Whether a value is in its band is decided before it is rounded, and never of a value that is not to be compared.
"""

import math

from station.dashboard.numbers import MEANINGS, decimals, headline, interval, unit
from station.metrics import Z95
from station.model import Band, Grade, KneeTarget, LegEstimate, Side, Snapshot, Truth
from station.names import CADENCE

Card = dict[str, object]


def number(value: float | None, places: int) -> float | int | None:
    """Return a rounded number, whole where no decimals are asked for; None for what is not one."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, places) if places else round(value)


def cadence(snapshot: Snapshot) -> Card:
    """Return the cadence, steps/min."""
    estimate = snapshot.estimate
    ci95 = None if estimate.cadence_sd_spm is None else Z95 * estimate.cadence_sd_spm
    truth = snapshot.truth.cadence_spm if snapshot.truth else None
    card = _card(CADENCE, estimate.cadence_spm, ci95, estimate.cadence_grade, snapshot.advice.targets.cadence_spm)
    return card | {"trend": number(estimate.cadence_spm, 1), "truth": number(truth, 1)}


def leg(snapshot: Snapshot, side: Side) -> Card:
    """Return what of a leg stands large on the page: knee cave, or from the side the shin at contact."""
    name, words = headline(snapshot.setup.view)
    estimate, target = snapshot.estimate.leg(side), snapshot.advice.targets.knee(side)
    value, trust = estimate.metrics.get(name), estimate.trust.get(name)
    band = target.fppa_deg if target and name == "fppa_deg" else None
    card = _card(name, value, trust.ci95 if trust else None, trust.grade if trust else Grade.D, band)
    return card | {
        "name": f"{side.capitalize()} {words}",
        "trend": _halves(value),
        "truth": number(_true_knee(snapshot.truth, side), 0) if name == "fppa_deg" else None,
        "thigh_steady": _thigh_steady(estimate, target),
    }


def _card(name: str, value: float | None, ci95: float | None, grade: Grade, band: Band | None) -> Card:
    places, band = decimals(name, grade), band or Band()
    coarse = int(name == CADENCE)  # a band holds for values of every grade
    return {
        "value": number(value, places),
        "decimals": places,
        "grade": grade.value,
        "sure": _sure(name, value, ci95, grade),
        "use": "" if value is None else MEANINGS[grade],
        "low": number(band.low, coarse),
        "high": number(band.high, coarse),
        "state": _state(value, band) if grade.comparable else None,
    }


def _sure(name: str, value: float | None, ci95: float | None, grade: Grade) -> str:
    if number(value, 1) is None or number(ci95, 1) is None or ci95 is None:
        return ""
    return f"± {interval(name, ci95, grade)}{unit(name)}, grade {grade}"


def _true_knee(truth: Truth | None, side: Side) -> float | None:
    if truth is None:
        return None
    return truth.left_fppa_deg if side is Side.LEFT else truth.right_fppa_deg


def _thigh_steady(leg: LegEstimate, target: KneeTarget | None) -> bool | None:
    """Knee cave is only cued when the thigh leans in too: the page says why a high number stays without a cue."""
    thigh = leg.metrics.get("femoral_adduction_deg")
    return None if target is None or thigh is None else target.femoral_adduction_deg.excess(thigh) <= 0


def _halves(value: float | None) -> float | None:
    """A line of whole degrees would be a staircase; more than halves would be invented."""
    doubled = None if value is None else number(2 * value, 0)
    return None if doubled is None else doubled / 2


def _state(value: float | None, band: Band) -> str | None:
    if value is None or not math.isfinite(value) or band == Band():
        return None
    excess = band.excess(value)
    return "in" if excess == 0 else "above" if excess > 0 else "below"
