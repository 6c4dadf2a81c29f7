"""The pins: two lamps, a steady three-colour lamp, a bar of five, a buzzer and a button, through gpiozero.

    BCM pin (default)                                  BCM pin (default)
    17 --[330 R]--|>|-- GND   lamp, runner's left      18 -- passive buzzer -- GND
    27 --[330 R]--|>|-- GND   lamp, runner's right     25 -- button -- GND   (pulled up inside)
    22, 23, 24 --[330 R]-- red, green, blue of a common-cathode lamp -- GND
    5, 6, 13, 19, 26 --[330 R]--|>|-- GND   lamp bar, smallest error first: five in a row on the header, then GND

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

from gpiozero import LED, RGBLED, Button, Factory, GPIOZeroError, PWMOutputDevice
from gpiozero.pins.mock import MockFactory, MockPWMPin

from station.errors import OutputError
from station.model import DARK, Levels
from station.settings import SignalsSettings
from station.signals.buzzer import CappedBuzzer
from station.signals.limits import FlashLimit
from station.signals.sounds import Tone, duty_frac

BOUNCE_S = 0.05
"""A contact that changes faster than this is bouncing."""

REST_S = 0.5
"""A second press within this is the same press: a start must not be a stop."""

PAUSE_HZ = 500.0
"""A tone begins up to 2 ms after it is asked for; more would cost the processor as many wake-ups a second."""

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


class Buzzer(PWMOutputDevice):  # type: ignore[misc]  # gpiozero has no types
    """A passive buzzer whose loudness is its duty; gpiozero's TonalBuzzer knows one loudness only.

    lgpio's thread wakes fifty times a second while no pin pulses, and looks only then for a tone to begin: up to 20 ms
    late. So a pause goes on pulsing, with no pulse in it.
    """

    def __init__(self, pin: int, pin_factory: Factory) -> None:
        super().__init__(pin, pin_factory=pin_factory)
        self.stop()

    def play(self, tone: Tone) -> None:
        if self.pin.frequency != tone.hz:
            self.pin.frequency = tone.hz
        self.value = duty_frac(tone.loudness_frac)

    def pause(self) -> None:
        self.value = 0.0
        self.pin.frequency = PAUSE_HZ

    def stop(self) -> None:
        self.pin.frequency = None
        self.pin.state = False  # lgpio leaves the pin as it was, high as often as not


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
        self._closed = False
        with ExitStack() as opened:  # what was opened is closed again where a later pin can not be had
            self._left = opened.enter_context(LED(settings.left_lamp_pin, pin_factory=pin_factory))
            self._right = opened.enter_context(LED(settings.right_lamp_pin, pin_factory=pin_factory))
            rgb = (settings.red_pin, settings.green_pin, settings.blue_pin)
            self._steady = opened.enter_context(RGBLED(*rgb, pin_factory=pin_factory))
            self._bar = [opened.enter_context(LED(pin, pin_factory=pin_factory)) for pin in settings.bar_pins]
            tones = opened.enter_context(Buzzer(settings.buzzer_pin, pin_factory))
            self._buzzer = CappedBuzzer(tones, settings.buzzer_max_s)
            opened.callback(self._buzzer.close)
            button = Button(settings.button_pin, bounce_time=BOUNCE_S, pin_factory=pin_factory)
            opened.enter_context(button).when_pressed = _rested(on_button, clock)
            self._opened = opened.pop_all()
        self._shown = DARK

    def show(self, levels: Levels) -> Levels:
        """Bring lamps and buzzer to `levels`, within the limits, and return what they really do; closed, nothing."""
        with self._lock:
            if self._closed:
                return DARK
            now_s = self._clock()
            heard = self._buzzer.sound(_tone(levels), now_s, ready=levels != DARK)
            levels = _with_tone(self._flashes.limited(levels, now_s), heard)
            self._light(levels)
            self._shown = levels
            return levels

    def _light(self, levels: Levels) -> None:
        """Write what changed: a tick's ten edges need no lamp, and writing restarts a software PWM's period."""
        shown = self._shown
        if (levels.left_lamp, levels.right_lamp) != (shown.left_lamp, shown.right_lamp):
            self._left.value, self._right.value = levels.left_lamp, levels.right_lamp
        if levels.steady_rgb != shown.steady_rgb:
            self._steady.value = levels.steady_rgb
        if levels.bar != shown.bar:
            for place, lamp in enumerate(self._bar):
                lamp.value = place < levels.bar

    def close(self) -> None:
        """Go dark and give the pins back; also twice."""
        with self._lock:
            self._closed = True
        self._opened.close()


def _tone(levels: Levels) -> Tone | None:
    return None if levels.tone_hz is None else Tone(levels.tone_hz, levels.loudness_frac)


def _with_tone(levels: Levels, heard: Tone | None) -> Levels:
    if heard is None:
        return replace(levels, tone_hz=None, loudness_frac=DARK.loudness_frac)
    return replace(levels, tone_hz=heard.hz, loudness_frac=heard.loudness_frac)


def _rested(on_button: Callable[[], None], clock: Callable[[], float]) -> Callable[[], None]:
    last_s = float("-inf")

    def pressed() -> None:
        nonlocal last_s
        now_s = clock()
        if now_s - last_s >= REST_S:
            last_s = now_s
            on_button()

    return pressed
