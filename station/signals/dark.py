"""Everything dark and silent from outside: for the moment after a station died without closing its pins.

A pin may keep its last level when its owner dies, the board's own PWM goes on sounding, a strip goes on shining.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial

from gpiozero import LED, Factory

from station.errors import OutputError
from station.settings import SignalsSettings
from station.signals.board_tones import BoardTones
from station.signals.pins import pin_errors
from station.signals.strip import Spi, StripBar

log = logging.getLogger(__name__)

BUSY = "Not darkened: pins {pins}. Another program has them, perhaps a station that still runs: end that first."


def darken(settings: SignalsSettings, pin_factory: Factory) -> tuple[str, ...]:
    """Bring every output low and let go of it; return in words what could not be done. Does all that can be done."""
    busy = [str(pin) for pin in output_pins(settings) if not _lowered(pin, pin_factory)]
    pins = (BUSY.format(pins=", ".join(busy)),) if busy else ()
    return tuple(filter(None, (_told(do) for do in _devices(settings)))) + pins


def _devices(settings: SignalsSettings) -> Iterator[Callable[[], None]]:
    if settings.buzzer_pwm != "software":
        yield partial(_silence, settings.buzzer_pwm)
    if settings.bar == "strip":
        yield partial(_blank, settings)


def output_pins(settings: SignalsSettings) -> tuple[int, ...]:
    """Return the pins that lamps and buzzer are on; one that the board's PWM drives is not among them."""
    named = (settings.left_lamp_pin, settings.right_lamp_pin, settings.red_pin, settings.green_pin, settings.blue_pin)
    buzzer = (settings.buzzer_pin,) if settings.buzzer_pwm == "software" else ()
    return named + buzzer + (settings.bar_pins if settings.bar == "lamps" else ())


def _told(do: Callable[[], None]) -> str:
    try:
        do()
    except OutputError as error:
        return str(error)
    return ""


def _lowered(pin: int, pin_factory: Factory) -> bool:
    try:
        LED(pin, pin_factory=pin_factory).close()  # it begins low
    except pin_errors() as error:
        log.warning("pin %d: %s", pin, error)
        return False
    return True


def _silence(channel: str) -> None:
    BoardTones(channel).close()


def _blank(settings: SignalsSettings) -> None:
    with closing(Spi(settings.strip_device)) as spi:
        StripBar(spi.send, settings.strip_lamps)
