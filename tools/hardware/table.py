"""The wiring as a page: one row a wire, then the resistors with their reasons and the sum of the currents."""

from collections.abc import Iterator

from station.settings import SignalsSettings
from tools.hardware.electrics import (
    ALL_PINS_MAX_A,
    BLUE,
    GREEN,
    PIN_MAX_A,
    PIN_V,
    RED,
    SATURATED_GAIN,
    WANTED_A,
    YELLOW,
    Led,
    base_current_a,
    base_resistor_ohm,
    edge_resistor_ohm,
    led_current_a,
    led_resistor_ohm,
)
from tools.hardware.wires import Wire, all_lamps_a, grounds, wires

HEAD = """\
# Wiring

Made from the default settings by `python -m tools.hardware` (`make hardware`); a test holds page, drawing and settings
together. If your settings file moves a pin, make both for your own box: `python -m tools.hardware --config FILE --out
FOLDER`.

![The header and every wire](wiring.svg)

**Pin** is counted on the board, **GPIO** is what the settings say. Switch the Pi off and pull its plug before you touch
the header: beside the 5 V pins (2 and 4) one slip of a plug ends a Pi.

| pin | GPIO | setting | lead, wire | resistor at the Pi | part | back to pin |
| ---: | ---: | --- | --- | --- | --- | ---: |"""

WHY = """
## Why these resistors

A pin gives {pin_v:g} V. It is asked for about {wanted:.0f} mA, and for no more than {most:.0f} mA by the LED of a bag
that needs the least voltage; all pins together for no more than {all:.0f} mA. The resistor is what is left of the
voltage over the current, R = ({pin_v:g} V - LED) / {wanted:.0f} mA, the next value upwards that boxes of resistors hold
(E12). The Pi 5's pins are set to 4 mA as they wake up, the Pi 4's to 8 mA: more does not kill at once, it lowers the
voltage and wears the pin. Raspberry Pi prints no hard limit for all pins together; {all:.0f} mA is the old figure.

| LED | its voltage at {wanted:.0f} mA, usual / least | resistor | current, usual / most |
| --- | ---: | ---: | ---: |"""

REST = """
All lamps lit at once, which hardly ever happens: **{usual:.0f} mA** usually, **{worst:.0f} mA** with the most generous
LEDs; allowed are {all:.0f} mA. The LEDs' voltages are those of ordinary 5 mm LEDs, from memory of many data sheets; of
an LED that you know, take its own. Green, blue and white need 2.5 to 3.2 V: the pin leaves them so little that a bag's
spread shows. If blue stays dim, take 68 Ω, after you have measured that the LED keeps at least 2.8 V.

**Buzzer: {edge} Ω.** A passive piezo is a capacitor of about 20 nF: at each edge it is a short circuit for some
microseconds. {pin_v:g} V / {most:.0f} mA = {short:.0f} Ω, the next value is {edge} Ω. With 20 nF that passes everything
below 17 kHz, so it costs no loudness. 100 to 330 Ω, as other instructions have it, work too: 10 to 33 mA for those
microseconds.

**Button: none.** It goes to ground; a resistor of about 50 kΩ inside the Pi pulls the pin up. That is enough for a lead
of half a metre. For a longer one, and for what needs more than a pin gives, see [longer, brighter, louder](more.md).

## A transistor between pin and load

NPN, switching to ground (BC337, 2N2222): its base is given the load's current over {gain}, far more than it needs, so
that it is fully on and stays cool. R = ({pin_v:g} V - 0.7 V) / (load / {gain}), the next value downwards. Beyond
{mosfet:.0f} mA a pin can not give the base that much: take a MOSFET.

| load | resistor before the base | the pin gives |
| ---: | ---: | ---: |"""

LOADS_A = (0.02, 0.05, 0.1, 0.15)


def wiring_page(settings: SignalsSettings) -> str:
    """Return the page for these settings."""
    signals = wires(settings)
    why, rest = (text.format(**_figures(signals)) for text in (WHY, REST))
    return "\n".join([HEAD, *_rows(signals), why, *_leds(), rest, *_loads()]) + "\n"


def _rows(signals: list[Wire]) -> Iterator[str]:
    back = grounds(signals)
    for wire in signals:
        place = wire.place
        ohm = f"{place.resistor_ohm} Ω" if place.resistor_ohm else "none"
        part = f"{place.what}, {place.led.colour}" if place.led and "leg" not in place.what else place.what
        lead = f"{place.lead}, {place.wire}"
        there = back[place.ground].pin
        yield f"| **{wire.pin}** | {wire.bcm} | `{wire.setting}` | {lead} | {ohm} | {part} | {there} |"
    for ground in back.values():
        yield f"| **{ground.pin}** | ground | | {ground.lead}, {ground.wire} | none | ground of {ground.whose} | |"


def _leds() -> Iterator[str]:
    for led in (RED, YELLOW, GREEN, BLUE):
        ohm = led_resistor_ohm(led)
        currents = f"{_ma(led, ohm, False)} / {_ma(led, ohm, True)} mA"
        yield f"| {led.colour} | {led.usual_v:.1f} / {led.least_v:.1f} V | {ohm} Ω | {currents} |"


def _loads() -> Iterator[str]:
    for load_a in LOADS_A:
        ohm = base_resistor_ohm(load_a)
        yield f"| {load_a * 1000:.0f} mA | {ohm:,} Ω | {base_current_a(ohm) * 1000:.1f} mA |"


def _ma(led: Led, ohm: float, worst: bool) -> str:
    return f"{led_current_a(led, ohm, worst) * 1000:.1f}"


def _figures(signals: list[Wire]) -> dict[str, float]:
    return {
        "pin_v": PIN_V,
        "wanted": WANTED_A * 1000,
        "most": PIN_MAX_A * 1000,
        "all": ALL_PINS_MAX_A * 1000,
        "gain": SATURATED_GAIN,
        "mosfet": PIN_MAX_A * SATURATED_GAIN * 1000,
        "edge": edge_resistor_ohm(),
        "short": PIN_V / PIN_MAX_A,
        "usual": all_lamps_a(signals) * 1000,
        "worst": all_lamps_a(signals, worst=True) * 1000,
    }
