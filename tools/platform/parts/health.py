"""`station check` on a real kernel: the pins are found, nothing is lit unasked, and each lamp when it is named."""

import json
from collections.abc import Iterator
from pathlib import Path

from tools.platform.bed import Bed
from tools.platform.guest import Guest
from tools.platform.parts import Line
from tools.platform.pins.stamps import read

JOB = ". /src/tools/platform/health/job.sh"
ORDER = (17, 27, 22, 23, 24, 5, 6, 13, 19, 26, 18)
"""Left, right, red, green, blue, the bar, the buzzer: as `station.lamp_walk` names them."""


def check(bed: Bed, out: Path) -> Iterator[Line]:
    """Check once without and once with lamps, and look at what the kernel stamped."""
    ran = Guest(bed).run(JOB, out, timeout_s=420)
    yield Line("both checks were made", " ".join(ran.said.split()[-4:]), ran.rc == 0)
    for look in (_found, _dark, _walked, _pressed):
        try:
            yield look(out)
        except (OSError, ValueError, KeyError, StopIteration) as error:
            yield Line(look.__name__.strip("_"), f"no figures: {error}", False)


def _found(out: Path) -> Line:
    lines = json.loads((out / "plain.json").read_text())["checks"]
    pins = next(line for line in lines if line["name"] == "Pins")
    return Line("the check finds the pins", pins["seen"], pins["state"] == "good")


def _dark(out: Path) -> Line:
    high = [stamp for stamp in read(out / "plain.trace") if stamp.high]
    return Line("lit without --lamps", f"{len(high)} times", not high)


def _walked(out: Path) -> Line:
    stamps = read(out / "lamps.trace")
    lit = list(dict.fromkeys(stamp.pin for stamp in stamps if stamp.high))
    left = [pin for pin in ORDER if (last := [stamp for stamp in stamps if stamp.pin == pin]) and last[-1].high]
    return Line("lit with --lamps, in turn", f"{lit}, left lit: {left or 'none'}", tuple(lit) == ORDER and not left)


def _pressed(out: Path) -> Line:
    said = (out / "lamps.err").read_text().strip().splitlines()
    return Line("the button", said[-1], "was pressed" in said[-1])
