"""What both planes measure, blended by how well each does it.

An instant is off by 5.6 ms (SD) from front or rear and by 5.9 from the side (docs/accuracy.md), so the two weigh nearly
alike. The errors of two live cadences are mostly one and the same, the runner's own wandering that both follow late;
what is left is smaller from the side (docs/decisions/0006).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from station.model import GaitEstimate, LegEstimate, Step, Trust, View

INSTANT_SD_S = {True: 0.0056, False: 0.0059}
"""Of a contact, by plane: frontal, sagittal. A toe-off's are half as large again, in the same proportion."""
CADENCE_MORE = {True: 1.1, False: 1.0}
"""The error of a live cadence against what its filter says, by plane."""
CADENCE_COMMON = 0.8
"""Correlation of the two planes' errors of a live cadence."""


def weighted(told: Mapping[View, float | None]) -> float | None:
    """Return the mean of what is known, each view weighing by its precision; one alone is passed on as it is."""
    known = [(value, INSTANT_SD_S[view.frontal] ** -2) for view, value in told.items() if value is not None]
    if len(known) < 2:
        return known[0][0] if known else None
    return sum(value * weight for value, weight in known) / sum(weight for _, weight in known)


def step_of(seen: Mapping[View, Step]) -> Step:
    """Return one step of what each view saw of it; of one view's it is that."""
    first, *others = seen.values()
    if not others:
        return first
    midstance_s = weighted({view: step.t_midstance_s for view, step in seen.items()})
    assert midstance_s is not None  # every step has one
    return Step(
        first.side,
        weighted({view: step.t_contact_s for view, step in seen.items()}),
        midstance_s,
        weighted({view: step.t_toe_off_s for view, step in seen.items()}),
        weighted({view: step.step_time_s for view, step in seen.items()}),
        _metrics({view: step.metrics for view, step in seen.items()}),
        max(step.quality_frac for step in seen.values()),
        _trust({view: step.trust for view, step in seen.items()}),
    )


def leg_of(seen: Mapping[View, LegEstimate], steps: int) -> LegEstimate:
    """Return what all views know of a leg that has made so many steps; all average as many."""
    return LegEstimate(
        _metrics({view: leg.metrics for view, leg in seen.items()}),
        steps,
        max((leg.averaged for leg in seen.values()), default=0),
        _trust({view: leg.trust for view, leg in seen.items()}),
        weighted({view: leg.next_contact_s for view, leg in seen.items()}),
    )


def cadence_of(seen: Mapping[View, GaitEstimate]) -> tuple[float | None, float | None]:
    """Return the cadence and its SD that all views together tell, with the smallest error for what is known of theirs.

    One alone is passed on as it is.
    """
    known = {view: (told.cadence_spm, told.cadence_sd_spm) for view, told in seen.items()}
    told = [(view, spm, sd) for view, (spm, sd) in known.items() if spm is not None and sd is not None]
    if len(told) < 2:
        return told[0][1:] if told else (None, None)
    (one_view, one_spm, one_sd), (other_view, other_spm, other_sd) = told
    one_error, other_error = one_sd * CADENCE_MORE[one_view.frontal], other_sd * CADENCE_MORE[other_view.frontal]
    share = _share(one_error, other_error)
    variance = (share * one_sd) ** 2 + ((1 - share) * other_sd) ** 2
    variance += 2 * share * (1 - share) * CADENCE_COMMON * one_sd * other_sd
    return share * one_spm + (1 - share) * other_spm, math.sqrt(variance)


def _share(one_sd: float, other_sd: float) -> float:
    """Return the weight of the first of two whose errors are alike in part, so that the mean errs least."""
    common = CADENCE_COMMON * one_sd * other_sd
    apart = one_sd**2 + other_sd**2 - 2 * common
    return min(1.0, max(0.0, (other_sd**2 - common) / apart)) if apart > 0 else 0.5


def _metrics(seen: Mapping[View, Mapping[str, float]]) -> Mapping[str, float]:
    """Return each metric of the view that measures it; of times, which both do, the mean."""
    blended = {name: weighted({view: told.get(name) for view, told in seen.items()}) for name in _names(seen.values())}
    return MappingProxyType({name: value for name, value in blended.items() if value is not None})


def _trust(seen: Mapping[View, Mapping[str, Trust]]) -> Mapping[str, Trust]:
    """Return how sure each is; of a mean of two, no better than their mean, for the views may err alike."""
    return MappingProxyType(
        {
            name: _alike({view: told[name] for view, told in seen.items() if name in told})
            for name in _names(seen.values())
        }
    )


def _alike(told: Mapping[View, Trust]) -> Trust:
    first, *others = told.values()
    if not others:
        return first
    ci95 = weighted({view: trust.ci95 for view, trust in told.items()})
    assert ci95 is not None  # each has one
    return replace(first, ci95=ci95, grade=max(trust.grade for trust in told.values()))


def _names(told: Iterable[Mapping[str, object]]) -> list[str]:
    return list(dict.fromkeys(name for names in told for name in names))
