"""A lamp in the virtual camera's picture: lit as its pin was a known time ago, as a camera that slow would show it."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from gpiozero.pins.mock import MockFactory

from station.model import Frame, View
from station.settings import Settings
from station.signals.pins import LaptopPin
from station.vision.virtual.source import VirtualSource

LAMP_PX = (slice(40, 52), slice(30, 42))
BRIGHT = 250


class StampedPin(LaptopPin):
    """A pretended pin that knows when it was written."""

    def __init__(self, pins, info):
        super().__init__(pins, info)
        self.times_s, self.levels = [float("-inf")], [False]

    def _set_state(self, value):
        super()._set_state(value)
        self.times_s.append(time.monotonic())
        self.levels.append(bool(value))

    def lit(self, at_s: float) -> bool:
        return self.levels[bisect_right(self.times_s, at_s) - 1]


class LampInView(VirtualSource):
    """The virtual runner's camera, `delay_s` slow with the lamp; `drawn` is when each frame's lamp was lit or not."""

    def __init__(self, settings: Settings, lamp: StampedPin, delay_s: Callable[[], float], view: View) -> None:
        super().__init__(settings.virtual, view)
        self._lamp, self._delay_s = lamp, delay_s
        self.drawn: dict[float, bool] = {}

    def frames(self) -> Iterator[Frame]:
        for frame in super().frames():
            now_s = time.monotonic()
            lit = self._lamp.lit(now_s - self._delay_s())
            image = frame.image.copy()
            image[LAMP_PX] = BRIGHT if lit else image[LAMP_PX]
            self.drawn[frame.t] = lit
            yield Frame(frame.t, image, now_s)


def stamped_pins() -> MockFactory:
    return MockFactory(pin_class=StampedPin)


def whole_delays_s(edges, drawn, done) -> list[float]:
    """Return the true delays, by what was drawn: from asking until the loop was done with the first frame so drawn."""
    frames = [(t, at_s) for t, _, at_s in done if t in drawn]
    found = []
    for edge, following in zip(edges, [*edges[1:], None], strict=True):
        for (before, _), (t, at_s) in pairwise(frames):
            changed = drawn[t] == edge.lit != drawn[before] and at_s > edge.shown_s
            if changed and (following is None or at_s < following.shown_s + 0.6):
                found.append(at_s - edge.asked_s)
                break
    return found
