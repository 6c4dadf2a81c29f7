"""The arithmetic of the tool that measures the metronome at the pin."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent))

from tools.metronome_pin.measure import figures, first_pulses_s

LINE = "          python-47      [000] .....  {:12.6f}: gpio_value: 530 set {}\n"


def trace(*writes):
    return "# tracer: nop\n" + "".join(LINE.format(at_s, value) for at_s, value in writes)


def test_the_first_pulse_after_a_silence_is_the_tick_and_zeros_between_are_none():
    text = trace((1.0, 1), (1.0003, 0), (1.001, 1), (1.002, 0), (1.2, 0), (1.35, 0), (1.4, 1), (1.41, 0))
    assert first_pulses_s(text) == [1.0, 1.4]


@pytest.mark.parametrize("writes", [(), ((1.0, 0),), ((1.0, 0), (1.1, 1))])
def test_a_silent_pin_or_one_that_is_left_high_is_no_measurement(writes):
    with pytest.raises(SystemExit, match="left high"):
        first_pulses_s(trace(*writes))


def test_a_late_grid_has_no_jitter_and_a_slow_one_has_a_tempo_error():
    late = figures([10.003 + 0.4 * k for k in range(50)], 10.0, 0.4, 20.0)
    assert (late.ticks, late.missed) == (50, 0)
    assert late.late_median_ms == pytest.approx(3.0)
    assert late.jitter_sd_ms == pytest.approx(0.0, abs=1e-9)
    assert late.tempo_error_percent == pytest.approx(0.0, abs=1e-9)
    slow = figures([10.0 + 0.4004 * k for k in range(50)], 10.0, 0.4, 20.0)
    assert slow.tempo_error_percent == pytest.approx(-0.1, abs=1e-3)


def test_a_tick_that_was_left_out_is_counted_and_does_not_spoil_the_tempo():
    times_s = [10.0 + 0.4 * k + (0.002 if k % 2 else 0.0) for k in range(51) if k != 7]
    found = figures(times_s, 10.0, 0.4, 20.4)
    assert (found.ticks, found.missed) == (50, 1)
    assert found.jitter_sd_ms == pytest.approx(1.0, abs=0.02)
    assert abs(found.tempo_error_percent) < 0.02
