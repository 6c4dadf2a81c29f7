"""What a session taught: its parts with and without feedback, and whether two means differ by more than chance. Pure.

What a runner does while being cued shows that the cue was heard, not that anything was learned. So a change counts
without feedback only, beyond the smallest that two measurements can tell apart (`change`), at the same belt speed and
on the same set-up (`comparable`), and in the end only if it is there again at the next visit (`trend`).
"""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from station.change import SMALLEST_CHANGE, Change, smallest_change
from station.comparable import Barrier
from station.means import UNSEEN, Mean, cadence_mean, leg_mean
from station.metrics import METRICS
from station.model import Band, Grade, PainTime, SessionPlan, Setup, Side, Stage, Step, Tally, Targets, View
from station.names import CADENCE
from station.records import PainEntry, SessionRecord

FEWEST_STEPS = 10
"""A mean of fewer says more about the steps than about the runner: studies average seven and more (Dingenen 2018)."""


class Part(StrEnum):
    """A part of a session; `WITHOUT` is all running without feedback after the baseline."""

    BASELINE = "baseline"
    ON = "on"
    OFF = "off"
    RETENTION = "retention"
    WITHOUT = "without"


STAGES: Mapping[Part, tuple[Stage, ...]] = MappingProxyType(
    {
        Part.BASELINE: (Stage.BASELINE,),
        Part.ON: (Stage.COACHING,),
        Part.OFF: (Stage.SOLO,),
        Part.RETENTION: (Stage.RETENTION,),
        Part.WITHOUT: (Stage.SOLO, Stage.RETENTION),
    }
)
"""Which stages make a part."""


class Direction(StrEnum):
    """Where a change leads, as the target sees it."""

    TOWARD = "toward the target"
    AWAY = "away from the target"


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of one leg, or of both together (the cadence)."""

    metric: str
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """A number's two means, and what may be said of what lies between them."""

    name: str
    before: Mean
    after: Mean
    barrier: Barrier | None = None
    """What keeps the two apart; then there is no change to be told."""
    again95: float = 0.0
    """What the two set-ups may add to the difference."""
    band: Band | None = None
    """The target."""

    @property
    def grade(self) -> Grade | None:
        """The worse of those that are known."""
        return max((mean.grade for mean in (self.before, self.after) if mean.value is not None), default=None)

    @property
    def change(self) -> Change | None:
        """What lies between them; None where one is missing or the two are not to be compared."""
        if self.barrier or self.before.value is None or self.after.value is None or self.grade is Grade.D:
            return None
        ci95 = None if self.after.ci95 is None else math.hypot(self.after.ci95, self.again95)
        return Change(self.after.value - self.before.value, smallest_change(self.name, self.before.ci95, ci95))

    @property
    def real(self) -> bool:
        return self.change is not None and self.change.real

    @property
    def direction(self) -> Direction | None:
        """Whether a real change came nearer to the target; None within noise, and where both lie in it."""
        if not self.real or self.band is None or self.before.value is None or self.after.value is None:
            return None
        nearer = abs(self.band.excess(self.before.value)) - abs(self.band.excess(self.after.value))
        return None if nearer == 0.0 else Direction.TOWARD if nearer > 0.0 else Direction.AWAY


@dataclass(frozen=True, slots=True)
class Dose:
    """Running of a session's training, s, as measured step by step, and as planned; feedback is a part of the run."""

    run_s: float
    feedback_s: float
    planned_run_s: float | None
    """None where somebody was to end it."""
    planned_feedback_s: float | None


@dataclass(frozen=True, slots=True)
class Visit:
    """All that is asked of a session once it lies among others."""

    session_id: int
    began: datetime
    plan: SessionPlan
    view: View
    setups: Mapping[Part, Setup | None]
    """With the belt's speed in each part; None where that was changed meanwhile."""
    targets: Targets
    """The last that were in force; none where it never came so far."""
    means: Mapping[Measure, Mapping[Part, Mean]]
    dose: Dose
    cues_per_min: float | None
    """Of running with feedback."""
    in_band: Mapping[Part, float]
    """Share of the steps that met the target, for each part in which any was judged."""
    pain: tuple[PainEntry, ...] = ()

    @property
    def pain_before(self) -> int | None:
        """Pain before the run, 0 to 10; None where nobody asked."""
        return self.pain_at(PainTime.BEFORE, self.plan.pain_before)

    def pain_at(self, when: PainTime, otherwise: int | None = None) -> int | None:
        """Return what was told last of that time; the worst of what was told during the run."""
        scores = [entry.score for entry in self.pain if entry.when is when]
        if not scores:
            return otherwise
        return max(scores) if when is PainTime.DURING else scores[-1]

    def mean(self, measure: Measure, part: Part) -> Mean:
        return self.means.get(measure, {}).get(part, UNSEEN)


def visit(record: SessionRecord) -> Visit:
    """Return what is to be known of a session among others."""
    taken = dose(record)
    return Visit(
        record.summary.session_id,
        record.summary.started_at,
        record.plan,
        record.setup.view,
        MappingProxyType({part: setup_of(record, part) for part in Part}),
        last_targets(record),
        MappingProxyType(_means(record)),
        taken,
        cues_per_min(record, taken),
        MappingProxyType(in_band(record)),
        record.pain,
    )


def steps_of(record: SessionRecord, part: Part) -> tuple[Step, ...]:
    """Return the steps of a part, by their midstance.

    The first of each stretch is given no step time: that began in what was before.
    """
    times_s = [step.t_midstance_s for step in record.steps]
    spans = [span for span in record.stages if span.stage in STAGES[part]]
    found = (record.steps[bisect_left(times_s, s.t_from) : bisect_left(times_s, s.t_to)] for s in spans)
    return tuple(chain.from_iterable(_stretch(steps) for steps in found))


def setup_of(record: SessionRecord, part: Part) -> Setup | None:
    """Return the set-up of a part, with the belt's speed as it was then; None where that is not one that is known."""
    spans = [span for span in record.stages if span.stage in STAGES[part]]
    changes = [(t, mps) for t, mps in record.speeds if spans and t < spans[-1].t_to]
    if not changes:
        return record.setup
    last_t, mps = changes[-1]
    return None if mps is None or last_t > spans[0].t_from else replace(record.setup, belt_speed_mps=mps)


def mean_of(measure: Measure, steps: Sequence[Step], source: str) -> Mean:
    """Return a mean of steps; of too few it is not told."""
    if measure.side is None:
        mean = cadence_mean(steps)
    else:
        mean = leg_mean(measure.metric, [step for step in steps if step.side is measure.side], source)
    return mean if mean.steps >= FEWEST_STEPS else UNSEEN


def last_targets(record: SessionRecord) -> Targets:
    """Return the last targets that asked for anything."""
    return next((targets for _, targets in reversed(record.targets) if targets != Targets()), Targets())


def trained(targets: Targets) -> tuple[Measure, ...]:
    """Return what targets ask for, number by number."""
    asked = [Measure(CADENCE)] if targets.cadence_spm else []
    for name in ("fppa_deg", "femoral_adduction_deg"):
        asked += [Measure(name, side) for side in Side if targets.knee(side)]
    legs = targets.legs
    return (*asked, *(Measure(legs.metric, side) for side in Side if legs and legs.leg(side)))


def leg_metric(record: SessionRecord) -> str:
    """Return which number of each leg stands for the session: the trained one, else what the view shows first."""
    legs = last_targets(record).legs
    return legs.metric if legs else "fppa_deg" if record.setup.view.frontal else "tibia_angle_deg"


def band_of(targets: Targets, measure: Measure) -> Band | None:
    """Return the band that a number is asked to stay in."""
    if measure.side is None:
        return targets.cadence_spm
    knee, legs = targets.knee(measure.side), targets.legs
    if knee and measure.metric in ("fppa_deg", "femoral_adduction_deg"):
        return knee.fppa_deg if measure.metric == "fppa_deg" else knee.femoral_adduction_deg
    return legs.leg(measure.side) if legs and legs.metric == measure.metric else None


def dose(record: SessionRecord) -> Dose:
    """Return how long somebody ran in the training, and how long with feedback."""
    feedback_s, off_s = (_running_s(steps_of(record, part)) for part in (Part.ON, Part.OFF))
    run_s, frac = record.plan.run_s, record.plan.feedback_frac
    return Dose(feedback_s + off_s, feedback_s, run_s, None if run_s is None else run_s * frac)


def cues_per_min(record: SessionRecord, taken: Dose) -> float | None:
    """Return how many cues there were a minute of running with feedback; None where there was none."""
    return 60.0 * len(record.cues) / taken.feedback_s if taken.feedback_s else None


def in_band(record: SessionRecord) -> dict[Part, float]:
    """Return the share of judged steps that met the target, part by part."""
    tallies = {part: [record.tally.get(stage, Tally()) for stage in stages] for part, stages in STAGES.items()}
    sums = {part: Tally(sum(t.judged for t in told), sum(t.met for t in told)) for part, told in tallies.items()}
    return {part: told.met / told.judged for part, told in sums.items() if told.judged}


def _means(record: SessionRecord) -> dict[Measure, Mapping[Part, Mean]]:
    parts = {part: steps_of(record, part) for part in Part}
    seen = {name for step in record.steps for name in step.metrics}
    known = [name for name in METRICS if name in seen and name in SMALLEST_CHANGE]
    measures = [Measure(CADENCE), *(Measure(name, side) for name in known for side in Side)]
    source = record.setup.source
    return {told: {part: mean_of(told, steps, source) for part, steps in parts.items()} for told in measures}


def _stretch(steps: Sequence[Step]) -> Sequence[Step]:
    return (replace(steps[0], step_time_s=None), *steps[1:]) if steps else ()


def _running_s(steps: Sequence[Step]) -> float:
    """Return how long these steps took together: who stood or walked meanwhile did not train."""
    return sum(step.step_time_s or 0.0 for step in steps)
