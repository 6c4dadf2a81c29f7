"""The large figures of a session's page: cadence and one number of each leg, and the band that was asked for. Pure."""

from dataclasses import dataclass

from station.dashboard import comparison
from station.dashboard.comparison import Parts
from station.dashboard.numbers import headline
from station.learning import Compared, Measure, band_of, last_targets, leg_metric
from station.model import Band, Side, Targets
from station.names import NUMBERS
from station.records import SessionRecord


@dataclass(frozen=True, slots=True)
class Figure:
    """A number before and after, its band, and of how many steps it is known."""

    title: str
    compared: Compared
    band: Band | None
    steps: int


def figures(record: SessionRecord, session: Parts) -> tuple[Figure, Figure, Figure]:
    """Return left leg, cadence, right leg."""
    targets = last_targets(record)
    cadence = Figure("Cadence", comparison.cadence(session), targets.cadence_spm, len(record.steps))
    left, right = (_leg(record, session, side, targets) for side in Side)
    return left, cadence, right


def _leg(record: SessionRecord, session: Parts, side: Side, targets: Targets) -> Figure:
    name = leg_metric(record)
    seen = sum(step.side is side and name in step.metrics for step in record.steps)
    band = band_of(targets, Measure(name, side))
    return Figure(f"{side.capitalize()} {words_of_legs(record)}", comparison.leg(session, name, side), band, seen)


def words_of_legs(record: SessionRecord) -> str:
    """Return what the number of each leg is called."""
    name, (first, words) = leg_metric(record), headline(record.setup.view)
    return words if name == first else NUMBERS[name].words.lower()
