"""The pins: two lamps, a steady three-colour lamp, a buzzer and a button, through gpiozero.

    BCM pin (default)                                  BCM pin (default)
    17 --[330 R]--|>|-- GND   lamp, runner's left      18 -- passive buzzer -- GND
    27 --[330 R]--|>|-- GND   lamp, runner's right     25 -- button -- GND   (pulled up inside)
    22, 23, 24 --[330 R]-- red, green, blue of a common-cathode lamp -- GND

Everything is dark until shown, and again once closed. The pin factory is handed in: lgpio on a Pi, gpiozero's own
mock elsewhere; never one in place of the other without a word.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from gpiozero import LED, RGBLED, Button, Factory, GPIOZeroError, TonalBuzzer
from gpiozero.pins.mock import MockFactory, MockPWMPin
from gpiozero.tones import Tone

from station.errors import OutputError
from station.model import DARK, Levels
from station.settings import SignalsSettings
from station.signals.buzzer import CappedBuzzer
from station.signals.limits import FlashLimit

MID_TONE = Tone("A5")
"""One octave either way, A4 to A6: small piezo buzzers are faint below."""

BOUNCE_S = 0.05
"""A contact that changes faster than this is bouncing."""

REST_S = 0.5
"""A second press within this is the same press: a start must not be a stop."""

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
    except _pin_errors() as error:
        raise OutputError(LGPIO_HELP.format(why=error)) from None


def _pin_errors() -> tuple[type[Exception], ...]:
    lgpio = sys.modules.get("lgpio")
    return (GPIOZeroError, OSError, lgpio.error) if lgpio else (GPIOZeroError, OSError)


def open_devices(
    settings: SignalsSettings, pin_factory: Factory, on_button: Callable[[], None] = lambda: None
) -> "Devices":
    """Open all devices dark. Raises OutputError for a pin that can not be had."""
    try:
        return Devices(settings, pin_factory, on_button)
    except _pin_errors() as error:
        raise OutputError(f"The pins can not be used: {error}. End other programs that use them.") from None


class Devices:
    """Lamps, buzzer and button; `on_button` is called from gpiozero's thread at each press."""

    def __init__(
        self,
        settings: SignalsSettings,
        pin_factory: Factory,
        on_button: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._flashes = FlashLimit()
        self._lock = threading.Lock()
        with ExitStack() as opened:  # what was opened is closed again where a later pin can not be had
            self._left = opened.enter_context(LED(settings.left_lamp_pin, pin_factory=pin_factory))
            self._right = opened.enter_context(LED(settings.right_lamp_pin, pin_factory=pin_factory))
            rgb = (settings.red_pin, settings.green_pin, settings.blue_pin)
            self._steady = opened.enter_context(RGBLED(*rgb, pin_factory=pin_factory))
            tones = TonalBuzzer(settings.buzzer_pin, mid_tone=MID_TONE, octaves=1, pin_factory=pin_factory)
            self._buzzer = CappedBuzzer(opened.enter_context(tones), settings.buzzer_max_s)
            opened.callback(self._buzzer.close)
            button = Button(settings.button_pin, bounce_time=BOUNCE_S, pin_factory=pin_factory)
            opened.enter_context(button).when_pressed = _rested(on_button, clock)
            self._opened = opened.pop_all()
        self._shown = DARK

    def show(self, levels: Levels) -> Levels:
        """Bring lamps and buzzer to `levels`, within the limits, and return what they really do."""
        with self._lock:
            now_s = self._clock()
            tone_hz = self._buzzer.sound(levels.tone_hz, now_s)
            levels = replace(self._flashes.limited(levels, now_s), tone_hz=tone_hz)
            if levels != self._shown:
                self._light(levels)
                self._shown = levels
            return levels

    def _light(self, levels: Levels) -> None:
        self._left.value, self._right.value = levels.left_lamp, levels.right_lamp
        if levels.steady_rgb != self._shown.steady_rgb:  # writing restarts a software PWM's period
            self._steady.value = levels.steady_rgb

    def close(self) -> None:
        """Go dark and give the pins back; also twice."""
        self._opened.close()


def _rested(on_button: Callable[[], None], clock: Callable[[], float]) -> Callable[[], None]:
    last_s = float("-inf")

    def pressed() -> None:
        nonlocal last_s
        now_s = clock()
        if now_s - last_s >= REST_S:
            last_s = now_s
            on_button()

    return pressed
