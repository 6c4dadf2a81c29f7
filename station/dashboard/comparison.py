"""A session's numbers in its baseline and after it, without feedback where there was such running. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.comparable import Barrier, barrier
from station.learning import Compared, Measure, Part, mean_of, setup_of, steps_of
from station.means import UNSEEN, asymmetry
from station.metrics import alike95
from station.model import Setup, Side, Step
from station.names import CADENCE, NUMBERS
from station.records import SessionRecord

LAST_S = 60.0


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
    """The steps of a session's baseline, and those that are held against them."""

    before: Sequence[Step]
    after: Sequence[Step]
    setup: Setup
    without: bool = False
    """True where the latter were run without feedback; else they are of the last minute with it."""
    barrier: Barrier | None = None
    """What keeps the two apart."""

    @property
    def words(self) -> str:
        """What the latter are called."""
        return "Without feedback" if self.without else "Last minute"


def parts(record: SessionRecord) -> Parts:
    """Return the parts of a session that are held against each other."""
    if not record.stages:
        return _by_targets(record)
    before, without = (steps_of(record, part) for part in (Part.BASELINE, Part.WITHOUT))
    later = Part.WITHOUT if without else Part.ON
    apart = barrier(setup_of(record, Part.BASELINE), setup_of(record, later))
    return Parts(before, without or _last_minute(steps_of(record, later)), record.setup, bool(without), apart)


def cadence(session: Parts) -> Compared:
    """Return the cadence before and after."""
    return _compared(session, Measure(CADENCE))


def leg(session: Parts, name: str, side: Side) -> Compared:
    """Return a leg's metric before and after."""
    return _compared(session, Measure(name, side))


def rows(session: Parts) -> list[Row]:
    """Return a row for every metric that any of the steps has."""
    seen = {name for step in (*session.before, *session.after) for name in step.metrics}
    return [_row(session, name) for name in NUMBERS if name in seen]


def _by_targets(record: SessionRecord) -> Parts:
    """Return the parts of a session that knew no stages; without targets it never got beyond its baseline."""
    steps, end_s = record.steps, record.coached_from_s
    if end_s is None:
        return Parts(steps, (), record.setup)
    before = [step for step in steps if step.t_midstance_s < end_s]
    return Parts(before, _last_minute([step for step in steps if step.t_midstance_s >= end_s]), record.setup)


def _last_minute(steps: Sequence[Step]) -> Sequence[Step]:
    return [step for step in steps if step.t_midstance_s >= steps[-1].t_midstance_s - LAST_S]


def _compared(session: Parts, measure: Measure) -> Compared:
    before, after = (mean_of(measure, steps, session.setup.source) for steps in (session.before, session.after))
    return Compared(measure.metric, before, after, session.barrier)


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
