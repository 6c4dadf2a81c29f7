"""One rule, watched step by step, with a memory: out of the band, or back in it.

A value is out when it lies outside the band by more than half its 95 % interval: what may as well be inside is not
cued. A cadence is known well enough without that. It is back only when it has come inside by a margin and stayed there
for three steps, so that a runner at the very edge is not told something else every few steps.
"""

import math
from dataclasses import dataclass

from station.coaching.rules import CADENCE, Rule, measured
from station.model import TOP_LEVEL, Finding, GaitEstimate, Targets

CLEAR_STEPS = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule's values are held against: one whole band beyond the limit is the highest level."""

    targets: Targets
    scale: float
    margin_frac: float
    """How far back inside the band a value must come, in parts of the scale."""


class Watch:
    """Follow one rule: `finding` holds until the value is well back in its band, `firing` is a step that is out."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.forget()
        self._counted: int | None = None

    def forget(self) -> None:
        """Begin anew: what was seen was of other running, or held against another target."""
        self.finding: Finding | None = None
        self.firing: Finding | None = None
        self.steps_out = self._steps_back = 0
        self.judged = False
        """True on the frame whose step was held against the band."""
        self._counted = None

    def see(self, estimate: GaitEstimate, against: Measure) -> None:
        """Judge anew if the rule's leg made a step. The first look counts as none: its step was made before."""
        steps = self.rule.steps(estimate)
        if steps == self._counted:
            self.firing, self.judged = None, False  # what was measured then need not be so now
            return
        news = 0 if self._counted is None else 1
        self._counted = steps
        self.judged = bool(news) and self._known(estimate, against.targets)
        self.firing = self._out(estimate, against, 0.0)
        self.steps_out = self.steps_out + news if self.firing else 0
        self.finding = self._lingering(estimate, against)

    def _lingering(self, estimate: GaitEstimate, against: Measure) -> Finding | None:
        if self.firing:
            self._steps_back = 0
            return self.firing
        near = self._out(estimate, against, against.margin_frac) if self.finding else None
        self._steps_back = 0 if near else self._steps_back + 1
        return near or (self.finding if self._steps_back < CLEAR_STEPS else None)

    def _known(self, estimate: GaitEstimate, targets: Targets) -> bool:
        return measured(self.rule, estimate) is not None and self.rule.limit(targets) is not None

    def _out(self, estimate: GaitEstimate, against: Measure, margin_frac: float) -> Finding | None:
        """Return what is wrong; None if nothing, or nothing known."""
        found, limit = measured(self.rule, estimate), self.rule.limit(against.targets)
        if found is None or limit is None or not self._second_too(estimate, against, margin_frac):
            return None
        value, ci95 = found
        beyond = (limit - value if self.rule.too_low else value - limit) / against.scale
        doubt = 0.0 if margin_frac or self.rule.metric == CADENCE else (ci95 or 0.0) / against.scale
        if not beyond + margin_frac > doubt:  # so that NaN is no finding
            return None
        level = max(1, math.ceil(min(1.0, beyond) * TOP_LEVEL))
        return Finding(
            self.rule.kind, self.rule.side, self.rule.metric, value, limit, self._steps(estimate), level, ci95
        )

    def _second_too(self, estimate: GaitEstimate, against: Measure, margin_frac: float) -> bool:
        """Tell whether the second sign, where there is one, is out as well; a straight or bowed knee never is."""
        rule = self.rule
        if rule.second is None or rule.side is None:
            return True
        leg, limit = estimate.leg(rule.side), rule.second_limit(against.targets)
        first, second = leg.comparable(rule.metric), leg.comparable(rule.second)
        if first is None or second is None or limit is None or first <= 0:
            return False
        return second > limit - margin_frac * against.scale

    def _steps(self, estimate: GaitEstimate) -> int:
        """The cadence is a rate, known anew with every pose: no mean of steps stands behind it."""
        if self.rule.metric == CADENCE:
            return 0
        return estimate.leg(self.rule.side).averaged if self.rule.side else estimate.left.averaged
