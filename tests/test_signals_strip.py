"""The lamp strip: what goes over its wire, read back as a WS2812 reads it, by how long the wire is high."""

import os
from itertools import groupby
from pathlib import Path

import pytest

from station.errors import OutputError
from station.signals.strip import LIT, SPI_HZ, Spi, StripBar, encoded

BIT_NS = 1e9 / SPI_HZ
ONE_NS, ZERO_NS, RESET_NS = (550, 950), (200, 500), 280_000  # WS2812B's own sheet, with what later kinds ask for


def lamps(wire: bytes) -> list[tuple[int, int, int]]:
    """Return the colours that lamps take from a wire, and be strict about its times."""
    runs = [(level, len(list(run)) * BIT_NS) for level, run in groupby("".join(f"{byte:08b}" for byte in wire))]
    assert runs[0][0] == runs[-1][0] == "0" and min(runs[0][1], runs[-1][1]) >= RESET_NS
    highs = [ns for level, ns in runs if level == "1"]
    assert all(ONE_NS[0] <= ns <= ONE_NS[1] or ZERO_NS[0] <= ns <= ZERO_NS[1] for ns in highs)
    assert all(ns < 5000 for level, ns in runs[1:-1] if level == "0")
    bits = "".join("1" if ns >= ONE_NS[0] else "0" for ns in highs)
    grb = [int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)]
    return [(r, g, b) for g, r, b in zip(grb[::3], grb[1::3], grb[2::3], strict=True)]


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (1, 2, 128), LIT])
def test_a_lamp_reads_the_colour_that_was_meant(colour: tuple[int, int, int]) -> None:
    assert lamps(encoded([colour, (0, 0, 0), colour])) == [colour, (0, 0, 0), colour]


@pytest.mark.parametrize("count", [5, 10, 60])
def test_each_level_lights_so_many_places_through_a_real_pipe(count: int) -> None:
    come_out, go_in = os.pipe()
    bar = StripBar(lambda data: os.write(go_in, data), count)
    assert set(lamps(os.read(come_out, 4096))) == {(0, 0, 0)}  # dark at once
    for level in range(6):
        bar.show(level)
        lit = [colour == LIT for colour in lamps(os.read(come_out, 4096))]
        assert lit == [place < level * count // 5 for place in range(count)]
    os.close(come_out)
    os.close(go_in)


def test_a_frame_fits_what_spidev_takes_in_one_piece() -> None:
    assert len(encoded([LIT] * 60)) <= 4096


def test_a_device_that_is_not_there_or_no_spi_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="dtparam=spi=on"):
        Spi(str(tmp_path / "spidev0.0"))
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="no SPI device"):
        Spi(str(tmp_path / "file"))
