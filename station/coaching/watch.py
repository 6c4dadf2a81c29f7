"""One rule of the priority table, watched step by step, with a memory: out of the band, or back in it.

A value is out when it lies outside the band, and back only when it has come inside by a margin, so that a runner at
the very edge is not told something else every few steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from station.change import SMALLEST_CHANGE
from station.model import Band, CueKind, Finding, GaitEstimate, Grade, Side, Targets


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the priority table."""

    kind: CueKind
    side: Side | None
    judge: Callable[[GaitEstimate, Targets, float], Finding | None]
    """Estimate, targets, margin in parts of the smallest change -> what is wrong, None if nothing or nothing known."""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.side}" if self.side else str(self.kind)

    def steps(self, estimate: GaitEstimate) -> int:
        """How many steps were made that this rule looks at: the leg's own, or those of both."""
        return estimate.leg(self.side).steps if self.side else estimate.left.steps + estimate.right.steps


class Watch:
    """Follow one rule: `finding` holds until the value is well back in its band, `firing` is a step that is out."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.finding: Finding | None = None
        self.firing: Finding | None = None
        self.steps_out = 0
        self._counted: int | None = None

    def see(self, estimate: GaitEstimate, targets: Targets, margin_frac: float) -> None:
        """Judge anew if the rule's leg made a step. The first look counts as none: its step was made before."""
        steps = self.rule.steps(estimate)
        if steps == self._counted:
            self.firing = None  # what was measured then need not be so now
            return
        news = 0 if self._counted is None else 1
        self._counted = steps
        self.firing = self.rule.judge(estimate, targets, 0.0)
        self.steps_out = self.steps_out + news if self.firing else 0
        lingering = self.rule.judge(estimate, targets, margin_frac) if self.finding else None
        self.finding = self.firing or lingering

    def forget(self) -> None:
        """Begin anew: what was seen was of other running, or held against another target."""
        self.finding = self.firing = None
        self.steps_out = 0
        self._counted = None


def cadence_too_low(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
    """Judge the cadence against the lower end of its band."""
    value, band = _sure_cadence(estimate), targets.cadence_spm
    if value is None or band is None or band.low is None:
        return None
    out = value < band.low + _margin("cadence_spm", margin_frac)
    return _cadence_finding(CueKind.CADENCE_UP, value, band.low) if out else None


def cadence_too_high(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
    """Judge the cadence against the upper end of its band."""
    value, band = _sure_cadence(estimate), targets.cadence_spm
    if value is None or band is None or band.high is None:
        return None
    out = value > band.high - _margin("cadence_spm", margin_frac)
    return _cadence_finding(CueKind.CADENCE_DOWN, value, band.high) if out else None


def knee_in(side: Side) -> Callable[[GaitEstimate, Targets, float], Finding | None]:
    """Return the judge of one knee: both of its signs above their limit, and never a straight or bowed one."""

    def judge(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
        leg, target = estimate.leg(side), targets.knee(side)
        fppa, thigh = leg.comparable("fppa_deg"), leg.comparable("femoral_adduction_deg")
        if target is None or target.fppa_deg.high is None or fppa is None or thigh is None or fppa <= 0:
            return None
        out = _above("fppa_deg", fppa, target.fppa_deg, margin_frac) and _above(
            "femoral_adduction_deg", thigh, target.femoral_adduction_deg, margin_frac
        )
        return Finding(CueKind.KNEE_OUT, side, "fppa_deg", fppa, target.fppa_deg.high, leg.averaged) if out else None

    return judge


def _sure_cadence(estimate: GaitEstimate) -> float | None:
    return estimate.cadence_spm if estimate.cadence_grade in (Grade.A, Grade.B) else None


def _above(metric: str, value: float, band: Band, margin_frac: float) -> bool:
    return band.high is not None and value > band.high - _margin(metric, margin_frac)


def _margin(metric: str, frac: float) -> float:
    return frac * (SMALLEST_CHANGE[metric] or 0.0)


def _cadence_finding(kind: CueKind, value: float, limit: float) -> Finding:
    """The cadence is a rate, known anew with every pose: no mean of steps stands behind it."""
    return Finding(kind, None, "cadence_spm", value, limit, steps=0)
