"""The 40-pin header, by the numbers that are counted on the board: gpiozero's own data of a Pi 5 and a Pi 4."""

from functools import cache

from gpiozero import PinInfo, pi_info

PI_5, PI_4 = "c04170", "c03115"
"""Revisions of the two boards; gpiozero knows a board by it."""


@cache
def header(revision: str = PI_5) -> dict[int, PinInfo]:
    """Return the pins of the 40-pin header by physical number."""
    return dict(pi_info(revision).headers["J8"].pins)


def physical_pin(bcm: int) -> int:
    """Return the physical number of a BCM pin, which the settings speak of."""
    return next(number for number, pin in header().items() if pin.name == f"GPIO{bcm}")


def ground_pins() -> list[int]:
    return [number for number, pin in header().items() if pin.name == "GND"]
