"""Which wire goes from which pin to where: the settings' pins, the header's numbers and the places joined."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from station.settings import SignalsSettings
from tools.hardware.electrics import led_current_a
from tools.hardware.header import ground_pins, header, physical_pin
from tools.hardware.places import GROUNDS, PLACES, STRIP, Place

OTHER_ROW = 4
"""A ground pin in the other row of the header counts as so many places further away: its wire would cross others."""


SPI_DATA = {"/dev/spidev0": 10, "/dev/spidev1": 20}
"""The pin on which an SPI device sends."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One signal: from a pin of the header to its place."""

    setting: str
    bcm: int
    pin: int
    place: Place


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground pin and the wire of the part whose current comes back there."""

    pin: int
    lead: str
    wire: str
    whose: str


def wires(settings: SignalsSettings) -> list[Wire]:
    """Return the wire of each pin that the settings name, in the order of the settings."""
    strip = settings.bar == "strip"
    named = [name for name in settings.model_dump() if name.endswith(("_pin", "_pins"))]
    lamps = [
        Wire(name, bcm, physical_pin(bcm), place)
        for name in named
        if not (strip and name == "bar_pins")
        for bcm, place in zip(_pins(settings, name), PLACES[name], strict=True)
    ]
    return lamps + ([_strip(settings.strip_device)] if strip else [])


def _strip(device: str) -> Wire:
    bcm = SPI_DATA[device.rsplit(".", 1)[0]]
    return Wire("strip_device", bcm, physical_pin(bcm), STRIP)


def grounds(signals: list[Wire]) -> dict[str, Ground]:
    """Return a ground pin of its own for each part, all of them together as near their signals as can be."""
    parts, free = list(GROUNDS), ground_pins()
    far = np.array([[_far(pin, part, signals) for pin in free] for part in parts])
    chosen = zip(*linear_sum_assignment(far), strict=True)
    return {parts[row]: Ground(free[column], *GROUNDS[parts[row]]) for row, column in chosen}


def all_lamps_a(signals: list[Wire], worst: bool = False) -> float:
    """Return what all pins give while every lamp is lit, which the station never asks for."""
    lamps = ((wire.place.led, wire.place.resistor_ohm) for wire in signals)
    return sum(led_current_a(led, ohm, worst) for led, ohm in lamps if led and ohm)


def _pins(settings: SignalsSettings, name: str) -> tuple[int, ...]:
    value = getattr(settings, name)
    return value if isinstance(value, tuple) else (value,)


def _far(pin: int, part: str, signals: list[Wire]) -> float:
    return float(np.mean([_apart(pin, wire.pin) for wire in signals if wire.place.ground == part]))


def _apart(one: int, other: int) -> int:
    (row, col), (other_row, other_col) = ((header()[pin].row, header()[pin].col) for pin in (one, other))
    return int(abs(row - other_row) + OTHER_ROW * (col != other_col))
