"""The wiring as a drawing: the header in the middle, each wire level to its side, nothing crosses."""

from station.settings import SignalsSettings
from tools.hardware.header import header
from tools.hardware.places import Place
from tools.hardware.svg import FAINT, INK, Drawing
from tools.hardware.wires import Ground, Wire, grounds, wires

WIDTH, MIDDLE = 1360, 680
TOP, PITCH = 130, 34
HEIGHT = TOP + 20 * PITCH + 100

COLOURS = {
    "orange": "#e6820a",
    "brown": "#7b4a21",
    "green": "#1e8c3a",
    "blue": "#1f5fbf",
    "white": "#ffffff",
    "black": "#222222",
}
LIT = {"red": "#d62728", "yellow": "#f2c200", "green": "#2ca02c", "blue": "#1f77b4"}
PINS = {"3V3": "#f7b6b2", "5V": "#e05a52", "GND": "#777777"}

PIN_END, RESISTOR, PART, WORDS = 92, 205, 290, 325
"""How far from the middle a wire begins, its resistor, its part, and the words about it, px."""


def wiring_svg(settings: SignalsSettings) -> str:
    """Return the drawing for these settings."""
    drawing = Drawing(WIDTH, HEIGHT, "Wiring of lamps, buzzer and button to the 40-pin header of a Raspberry Pi 4 or 5")
    signals = wires(settings)
    back = grounds(signals)
    _head(drawing)
    _header(drawing, {wire.pin for wire in signals} | {ground.pin for ground in back.values()})
    for wire in signals:
        _wire(drawing, wire, back[wire.place.ground].pin)
    for ground in back.values():
        _ground(drawing, ground)
    _foot(drawing)
    return str(drawing)


def _head(drawing: Drawing) -> None:
    drawing.text(MIDDLE, 32, "The 40-pin header, seen from above", 18, "middle", bold=True)
    drawing.text(
        MIDDLE,
        56,
        "Hold the Pi with its USB sockets towards you: the header is its right-hand edge, pin 1 the far left one.",
        13,
        "middle",
    )
    drawing.text(
        MIDDLE, 76, "Round numbers: counted on the board.  GPIO numbers: what the settings call them.", 13, "middle"
    )
    drawing.text(MIDDLE - PIN_END, 106, "towards the board's middle", 12, "end", fill=FAINT)
    drawing.text(MIDDLE + PIN_END, 106, "board's edge", 12, "start", fill=FAINT)


def _foot(drawing: Drawing) -> None:
    y = TOP + 20 * PITCH + 30
    drawing.text(
        MIDDLE, y, "Resistors sit at the Pi's end, so that a cable that is crushed can overload no pin.", 13, "middle"
    )
    words = (
        "A and B: network cables of eight wires. C: the button's two-core lead. Red (5 V) and pink (3.3 V) stay free."
    )
    drawing.text(MIDDLE, y + 22, words, 13, "middle")
    drawing.text(MIDDLE, y + 44, "USB sockets on this side", 12, "middle", fill=FAINT)


def _header(drawing: Drawing, used: set[int]) -> None:
    drawing.box(MIDDLE - 36, TOP, 72, 20 * PITCH, fill="#f4f4f4")
    for number, pin in header().items():
        x, y = _at(number)
        fill = "#ffe08a" if number in used and pin.name != "GND" else PINS.get(pin.name, "#ffffff")
        drawing.disc(x, y, 13, fill=fill, stroke=INK if number in used else "#bbbbbb")
        dark = pin.name in {"GND", "5V"}
        drawing.text(x, y + 4.5, str(number), 12, "middle", fill="#ffffff" if dark else INK, bold=number in used)
        away = _away(number)
        ink = INK if number in used else "#aaaaaa"
        drawing.text(MIDDLE + away * 42, y + 4.5, pin.name, 11, "start" if away > 0 else "end", fill=ink)


def _wire(drawing: Drawing, wire: Wire, ground: int) -> None:
    (_, y), away, place = _at(wire.pin), _away(wire.pin), wire.place
    _cable(drawing, wire.pin, place.wire, PART - 14)
    drawing.text(MIDDLE + away * (PIN_END + 4), y - 6, f"{place.lead} {place.wire}", 10, _anchor(away), fill="#555555")
    if place.resistor_ohm:
        drawing.box(MIDDLE + away * RESISTOR - 28, y - 8, 56, 16, fill="#f3e3c3")
        drawing.text(MIDDLE + away * RESISTOR, y + 4.5, f"{place.resistor_ohm} Ω", 11, "middle")
    _part(drawing, MIDDLE + away * PART, y, away, place)
    drawing.text(MIDDLE + away * WORDS, y + 4.5, f"{_words(place)}, back to {ground}", 12.5, _anchor(away))


def _words(place: Place) -> str:
    return place.what if place.led is None or "leg" in place.what else f"{place.what} ({place.led.colour})"


def _part(drawing: Drawing, x: float, y: float, away: int, place: Place) -> None:
    if place.led:
        tip = x + away * 8
        drawing.area((x - away * 12, y - 9), (x - away * 12, y + 9), (tip, y), fill=LIT[place.led.colour])
        drawing.line((tip, y - 9), (tip, y + 9), width=2.5)
        drawing.line((tip, y), (x + away * 22, y))
    else:
        _unlit(drawing, x, y, place)


def _unlit(drawing: Drawing, x: float, y: float, place: Place) -> None:
    if place.part == "button":
        for end in (-11, 11):
            drawing.disc(x + end, y, 3.5, fill="#ffffff")
        drawing.line((x - 11, y - 8), (x + 11, y - 8), width=2)
        drawing.line((x, y - 8), (x, y - 14), width=2)
    elif place.part == "buzzer":
        drawing.disc(x, y, 12, fill="#dddddd")
        drawing.disc(x, y, 3, fill=INK)
    else:
        for lamp in (-12, 0, 12):
            drawing.box(x + lamp - 5, y - 5, 10, 10, fill=LIT["yellow"])


def _ground(drawing: Drawing, ground: Ground) -> None:
    (_, y), away = _at(ground.pin), _away(ground.pin)
    _cable(drawing, ground.pin, ground.wire, PART - 14)
    drawing.text(
        MIDDLE + away * (PIN_END + 4), y - 6, f"{ground.lead} {ground.wire}", 10, _anchor(away), fill="#555555"
    )
    for step, half in enumerate((10, 6, 2)):
        x = MIDDLE + away * (PART - 10 + 5 * step)
        drawing.line((x, y - half), (x, y + half), width=2)
    drawing.text(MIDDLE + away * WORDS, y + 4.5, f"ground of {ground.whose}", 12.5, _anchor(away), bold=True)


def _cable(drawing: Drawing, pin: int, colour: str, end: float) -> None:
    """Draw a wire: its colour on black, striped with white where the wire is."""
    (_, y), away = _at(pin), _away(pin)
    points = ((MIDDLE + away * PIN_END, y), (MIDDLE + away * end, y))
    name = colour.removeprefix("white-")
    drawing.line(*points, stroke="#333333", width=7)
    drawing.line(*points, stroke=COLOURS[name], width=5)
    if name != colour:
        drawing.line(*points, stroke="#ffffff", width=5, dash="7 7")


def _at(number: int) -> tuple[float, float]:
    return MIDDLE + _away(number) * 17, TOP + (header()[number].row - 0.5) * PITCH


def _away(number: int) -> int:
    return 1 if header()[number].col == 2 else -1


def _anchor(away: int) -> str:
    return "start" if away > 0 else "end"
