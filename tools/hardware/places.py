"""What hangs on each pin that the settings name: the part, its resistor, its wire and the lead that holds the wire.

Two network cables (eight wires each) reach from the Pi to the lamps, a third lead to the button. In a network cable two
wires are twisted together: the buzzer has a pair of its own, so that its tone does not creep into the lamps.
"""

from dataclasses import dataclass
from typing import Literal

from tools.hardware.electrics import BLUE, GREEN, RED, YELLOW, Led, edge_resistor_ohm, led_resistor_ohm

Part = Literal["lamp", "buzzer", "button", "strip"]

LAMPS, BAR, BUTTON = "A", "B", "C"


@dataclass(frozen=True, slots=True)
class Place:
    """One wire's far end; `ground` names the wire by which its current comes back, `led` is there for a lamp only."""

    what: str
    part: Part
    lead: str
    wire: str
    ground: str
    led: Led | None = None
    resistor_ohm: int | None = None


def _lamp(what: str, led: Led, lead: str, wire: str, ground: str) -> Place:
    return Place(what, "lamp", lead, wire, ground, led, led_resistor_ohm(led))


def _bar(number: int, wire: str) -> Place:
    return _lamp(f"lamp bar, {number} of 5", YELLOW, BAR, wire, "bar")


PLACES: dict[str, tuple[Place, ...]] = {
    "left_lamp_pin": (_lamp("lamp on the runner's left", YELLOW, LAMPS, "orange", "lamps"),),
    "right_lamp_pin": (_lamp("lamp on the runner's right", YELLOW, LAMPS, "white-orange", "lamps"),),
    "red_pin": (_lamp("steady lamp, red leg", RED, LAMPS, "brown", "lamps"),),
    "green_pin": (_lamp("steady lamp, green leg", GREEN, LAMPS, "green", "lamps"),),
    "blue_pin": (_lamp("steady lamp, blue leg", BLUE, LAMPS, "white-brown", "lamps"),),
    "buzzer_pin": (
        Place("buzzer (passive piezo)", "buzzer", LAMPS, "blue", "buzzer", resistor_ohm=edge_resistor_ohm()),
    ),
    "button_pin": (Place("start/stop button", "button", BUTTON, "white", "button"),),
    "bar_pins": tuple(
        _bar(number, wire)
        for number, wire in enumerate(("orange", "white-orange", "green", "white-green", "brown"), start=1)
    ),
}
"""By setting; a tuple's setting has as many places."""

STRIP = Place("data of the lamp strip", "strip", BAR, "green", "bar", None, edge_resistor_ohm())
"""What takes the place of the bar's five lamps where the settings ask for a strip."""

GROUNDS = {
    "lamps": (LAMPS, "white-green", "both lamps and the steady lamp"),
    "buzzer": (LAMPS, "white-blue", "the buzzer"),
    "bar": (BAR, "white-brown", "the lamp bar"),
    "button": (BUTTON, "black", "the button"),
}
"""The wire that each part's current comes back by: its lead, its colour, whose it is."""
