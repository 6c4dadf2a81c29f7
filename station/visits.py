"""All that is asked of a session once it lies among others: means of its parts, dose, cues, success, pain. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from station.change import SMALLEST_CHANGE
from station.learning import STAGES, Measure, Part, last_targets, mean_of, setup_of, steps_of
from station.means import UNSEEN, Mean
from station.metrics import METRICS
from station.model import PainTime, SessionPlan, Setup, Side, Step, Tally, Targets, View
from station.names import CADENCE
from station.records import PainEntry, SessionRecord


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
        scores = [entry.score for entry in self.pain if entry.when == when]  # a page asks by the word
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


def _running_s(steps: Sequence[Step]) -> float:
    """Return how long these steps took together: who stood or walked meanwhile did not train."""
    return sum(step.step_time_s or 0.0 for step in steps)
