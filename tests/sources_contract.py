"""What every source of frames promises, whatever is behind it. Plain asserts: the platform's tests use them too."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Any, Protocol

ENDS_S = 10.0  # closing may have to wait for a driver's own patience
EARLY_S, OLD_S = 0.05, 1.5  # a kernel's made-up camera stamps a frame by when it should have come, up to 30 ms ahead


class Seen(Protocol):
    """A frame, or what was seen in one."""

    @property
    def t(self) -> float: ...

    @property
    def arrived_s(self) -> float: ...


class Source(Protocol):
    def frames(self) -> Iterator[Any]: ...

    def close(self) -> None: ...


Opened = Callable[[], Source]


def pictures_have_the_size_it_tells(opened: Opened, number: int = 3) -> None:
    source = opened()
    width, height = source.size_px  # type: ignore[attr-defined]
    shapes = {(frame.image.shape, str(frame.image.dtype)) for frame in islice(source.frames(), number)}
    source.close()
    assert shapes == {((height, width, 3), "uint8")}, shapes


def times_rise_and_are_finite(opened: Opened, number: int = 12) -> None:
    source = opened()
    times = [seen.t for seen in islice(source.frames(), number)]
    source.close()
    assert len(times) == number, f"only {len(times)} came"
    assert all(map(math.isfinite, times)), times
    assert all(early < late for early, late in pairwise(times)), times


def arrival_is_on_this_machines_clock(opened: Opened, number: int = 6) -> None:
    source = opened()
    began_s, arrived = time.monotonic(), []
    for seen in islice(source.frames(), 1, number):
        assert began_s - 1 <= seen.arrived_s <= time.monotonic(), "it came before it was there"
        arrived.append(seen.arrived_s)
    source.close()
    assert arrived == sorted(arrived)


def sensor_times_are_on_this_machines_clock(opened: Opened, number: int = 6) -> None:
    """What lives is stamped on the monotonic clock: about when it arrives."""
    source = opened()
    ages = [seen.arrived_s - seen.t for seen in islice(source.frames(), number)]
    source.close()
    assert all(-EARLY_S <= age < OLD_S for age in ages), ages


def closing_in_another_thread_ends_it(opened: Opened) -> None:
    source = opened()
    begun, ended = threading.Event(), threading.Event()

    def watch() -> None:
        for _ in source.frames():
            begun.set()
        ended.set()

    threading.Thread(target=watch, daemon=True).start()
    assert begun.wait(ENDS_S), "nothing came"
    source.close()
    assert ended.wait(ENDS_S), "it went on, or ended in an error"


def closing_twice_does_no_harm(opened: Opened) -> None:
    source = opened()
    next(iter(source.frames()))
    source.close()
    source.close()


def what_was_never_asked_for_a_frame_can_be_closed(opened: Opened) -> None:
    opened().close()


def it_can_be_opened_again(opened: Opened, times: int = 3) -> None:
    for _ in range(times):
        source = opened()
        assert next(iter(source.frames())) is not None
        source.close()


SEEN = (
    times_rise_and_are_finite,
    arrival_is_on_this_machines_clock,
    closing_in_another_thread_ends_it,
    closing_twice_does_no_harm,
    what_was_never_asked_for_a_frame_can_be_closed,
    it_can_be_opened_again,
)
"""Of everything that is seen, with pictures or without."""

PICTURES = (*SEEN, pictures_have_the_size_it_tells)
LIVING = (*PICTURES, sensor_times_are_on_this_machines_clock)
