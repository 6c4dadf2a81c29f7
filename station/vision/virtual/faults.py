"""What the faults that were asked for come to: when the runner does not run, and what is to be seen instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from station.faults import SLIDE_S, Fault, FaultKind
from station.model import Activity

BEHIND_FRAC = 0.55  # the second person's size: as if three metres further back
SOMEBODY_STRIDE_S = 0.8
FLOOR_FRAC = 0.80  # where her feet are, of the picture's height


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the runner does not run, and what is seen instead."""

    start_s: float
    end_s: float
    activity: Activity


def pauses(faults: Iterable[Fault]) -> Iterator[Pause]:
    """Yield the times in which the runner does not run."""
    for fault in faults:
        match fault.kind:
            case FaultKind.NOBODY:
                yield Pause(fault.start_s, fault.end_s, Activity.NOBODY)
            case FaultKind.STAND:
                yield Pause(fault.start_s, fault.end_s, Activity.STANDING)
            case FaultKind.STEP_OFF:
                out_s, back_s = fault.start_s + SLIDE_S, fault.end_s - SLIDE_S
                yield Pause(fault.start_s, out_s, Activity.STANDING)
                yield Pause(out_s, back_s, Activity.NOBODY)
                yield Pause(back_s, fault.end_s, Activity.STANDING)
            case FaultKind.DROP | FaultKind.SECOND_PERSON:
                pass


def playing(faults: Iterable[Fault], kind: FaultKind, t: float) -> Fault | None:
    """Return the fault of a kind that plays at a time."""
    return next((fault for fault in faults if fault.kind is kind and fault.covers(t)), None)


def away_frac(faults: Iterable[Fault], t: float) -> float:
    """Return how far the runner has stepped off: 0 on the belt, 1 out of the picture."""
    fault = playing(faults, FaultKind.STEP_OFF, t)
    return min(1.0, (t - fault.start_s) / SLIDE_S, (fault.end_s - t) / SLIDE_S) if fault else 0.0


def crossed_px(crossed_frac: float, width_px: float) -> float:
    """Return how far to the right of the picture's middle the second person is, by how much of the way is done."""
    return (1.4 * crossed_frac - 0.7) * width_px
