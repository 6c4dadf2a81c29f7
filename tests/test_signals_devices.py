"""The pins, on gpiozero's own mock pins: what is written is read back from each pin's trace."""

import sys
import threading
from dataclasses import replace

import pytest

from station.errors import OutputError
from station.model import DARK, Levels
from station.settings import SignalsSettings
from station.signals.devices import open_devices
from station.signals.pins import TRACE, factory
from station.signals.tones import PAUSE_HZ

SETTINGS = SignalsSettings()
ALL_ON = Levels(True, True, (1.0, 0.4, 0.2), 880.0)
PINS = (17, 27, 22, 23, 24, 18)
BAR = SETTINGS.bar_pins


@pytest.fixture
def pins():
    made = factory(gpio=False)
    yield made
    made.close()


def states(pins):
    return [pins.pin(number).state for number in PINS]


def test_everything_is_dark_when_opened_and_when_closed_even_twice(pins):
    devices = open_devices(SETTINGS, pins)
    assert states(pins) == [0.0] * 6
    devices.show(ALL_ON)
    assert all(states(pins))
    devices.close()
    devices.close()
    assert states(pins) == [0.0] * 6


def test_levels_reach_the_pins_they_are_wired_to(pins):
    devices = open_devices(SETTINGS, pins)
    assert devices.show(Levels(left_lamp=True)) == Levels(left_lamp=True)
    assert states(pins) == [1, 0, 0, 0, 0, 0]
    devices.show(Levels(right_lamp=True, steady_rgb=(0.0, 0.2, 1.0)))
    assert states(pins) == [0, 1, 0.0, 0.2, 1.0, 0]
    devices.show(Levels(tone_hz=1108.73))
    assert (pins.pin(18).frequency, pins.pin(18).state) == (1108.73, 0.5)
    pins.pin(17).assert_states([False, True, False])
    devices.close()


def test_what_is_shown_again_is_not_written_again(pins):
    devices = open_devices(SETTINGS, pins)
    for _ in range(3):
        devices.show(Levels(left_lamp=True))
    assert len(pins.pin(17).states) == 2
    devices.close()


@pytest.mark.parametrize("level", range(6))
def test_each_level_of_the_bar_lights_so_many_places_from_one_end(pins, level):
    devices = open_devices(SETTINGS, pins)
    devices.show(Levels(bar=5))
    assert devices.show(Levels(bar=level)).bar == level
    assert [pins.pin(number).state for number in BAR] == [place < level for place in range(5)]
    assert states(pins) == [0.0] * 6
    devices.close()
    assert not any(pins.pin(number).state for number in BAR)


def test_the_bar_flashes_as_seldom_as_the_lamps(pins):
    devices = open_devices(SETTINGS, pins)
    for _ in range(50):
        devices.show(Levels(bar=5))
        devices.show(DARK)
    assert [state.state for state in pins.pin(BAR[4]).states] == [0, 1, 0, 1, 0, 1, 0]
    devices.close()


@pytest.mark.parametrize(("loudness_frac", "duty"), [(1.0, 0.5), (0.5, 1 / 6), (0.0, 0.0)])
def test_a_softer_tone_is_a_shorter_pulse(pins, loudness_frac, duty):
    devices = open_devices(SETTINGS, pins)
    wanted = Levels(tone_hz=880.0, loudness_frac=loudness_frac)
    assert devices.show(wanted) == wanted
    assert (pins.pin(18).frequency, pins.pin(18).state) == (880.0, pytest.approx(duty))
    devices.close()


def test_a_tone_that_swells_keeps_the_cap_it_began_with(pins):
    devices = open_devices(SignalsSettings(buzzer_max_s=2.0), pins)
    devices.show(Levels(tone_hz=880.0, loudness_frac=0.2))
    (timer,) = caps()
    devices.show(Levels(tone_hz=880.0, loudness_frac=0.4))
    assert caps() == [timer]
    devices.close()


def test_what_the_cap_has_silenced_does_not_swell_again(pins):
    devices = open_devices(SignalsSettings(buzzer_max_s=0.05), pins)
    devices.show(Levels(tone_hz=880.0, loudness_frac=0.2))
    for timer in caps():
        timer.join()
    assert devices.show(Levels(tone_hz=880.0, loudness_frac=0.4)) == DARK
    assert (pins.pin(18).frequency, pins.pin(18).state) == (None, 0.0)
    devices.close()


def test_between_tones_the_buzzer_stays_ready_and_in_the_dark_it_rests(pins):
    devices = open_devices(SETTINGS, pins)
    lit = Levels(steady_rgb=(0.0, 0.2, 1.0))
    devices.show(replace(lit, tone_hz=880.0))
    devices.show(lit)
    assert (pins.pin(18).frequency, pins.pin(18).state) == (PAUSE_HZ, 0.0)
    devices.show(DARK)
    assert (pins.pin(18).frequency, pins.pin(18).state) == (None, 0.0)
    devices.close()


def test_closed_devices_stay_dark_whatever_is_shown(pins):
    devices = open_devices(SETTINGS, pins)
    devices.close()
    assert devices.show(ALL_ON) == DARK
    assert not any(states(pins))


def test_a_tone_that_nobody_ends_is_ended_by_the_cap(pins):
    devices = open_devices(SignalsSettings(buzzer_max_s=0.05), pins)
    devices.show(Levels(tone_hz=880.0))
    for timer in [t for t in threading.enumerate() if t.name == "buzzer-cap"]:
        timer.join()
    assert pins.pin(18).frequency is None
    assert devices.show(Levels(left_lamp=True, tone_hz=880.0)) == Levels(left_lamp=True)
    assert pins.pin(18).state == 0.0
    devices.close()


def test_a_closed_buzzer_leaves_no_timer_behind(pins):
    devices = open_devices(SignalsSettings(buzzer_max_s=2.0), pins)
    devices.show(Levels(tone_hz=880.0))
    (timer,) = caps()
    devices.close()
    assert timer.finished.is_set()  # cancelled: by itself it would have been two seconds later
    timer.join()
    assert pins.pin(18).state == 0.0


def test_a_cap_that_comes_late_does_not_silence_the_next_tone(pins):
    devices = open_devices(SignalsSettings(buzzer_max_s=2.0), pins)
    devices.show(Levels(tone_hz=880.0))
    (late,) = caps()
    devices.show(Levels(tone_hz=660.0))
    late.function()  # as if it had been on its way when it was cancelled
    assert pins.pin(18).frequency == 660.0
    devices.close()


def caps():
    return [timer for timer in threading.enumerate() if timer.name == "buzzer-cap"]


def test_flashes_are_limited_at_the_pin_too(pins):
    devices = open_devices(SETTINGS, pins)
    for _ in range(50):
        devices.show(Levels(left_lamp=True))
        devices.show(DARK)
    assert [state.state for state in pins.pin(17).states] == [0, 1, 0, 1, 0, 1, 0]
    devices.close()


def test_a_press_is_told_once_though_the_contact_bounces(pins):
    presses = []
    devices = open_devices(SETTINGS, pins, lambda: presses.append(1))
    button = pins.pin(25)
    for _ in range(4):
        button.drive_low()
        button.drive_high()
    assert presses == [1]
    assert button.bounce == 0.05
    devices.close()


def test_a_pin_that_is_taken_is_refused_and_the_others_are_given_back(pins):
    first = open_devices(SETTINGS, pins)
    with pytest.raises(OutputError, match="The pins can not be used"):
        open_devices(SignalsSettings(left_lamp_pin=20, right_lamp_pin=21), pins)
    first.close()
    open_devices(SignalsSettings(left_lamp_pin=20, right_lamp_pin=21), pins).close()


def test_without_lgpio_a_pi_is_told_how_to_get_it_and_no_mock_takes_its_place(monkeypatch):
    monkeypatch.setitem(sys.modules, "lgpio", None)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.lgpio", raising=False)
    with pytest.raises(OutputError, match="python3-lgpio"):
        factory(gpio=True)


def test_the_empty_lgpio_of_the_package_index_is_recognised(monkeypatch, tmp_path):
    (tmp_path / "lgpio.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "lgpio", raising=False)
    monkeypatch.delitem(sys.modules, "gpiozero.pins.lgpio", raising=False)
    with pytest.raises(OutputError, match="empty package"):
        factory(gpio=True)
    sys.modules.pop("lgpio")


def test_the_trace_of_a_pretended_pin_does_not_grow_for_ever(pins):
    lamp = pins.pin(4)
    lamp.function = "output"
    for i in range(2 * TRACE):
        lamp.state = i % 2
    assert len(lamp.states) == TRACE
