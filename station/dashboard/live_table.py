"""All numbers of this moment, for the table behind the live page. Pure.

A cell is a list of short texts without unit: value, half width of its interval, grade. The page has the rest.
"""

import math

from station.dashboard.numbers import PELVIS, interval, of_pelvis, of_sides, written
from station.means import UNSEEN, Mean, asymmetry
from station.metrics import alike95
from station.model import Grade, LegEstimate, Side, Snapshot
from station.names import NUMBERS

Cell = list[str]


def table(snapshot: Snapshot) -> dict[str, object]:
    """Return the rows by metric, why left and right are not compared, and what of the pelvis."""
    left, right = snapshot.estimate.left, snapshot.estimate.right
    seen = [name for name in NUMBERS if name in left.metrics or name in right.metrics]
    return {
        "rows": {name: _row(name, snapshot) for name in seen},
        "sides": of_sides(snapshot.setup),
        "pelvis": of_pelvis(snapshot.setup, PELVIS in seen) if seen else None,
    }


def _row(name: str, snapshot: Snapshot) -> dict[str, Cell | str | None]:
    left, right = (_mean(name, snapshot.estimate.leg(side)) for side in Side)
    apart = asymmetry(name, left, right, snapshot.setup)
    added = alike95(name, snapshot.setup)
    return {
        "left": _cell(name, left),
        "right": _cell(name, right),
        "apart": _cell(name, apart, "+") if apart and apart.grade.comparable else None,
        "aim": interval(name, added, Grade.C) if added else None,
    }


def _mean(name: str, leg: LegEstimate) -> Mean:
    value, trust = leg.metrics.get(name), leg.trust.get(name)
    if value is None or trust is None or not math.isfinite(value + trust.ci95):
        return UNSEEN
    return Mean(value, trust.ci95, trust.grade, leg.averaged)


def _cell(name: str, mean: Mean, sign: str = "") -> Cell | None:
    if mean.value is None or mean.ci95 is None:
        return None
    return [written(name, mean.value, mean.grade, sign), interval(name, mean.ci95, mean.grade), mean.grade.value]
