"""Light each lamp in turn, at the wall, so that whoever wired them sees whether the right one is lit."""

import threading
import time
from collections.abc import Callable
from contextlib import closing

from station.checks import runs
from station.errors import OutputError
from station.model import DARK, Levels
from station.settings import Settings
from station.signals.devices import Devices, open_devices
from station.signals.pins import factory

HOLD_S, PAUSE_S, PRESS_S = 2.0, 0.5, 10.0
BUSY = "A station runs and has the pins. End it first: sudo systemctl stop station"
OFF = "Lamps and buzzer are off in the settings: set signals.gpio = true once they are wired."
WALK = (
    ("The left lamp should be lit now", Levels(left_lamp=True)),
    ("The right lamp should be lit now", Levels(right_lamp=True)),
    ("The steady lamp should be red now", Levels(steady_rgb=(1.0, 0.0, 0.0))),
    ("The steady lamp should be green now", Levels(steady_rgb=(0.0, 1.0, 0.0))),
    ("The steady lamp should be blue now", Levels(steady_rgb=(0.0, 0.0, 1.0))),
    *((f"{lit} of the bar's five should be lit now", Levels(bar=lit)) for lit in range(1, 6)),
    ("The buzzer should sound for a moment now", Levels(tone_hz=660.0)),
)
"""What is said, and what is lit while it is said; left and right are the runner's own."""
PRESS = f"Press the button within {PRESS_S:.0f} seconds"
PRESSED, UNPRESSED = "The button was pressed.", "No press came: look at the button's two wires (hardware/README.md)."


def walk(settings: Settings, say: Callable[[str], None], hold_s: float = HOLD_S, press_s: float = PRESS_S) -> bool:
    """Light all in turn, then wait for the button; tell whether it was pressed. Raises OutputError."""
    if not settings.signals.gpio:
        raise OutputError(OFF)
    if runs(settings.store.data_dir):
        raise OutputError(BUSY)
    pressed = threading.Event()
    with closing(factory(gpio=True)) as pins, closing(open_devices(settings.signals, pins, pressed.set)) as devices:
        for words, levels in WALK:
            say(f"{words}.")
            _show(devices, levels, hold_s)
        pressed.clear()
        say(f"{PRESS}.")
        seen = pressed.wait(press_s)
    say(PRESSED if seen else UNPRESSED)
    return seen


def _show(devices: Devices, levels: Levels, hold_s: float) -> None:
    """Show for so long, the buzzer no longer than its limit lets it, then nothing for a moment."""
    try:
        devices.show(levels)
        time.sleep(hold_s)
    finally:
        devices.show(DARK)
    time.sleep(PAUSE_S)
