"""By what something is cued: for each focus which metric, on which side of its band, and with what second sign.

Of a focus's rules the first that is out speaks, and those after it are silent: one thing at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from types import MappingProxyType

from station.change import SMALLEST_CHANGE
from station.model import Band, CueKind, Focus, GaitEstimate, Grade, Reference, Side, Targets

CADENCE = "cadence_spm"
STEP_TIME_SD_FRAC = 0.015
"""Of the cadence: a runner's own scatter from step to step."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: what is looked at, and what is said when it lies outside its band."""

    kind: CueKind
    metric: str
    side: Side | None = None
    """None = the cadence, or the mean of both legs."""
    too_low: bool = False
    """True where the low end of the band is the one that matters."""
    second: str | None = None
    """A metric that must lie above its band as well."""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.side}" if self.side else str(self.kind)

    def steps(self, estimate: GaitEstimate) -> int:
        """How many steps were made that this rule looks at: the leg's own, or those of both."""
        return estimate.leg(self.side).steps if self.side else estimate.left.steps + estimate.right.steps

    def limit(self, targets: Targets) -> float | None:
        """Return the end of the band that matters."""
        band = self._band(targets)
        return None if band is None else band.low if self.too_low else band.high

    def second_limit(self, targets: Targets) -> float | None:
        knee = targets.knee(self.side) if self.side and self.second else None
        return knee.femoral_adduction_deg.high if knee else None

    def _band(self, targets: Targets) -> Band | None:
        if self.metric == CADENCE:
            return targets.cadence_spm
        if self.second:
            knee = targets.knee(self.side) if self.side else None
            return knee.fppa_deg if knee else None
        legs = targets.legs if targets.legs and targets.legs.metric == self.metric else None
        return legs.leg(self.side or Side.LEFT) if legs else None


def _legs(kind: CueKind, metric: str, second: str | None = None) -> tuple[Rule, ...]:
    return tuple(Rule(kind, metric, side, second=second) for side in Side)


_QUICKER, _SLOWER = Rule(CueKind.CADENCE_UP, CADENCE, too_low=True), Rule(CueKind.CADENCE_DOWN, CADENCE)

RULES: Mapping[Focus, tuple[Rule, ...]] = MappingProxyType(
    {
        Focus.CADENCE: (_QUICKER, _SLOWER),
        Focus.HOLD: (_QUICKER,),
        Focus.KNEE_CAVE: _legs(CueKind.KNEE_OUT, "fppa_deg", "femoral_adduction_deg"),
        Focus.PELVIC_DROP: _legs(CueKind.HIPS_LEVEL, "pelvic_drop_deg"),
        Focus.HIP_ADDUCTION: _legs(CueKind.HIP_STEADY, "hip_adduction_deg"),
        Focus.FEMORAL_ADDUCTION: _legs(CueKind.HIP_STEADY, "femoral_adduction_deg"),
        Focus.STEP_WIDTH: (Rule(CueKind.STEPS_WIDER, "step_width_m", too_low=True),),
        Focus.OVERSTRIDE: (_QUICKER, *_legs(CueKind.LAND_CLOSER, "tibia_angle_deg")),
        Focus.TRUNK_LEAN: (
            Rule(CueKind.LEAN_FORWARD, "trunk_lean_deg", too_low=True),
            Rule(CueKind.LEAN_BACK, "trunk_lean_deg"),
        ),
    }
)


def measured(rule: Rule, estimate: GaitEstimate) -> tuple[float, float | None] | None:
    """Return what a rule looks at and half its 95 % interval; None where it is not known well enough to be cued on."""
    if rule.metric == CADENCE:
        return _cadence(estimate)
    sides = [rule.side] if rule.side else list(Side)
    known = [value for side in sides if (value := estimate.leg(side).comparable(rule.metric)) is not None]
    if not known:
        return None
    widths = [trust.ci95 for side in sides if (trust := estimate.leg(side).trust.get(rule.metric))]
    return fmean(known), fmean(widths) if widths else None


def scale(rule: Rule, own: Reference) -> float:
    """Return how far outside is a whole band: half the smallest real change, or a step's own scatter if larger."""
    half = (SMALLEST_CHANGE[rule.metric] or 0.0) / 2
    if rule.metric == CADENCE:
        return max(half, STEP_TIME_SD_FRAC * (own.cadence_spm or 0.0))
    sides = [rule.side] if rule.side else list(Side)
    spreads = [level.step_sd for side in sides if (level := own.level(side, rule.metric))]
    return max([half, *spreads]) or 1.0


def _cadence(estimate: GaitEstimate) -> tuple[float, float | None] | None:
    if estimate.cadence_spm is None or estimate.cadence_grade not in (Grade.A, Grade.B):
        return None
    sd = estimate.cadence_sd_spm
    return estimate.cadence_spm, None if sd is None else 1.96 * sd
