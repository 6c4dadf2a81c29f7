"""What a programme taught: every visit held against its first baseline, without feedback, and whether it lasts. Pure.

Success is a change without feedback, beyond chance, that is still there when the next visit begins (docs/learning.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from station.comparable import again95, barrier, doubt
from station.learning import Compared, Direction, Measure, Part, band_of, trained
from station.means import UNSEEN, Mean
from station.metrics import camera_of
from station.model import Band, Side, Targets, View
from station.names import CADENCE
from station.visits import Dose, Visit


class Outcome(StrEnum):
    """What may be said of a number over a programme so far."""

    NOTHING_YET = "nothing to tell yet"
    NOT_COMPARABLE = "not comparable"
    WITHIN_NOISE = "within noise"
    CHANGED = "changed, the next visit tells whether it lasts"
    NOT_KEPT = "changed, but not kept at the next visit"
    KEPT = "changed, and kept at the next visit"


@dataclass(frozen=True, slots=True)
class Point:
    """A number at one visit."""

    visit: Visit
    retention: Mean
    """In the probe at the end alone; `without` has the blocks without feedback too."""
    baseline: Compared
    """From the programme's first baseline to this visit's."""
    without: Compared
    """From the programme's first baseline to this visit without feedback."""
    transfer: Compared
    """From this visit with feedback to this visit without."""
    kept: Compared | None
    """From the last visit without feedback to this visit's baseline; None at the first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A number over a programme."""

    measure: Measure
    band: Band | None
    """The newest target."""
    reference: Mean
    """The programme's first baseline."""
    points: tuple[Point, ...]
    doubt: str | None
    """What was taken for granted in comparing."""

    @property
    def told(self) -> Point | None:
        """The newest visit with running without feedback."""
        return next((point for point in reversed(self.points) if point.without.after.value is not None), None)

    @property
    def direction(self) -> Direction | None:
        return self.told.without.direction if self.told else None

    @property
    def outcome(self) -> Outcome:
        """What the newest visit with running without feedback says, and whether a baseline since then bears it out."""
        told = self.told
        if told is None or self.reference.value is None:
            return Outcome.NOTHING_YET
        if told.without.change is None:
            return Outcome.NOT_COMPARABLE
        if not told.without.real:
            return Outcome.WITHIN_NOISE
        return self._lasting(told)

    def _lasting(self, told: Point) -> Outcome:
        """Ask the newest baseline that was taken after such a change, at another visit."""
        asked = self._asked(told)
        if asked is None:
            return Outcome.CHANGED
        return Outcome.KEPT if asked.real and _same_way(asked, told.without) else Outcome.NOT_KEPT

    def _asked(self, told: Point) -> Compared | None:
        place = self.points.index(told)
        later = [point.baseline for point in self.points[place + 1 :] if point.baseline.change]
        if later:
            return later[-1]
        before = next((point.without for point in reversed(self.points[:place]) if point.without.change), None)
        again = before is not None and before.real and _same_way(before, told.without)
        return told.baseline if again and told.baseline.change else None


def trend(visits: Sequence[Visit]) -> tuple[Line, ...]:
    """Return what was trained, number by number, over the visits of one programme, oldest first."""
    asked = next((one.targets for one in reversed(visits) if one.targets != Targets()), Targets())
    measures = trained(asked) or (_usual(visits[0].view) if visits else ())
    lines = (_line(measure, band_of(asked, measure), visits) for measure in measures)
    return tuple(line for line in lines if line.points or asked != Targets())


def dose_so_far(visits: Sequence[Visit]) -> Dose:
    """Return all running of a programme, and how much of it was planned for these visits."""
    doses = [one.dose for one in visits]
    runs, feedback = ([getattr(dose, name) for dose in doses] for name in ("planned_run_s", "planned_feedback_s"))
    return Dose(
        sum(dose.run_s for dose in doses),
        sum(dose.feedback_s for dose in doses),
        None if None in runs else sum(runs),
        None if None in feedback else sum(feedback),
    )


def _usual(view: View) -> tuple[Measure, ...]:
    """Return what is followed where nothing is trained: the cadence, and what this view shows best of each leg."""
    name = "hip_adduction_deg" if view.frontal else "tibia_angle_deg"
    return Measure(CADENCE), *(Measure(name, side) for side in Side)


def _line(measure: Measure, band: Band | None, visits: Sequence[Visit]) -> Line:
    having = (one for one in visits if one.mean(measure, Part.BASELINE).value is not None)
    first = next(having, None)
    if first is None:
        return Line(measure, band, UNSEEN, (), None)
    points = tuple(_point(measure, band, first, last, now) for last, now in zip((None, *visits), visits, strict=False))
    setups = (setup for one in visits if one is not first for setup in one.setups.values())
    doubts = (doubt(first.setups[Part.BASELINE], setup) for setup in setups)
    return Line(measure, band, first.mean(measure, Part.BASELINE), points, next(filter(None, doubts), None))


def _point(measure: Measure, band: Band | None, first: Visit, last: Visit | None, now: Visit) -> Point:
    return Point(
        now,
        now.mean(measure, Part.RETENTION),
        _compared(measure, band, (first, Part.BASELINE), (now, Part.BASELINE)),
        _compared(measure, band, (first, Part.BASELINE), (now, Part.WITHOUT)),
        _compared(measure, band, (now, Part.ON), (now, Part.WITHOUT)),
        _compared(measure, band, (last, Part.WITHOUT), (now, Part.BASELINE)) if last else None,
    )


def _compared(measure: Measure, band: Band | None, before: tuple[Visit, Part], after: tuple[Visit, Part]) -> Compared:
    (one, part), (other, later) = before, after
    means = one.mean(measure, part), other.mean(measure, later)
    setups = [setup and camera_of(measure.metric, setup) for setup in (one.setups[part], other.setups[later])]
    return Compared(measure.metric, *means, barrier(*setups), again95(measure.metric, *setups), band)


def _same_way(one: Compared, other: Compared) -> bool:
    return bool(one.change and other.change and one.change.difference * other.change.difference > 0.0)
