"""A lamp bar made of WS2812 lamps, driven through the Pi's SPI: its data wire is all they need.

A WS2812 tells 1 from 0 by how long the wire is high, 1.25 us a bit. At 2.4 MHz three SPI bits take just that long:
110 is a 1, 100 a 0. Blinka, which the ready-made driver needs, brings forty other boards; this is all of it.
The lamps hold what they were told last, also when the program has died.
"""

import os
from collections.abc import Callable
from fcntl import ioctl
from struct import pack

from station.errors import OutputError
from station.model import BAR

Rgb = tuple[int, int, int]
Send = Callable[[bytes], object]

SPI_HZ = 2_400_000
LIT: Rgb = (64, 26, 0)
"""Orange at a quarter of what it can: a row of them at full power dazzles, and wants a supply of its own."""
OFF: Rgb = (0, 0, 0)

LATCH = bytes(SPI_HZ // 8 * 300 // 1_000_000)
"""The wire low for 300 us: what was sent is shown (newer lamps want 280)."""

_SET_HZ = 0x40046B04  # SPI_IOC_WR_MAX_SPEED_HZ of linux/spi/spidev.h

NO_SPI = (
    "The lamp strip can not be used: {why}. Write dtparam=spi=on into /boot/firmware/config.txt and restart the Pi, or "
    "set signals.bar to lamps."
)


def encoded(colours: list[Rgb]) -> bytes:
    """Return what the wire must carry: green, red, blue of each lamp, 24 bits as 72, between two silences."""
    wire = "".join("110" if bit == "1" else "100" for r, g, b in colours for bit in f"{g:08b}{r:08b}{b:08b}")
    return LATCH + int(wire, 2).to_bytes(len(wire) // 8, "big") + LATCH


class StripBar:
    """Five places of a strip, each of so many lamps, dark until shown."""

    def __init__(self, send: Send, lamps: int) -> None:
        self._send, self._each = send, lamps // BAR
        self.show(0)

    def show(self, level: int) -> None:
        """Light 0 to 5 places."""
        self._send(encoded([LIT if place < level else OFF for place in range(BAR) for _ in range(self._each)]))


class Spi:
    """A device like /dev/spidev0.0. Raises OutputError where it can not be had."""

    def __init__(self, device: str) -> None:
        try:
            self._file = os.open(device, os.O_WRONLY | os.O_CLOEXEC)
        except OSError as error:
            raise OutputError(NO_SPI.format(why=f"{device}: {error.strerror}")) from None
        try:
            ioctl(self._file, _SET_HZ, pack("=I", SPI_HZ))
        except OSError:
            os.close(self._file)
            raise OutputError(NO_SPI.format(why=f"{device} is no SPI device")) from None

    def send(self, data: bytes) -> None:
        os.write(self._file, data)

    def close(self) -> None:
        os.close(self._file)
