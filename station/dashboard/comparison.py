"""A session's numbers while the baseline was taken and in its last minute, and whether they changed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.change import Change, changed
from station.dashboard.numbers import CADENCE, NUMBERS
from station.means import UNSEEN, Mean, asymmetry, cadence_mean, leg_mean
from station.metrics import alike95
from station.model import Grade, Setup, Side, Step
from station.records import SessionRecord

FEWEST_STEPS = 10  # a mean of fewer says more about the steps than about the runner
LAST_S = 60.0


@dataclass(frozen=True, slots=True)
class Compared:
    """A number's two means; one of too few steps is not told."""

    name: str
    before: Mean
    after: Mean

    @property
    def grade(self) -> Grade | None:
        """The worse of those that are known."""
        return max((mean.grade for mean in (self.before, self.after) if mean.value is not None), default=None)

    @property
    def change(self) -> Change | None:
        """What lies between them; None where one is missing or not good enough to be compared."""
        before, after = self.before, self.after
        if before.value is None or after.value is None or self.grade is Grade.D:
            return None
        return changed(before.value, after.value, metric=self.name, ci95_before=before.ci95, ci95_after=after.ci95)


@dataclass(frozen=True, slots=True)
class Row:
    """All that a session's table says of a metric; `apart` = right minus left, None where that is not compared."""

    name: str
    left: Compared
    right: Compared
    apart: Compared | None
    aim95: float


@dataclass(frozen=True, slots=True)
class Parts:
    """The steps of a session's baseline, and those of its last minute after it."""

    before: Sequence[Step]
    after: Sequence[Step]
    setup: Setup


def parts(record: SessionRecord) -> Parts:
    """Return the parts of a session; one that never got beyond its baseline has no last minute."""
    steps, end_s = record.steps, record.coached_from_s
    if end_s is None:
        return Parts(steps, (), record.setup)
    from_s = max(end_s, steps[-1].t_midstance_s - LAST_S) if steps else end_s
    before = [step for step in steps if step.t_midstance_s < end_s]
    return Parts(before, [step for step in steps if step.t_midstance_s >= from_s], record.setup)


def cadence(session: Parts) -> Compared:
    """Return the cadence before and after."""
    before, after = (cadence_mean(steps) for steps in (session.before, session.after))
    return Compared(CADENCE, _enough(before), _enough(after))


def leg(session: Parts, name: str, side: Side) -> Compared:
    """Return a leg's metric before and after."""
    both = ([step for step in steps if step.side is side] for steps in (session.before, session.after))
    before, after = (leg_mean(name, steps, session.setup.source) for steps in both)
    return Compared(name, _enough(before), _enough(after))


def rows(session: Parts) -> list[Row]:
    """Return a row for every metric that any of the steps has."""
    seen = {name for step in (*session.before, *session.after) for name in step.metrics}
    return [_row(session, name) for name in NUMBERS if name in seen]


def _row(session: Parts, name: str) -> Row:
    left, right = (leg(session, name, side) for side in Side)
    return Row(name, left, right, _apart(left, right, session.setup), alike95(name, session.setup))


def _apart(left: Compared, right: Compared, setup: Setup) -> Compared | None:
    before, after = (
        asymmetry(left.name, *means, setup) for means in ((left.before, right.before), (left.after, right.after))
    )
    if not any(mean and mean.grade.comparable for mean in (before, after)):
        return None
    return Compared(left.name, before or UNSEEN, after or UNSEEN)


def _enough(mean: Mean) -> Mean:
    return mean if mean.steps >= FEWEST_STEPS else UNSEEN
