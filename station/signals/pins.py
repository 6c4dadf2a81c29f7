"""Where pins come from: lgpio on a Pi, gpiozero's mock elsewhere; never one in place of the other without a word."""

import sys
from collections import deque

from gpiozero import Factory, GPIOZeroError
from gpiozero.pins.mock import MockFactory, MockPWMPin

from station.errors import OutputError

TRACE = 256

LGPIO_HELP = (
    "The pins can not be driven: {why}. On a Raspberry Pi run 'sudo apt install python3-lgpio' and make the virtual "
    "environment with --system-site-packages; anywhere else leave signals.gpio off."
)


class LaptopPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """gpiozero's mock pin, with a trace that does not grow for ever."""

    def clear_states(self) -> None:
        super().clear_states()
        self.states: deque[object] = deque(self.states, maxlen=TRACE)


def factory(gpio: bool) -> Factory:
    """Return the pins of this Pi, or pretended ones. Raises OutputError where a Pi's can not be had."""
    return _lgpio_factory() if gpio else MockFactory(pin_class=LaptopPin)


def pin_errors() -> tuple[type[Exception], ...]:
    """Return what may be raised where a pin can not be had."""
    lgpio = sys.modules.get("lgpio")
    return (GPIOZeroError, OSError, lgpio.error) if lgpio else (GPIOZeroError, OSError)


def _lgpio_factory() -> Factory:
    # Importing lgpio makes a pipe in the working directory (or $LG_WD), and PyPI's 0.0.0.2 is an empty dummy.
    try:
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 (there only on a Pi)
    except ImportError:
        raise OutputError(LGPIO_HELP.format(why="lgpio is not installed")) from None
    except AttributeError:
        raise OutputError(LGPIO_HELP.format(why="the lgpio installed is an empty package")) from None
    except OSError as error:
        raise OutputError(f"lgpio can not work in this folder ({error}). Set LG_WD to a writable one.") from None
    try:
        return LGPIOFactory()
    except pin_errors() as error:
        raise OutputError(LGPIO_HELP.format(why=error)) from None
