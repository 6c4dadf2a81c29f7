"""Which step of one view is which of the other's: the same leg, at the same time.

Each view tells its steps in their order. So once it has told a later one, it will not tell an earlier one any more, and
what waits always comes from one view alone. What comes out is in order too: a view that finds the rhythm later than the
other tells at first of steps that were told long ago, and those are left out.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from station.model import Step

PAIR_S = 0.15
"""Two views of one step never lie so far apart (their contacts differ by 6 ms, SD); two steps of a leg lie further."""
WAIT_S = 0.3
"""For the other view: by then ten poses a second have shown it the step too, and a rhythm just found by one is found by
the other."""

Seen = dict[int, Step]
"""A step by the number of the camera that saw it."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    camera: int
    step: Step
    since_t: float


class Pairing:
    """Pair the steps of two cameras, or pass on those of one."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._last: Step | None = None

    def add(self, camera: int, step: Step, t: float) -> Iterator[Seen]:
        """Take in a step that was told at `t`; yield what is now settled, oldest first."""
        if self._last and (_is_same(self._last, step) or _is_before(step, self._last)):
            return
        if self._waiting and self._waiting[0].camera != camera:
            yield from self._met(camera, step, t)
        else:
            self._waiting.append(_Waiting(camera, step, t))

    def overdue(self, t: float, expected: Collection[int]) -> Iterator[Seen]:
        """Yield the steps that wait in vain: the other view is not one of those `expected`, or has had its time."""
        while self._waiting:
            first = self._waiting[0]
            if t <= first.since_t + WAIT_S and any(other != first.camera for other in expected):
                return
            yield self._alone()

    def _met(self, camera: int, step: Step, t: float) -> Iterator[Seen]:
        while self._waiting and _is_before(self._waiting[0].step, step):
            yield self._alone()
        if not self._waiting:
            self._waiting.append(_Waiting(camera, step, t))
        elif _is_same(self._waiting[0].step, step):
            yield self._alone() | {camera: step}
        else:  # the other view has told a later one already, and did not see this one
            self._last = step
            yield {camera: step}

    def _alone(self) -> Seen:
        first = self._waiting.popleft()
        self._last = first.step
        return {first.camera: first.step}


def _is_same(one: Step, other: Step) -> bool:
    return one.side is other.side and abs(_apart_s(one, other)) < PAIR_S


def _is_before(one: Step, other: Step) -> bool:
    return not _is_same(one, other) and _apart_s(one, other) > 0


def _apart_s(one: Step, other: Step) -> float:
    """Return how much later the other is: by contact, or by midstance where a contact is not known."""
    if one.t_contact_s is None or other.t_contact_s is None:
        return other.t_midstance_s - one.t_midstance_s
    return other.t_contact_s - one.t_contact_s
