"""The large figures of a session's page: cadence and one number of each leg, and the band that was asked for. Pure."""

from dataclasses import dataclass

from station.dashboard import comparison
from station.dashboard.comparison import Compared, Parts
from station.dashboard.numbers import headline
from station.model import Band, Side, Targets
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
    targets = record.targets[-1][1] if record.targets else Targets()
    cadence = Figure("Cadence", comparison.cadence(session), targets.cadence_spm, len(record.steps))
    left, right = (_leg(record, session, side, targets) for side in Side)
    return left, cadence, right


def _leg(record: SessionRecord, session: Parts, side: Side, targets: Targets) -> Figure:
    name, words = headline(record.setup.view)
    target = targets.knee(side)
    band = target.fppa_deg if target and name == "fppa_deg" else None
    seen = sum(step.side is side and name in step.metrics for step in record.steps)
    return Figure(f"{side.capitalize()} {words}", comparison.leg(session, name, side), band, seen)
