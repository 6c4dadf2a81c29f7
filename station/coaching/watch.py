"""One rule of the priority table, watched step by step, with a memory: out of the band, or back in it.

A value is out when it lies outside the band, and back only when it has come inside by a margin, so that a runner at
the very edge is not told something else every few steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from station.model import Band, CueKind, Finding, GaitEstimate, Side, Targets

CADENCE_CHANGE_SPM = 2.0  # smallest change of cadence worth a word
KNEE_MARGIN_DEG = 2.3  # smallest change of a thigh, as in the baseline


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


class Watch:
    """Follow one rule. `finding` holds until the value is well back in its band, `firing` only while it is out."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.finding: Finding | None = None
        self.firing: Finding | None = None
        self.steps_out = 0

    def see(self, estimate: GaitEstimate, targets: Targets, margin_frac: float) -> None:
        """Take in one new step."""
        self.firing = self.rule.judge(estimate, targets, 0.0)
        self.steps_out = self.steps_out + 1 if self.firing else 0
        lingering = self.rule.judge(estimate, targets, margin_frac) if self.finding else None
        self.finding = self.firing or lingering

    def forget(self) -> None:
        self.finding = self.firing = None
        self.steps_out = 0


def cadence_too_low(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
    """Judge the cadence against the lower end of its band."""
    value, band = estimate.cadence_spm, targets.cadence_spm
    if value is None or band is None or band.low is None:
        return None
    limit = band.low + margin_frac * CADENCE_CHANGE_SPM
    return _cadence_finding(CueKind.CADENCE_UP, value, limit, estimate) if value < limit else None


def cadence_too_high(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
    """Judge the cadence against the upper end of its band."""
    value, band = estimate.cadence_spm, targets.cadence_spm
    if value is None or band is None or band.high is None:
        return None
    limit = band.high - margin_frac * CADENCE_CHANGE_SPM
    return _cadence_finding(CueKind.CADENCE_DOWN, value, limit, estimate) if value > limit else None


def knee_in(side: Side, mean_steps: int) -> Callable[[GaitEstimate, Targets, float], Finding | None]:
    """Return the judge of one knee: both of its signs above their limit, each a mean of `mean_steps` steps."""

    def judge(estimate: GaitEstimate, targets: Targets, margin_frac: float) -> Finding | None:
        leg, target = estimate.leg(side), targets.knee(side)
        if target is None or leg.averaged < mean_steps:
            return None
        fppa, thigh = leg.metrics.get("fppa_deg"), leg.metrics.get("femoral_adduction_deg")
        if fppa is None or thigh is None or fppa <= 0:
            return None
        if not (
            _above(fppa, target.fppa_deg, margin_frac) and _above(thigh, target.femoral_adduction_deg, margin_frac)
        ):
            return None
        return Finding(CueKind.KNEE_OUT, side, "fppa_deg", fppa, target.fppa_deg.high or 0.0, leg.averaged)

    return judge


def _above(value: float, band: Band, margin_frac: float) -> bool:
    return band.high is not None and value > band.high - margin_frac * KNEE_MARGIN_DEG


def _cadence_finding(kind: CueKind, value: float, limit: float, estimate: GaitEstimate) -> Finding:
    return Finding(kind, None, "cadence_spm", value, limit, min(estimate.left.averaged, estimate.right.averaged))
