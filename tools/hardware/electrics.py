"""Resistors and currents, each with its reason.

A pin gives 3.3 V. It is asked for `WANTED_A`, in the worst case (an LED that needs less voltage than usual) for
`PIN_MAX_A`, and all pins together for `ALL_PINS_MAX_A`: the Pi 5's pins are set to 4 mA at reset, a Pi 4's to 8 mA, and
what is drawn beyond lowers the voltage until in the end the pin dies.
"""

import math
from dataclasses import dataclass

PIN_V = 3.3
WANTED_A, PIN_MAX_A, ALL_PINS_MAX_A = 0.004, 0.008, 0.050

E12 = (10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82)
"""The values that every box of resistors holds, and these times ten, hundred and so on."""

BASE_EMITTER_V = 0.7
SATURATED_GAIN = 20
"""A transistor that switches is given a twentieth of its load: more than it needs, so that it stays cool."""


@dataclass(frozen=True, slots=True)
class Led:
    """An LED's colour and its forward voltage at a few mA: usual, and of the most generous one in the bag."""

    colour: str
    usual_v: float
    least_v: float


RED = Led("red", 2.0, 1.8)
YELLOW = Led("yellow", 2.0, 1.8)
GREEN = Led("green", 2.8, 2.5)
BLUE = Led("blue", 2.9, 2.6)


def led_resistor_ohm(led: Led) -> int:
    """Return the smallest resistor of the E12 row by which an LED takes what a pin should give."""
    usual = (PIN_V - led.usual_v) / WANTED_A
    worst = (PIN_V - led.least_v) / PIN_MAX_A
    return at_least_ohm(max(usual, worst))


def led_current_a(led: Led, resistor_ohm: float, worst: bool = False) -> float:
    """Return what an LED takes from a pin; `worst`: the LED that needs least voltage."""
    return (PIN_V - (led.least_v if worst else led.usual_v)) / resistor_ohm


def edge_resistor_ohm() -> int:
    """Return the resistor before a piezo or a gate: uncharged, they are a short circuit for some microseconds."""
    return at_least_ohm(PIN_V / PIN_MAX_A)


def base_resistor_ohm(load_a: float) -> int:
    """Return the resistor before an NPN transistor's base. Raises ValueError for a load that needs a MOSFET."""
    resistor_ohm = at_most_ohm((PIN_V - BASE_EMITTER_V) * SATURATED_GAIN / load_a)
    if base_current_a(resistor_ohm) > PIN_MAX_A:
        raise ValueError(f"A load of {load_a * 1000:.0f} mA needs more base current than a pin gives: take a MOSFET.")
    return resistor_ohm


def base_current_a(resistor_ohm: float) -> float:
    """Return what a pin gives through a resistor into a transistor's base."""
    return (PIN_V - BASE_EMITTER_V) / resistor_ohm


def at_least_ohm(ohm: float) -> int:
    """Return the next value of the E12 row from `ohm` (10 and more) upwards."""
    return next(value for value in _row() if value >= ohm * (1 - 1e-9))


def at_most_ohm(ohm: float) -> int:
    """Return the next value of the E12 row from `ohm` (10 and more) downwards."""
    return max(value for value in _row() if value <= ohm * (1 + 1e-9))


def _row() -> list[int]:
    return [value * round(math.pow(10, power)) for power in range(5) for value in E12]
