"""The lamp bar: five lamps on five pins, or a strip."""

from contextlib import ExitStack, closing
from typing import Protocol

from gpiozero import LED, Factory

from station.settings import SignalsSettings
from station.signals.strip import Spi, StripBar


class Bar(Protocol):
    """Shows 0 to 5."""

    def show(self, level: int) -> None: ...


class LampBar:
    """Five lamps, the smallest error first."""

    def __init__(self, lamps: list[LED]) -> None:
        self._lamps = lamps

    def show(self, level: int) -> None:
        for place, lamp in enumerate(self._lamps):
            lamp.value = place < level


def open_bar(settings: SignalsSettings, pin_factory: Factory, opened: ExitStack) -> Bar:
    """Open the bar that is set, dark; `opened` darkens and closes it. Where pins are pretended, lamps are too."""
    if settings.bar == "strip" and settings.gpio:
        spi = opened.enter_context(closing(Spi(settings.strip_device)))
        strip = StripBar(spi.send, settings.strip_lamps)
        opened.callback(strip.show, 0)
        return strip
    return LampBar([opened.enter_context(LED(pin, pin_factory=pin_factory)) for pin in settings.bar_pins])
