"""The pins: two lamps, a steady three-colour lamp, a bar of five, a buzzer and a button, through gpiozero.

    BCM pin (default)                                  BCM pin (default)
    17 --[R]--|>|-- GND   lamp, runner's left          18 --[R]-- passive buzzer -- GND
    27 --[R]--|>|-- GND   lamp, runner's right         25 -- button -- GND   (pulled up inside)
    22, 23, 24 --[R]-- red, green, blue of a common-cathode lamp -- GND
    5, 6, 13, 19, 26 --[R]--|>|-- GND   lamp bar, smallest error first: five in a row on the header, then GND

Physical pins, resistors and their reasons: hardware/wiring.md.

The buzzer may hang on the board's own PWM instead (`board_tones`), the bar be a strip (`strip`). Everything is dark
until shown, and again once closed. Where pins come from is `pins`' business.
"""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from gpiozero import LED, RGBLED, Button, Factory

from station.errors import OutputError
from station.model import DARK, Levels
from station.settings import SignalsSettings
from station.signals.bars import open_bar
from station.signals.board_tones import BoardTones
from station.signals.buzzer import CappedBuzzer, Tones
from station.signals.limits import FlashLimit
from station.signals.pins import pin_errors
from station.signals.sounds import Tone
from station.signals.tones import SoftwareTones

BOUNCE_S = 0.05
"""A contact that changes faster than this is bouncing."""

REST_S = 0.5
"""A second press within this is the same press: a start must not be a stop."""


def open_devices(
    settings: SignalsSettings, pin_factory: Factory, on_button: Callable[[], None] = lambda: None
) -> "Devices":
    """Open all devices dark. Raises OutputError for a pin that can not be had."""
    try:
        return Devices(settings, pin_factory, on_button)
    except pin_errors() as error:
        raise OutputError(f"The pins can not be used: {error}. End other programs that use them.") from None


def _open_tones(settings: SignalsSettings, pin_factory: Factory, opened: ExitStack) -> Tones:
    """Open the buzzer. A pin that the board's own PWM drives is nobody else's; where pins are pretended, it is too."""
    if settings.buzzer_pwm != "software" and settings.gpio:
        return opened.enter_context(BoardTones(settings.buzzer_pwm))
    tones: Tones = opened.enter_context(SoftwareTones(settings.buzzer_pin, pin_factory))
    return tones


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
            self._bar = open_bar(settings, pin_factory, opened)
            self._buzzer = CappedBuzzer(_open_tones(settings, pin_factory, opened), settings.buzzer_max_s)
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
            self._bar.show(levels.bar)

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
