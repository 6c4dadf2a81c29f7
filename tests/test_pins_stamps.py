"""The arithmetic on the kernel's stamps, which `make platform` judges the pins by."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent))

from tools.platform.pins.stamps import edges, flashes_s, most_in_a_second, pitch, rises_s, stamps

LINE = "          python-47      [000] .....  {:12.6f}: gpio_value: {} set {}\n"


def trace(*writes):
    return stamps(
        "base 512\n# tracer: nop\n" + "".join(LINE.format(at_s, 512 + pin, int(high)) for at_s, pin, high in writes)
    )


def test_writes_that_change_nothing_are_no_edges():
    found = trace((1.0, 17, 0), (2.0, 17, 1), (2.1, 17, 1), (2.5, 17, 0), (2.2, 27, 1))
    assert [(edge.at_s, edge.high) for edge in edges(found, 17)] == [(2.0, True), (2.5, False)]


def test_lamps_that_come_on_together_are_one_flash_and_pulses_of_a_lit_lamp_none():
    pulses = [(5.0 + 0.01 * i + 0.002 * off, 22, not off) for i in range(20) for off in (0, 1)]
    found = trace((1.0, 17, 1), (1.01, 27, 1), (1.3, 17, 0), (1.3, 27, 0), (1.6, 17, 1), *pulses)
    assert flashes_s(found, (17, 27), (22,)) == [1.0, 1.6, 5.0]
    assert most_in_a_second([1.0, 1.6, 5.0]) == 2
    assert len(rises_s(found, 22)) == 20


def test_four_flashes_in_a_second_are_counted():
    assert most_in_a_second([0.0, 0.3, 0.6, 0.9, 2.0]) == 4
    assert most_in_a_second([]) == 0


def test_a_steady_tone_has_no_spread_and_a_rough_one_has():
    even = trace(*[(1 + i / 1000 + (0.0003 if off else 0), 18, not off) for i in range(100) for off in (0, 1)])
    assert pitch(even, 18, 1.0, 2.0, 1000.0).hz == pytest.approx(1000.0, rel=1e-3)
    assert pitch(even, 18, 1.0, 2.0, 1000.0).sd_percent < 0.5
    rough = trace(
        *[(1 + i / 1000 + (i % 2) * 2e-4 + (3e-4 if off else 0), 18, not off) for i in range(100) for off in (0, 1)]
    )
    assert pitch(rough, 18, 1.0, 2.0, 1000.0).sd_percent == pytest.approx(20.0, rel=0.05)
    assert pitch(rough, 18, 1.0, 2.0, 1000.0).worst_percent == pytest.approx(20.0, rel=0.05)
