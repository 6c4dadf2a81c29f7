"""What machine and station say of themselves, in the coach's words."""

from dataclasses import replace

import pytest

from station.checked import State
from station.vital_checks import checks, warnings
from station.vitals import ClockState, Host, Throttle, Vitals

GB = 10**9
PI = Host(
    board="Raspberry Pi 5 Model B Rev 1.0",
    temperature_c=55.2,
    throttle=Throttle(0),
    throttled_before=Throttle(0),
    disk_free_bytes=20 * GB,
    disk_total_bytes=32 * GB,
    memory_free_bytes=6 * GB,
    memory_total_bytes=8 * GB,
    clock=ClockState.SET,
    addresses=("192.168.1.20 (wlan0)",),
)
WELL = Vitals(host=PI, poses_hz=29.8, usual_hz=30.0, pose_age_s=0.03, landmarkers=3, lan=True)


def vitals(*, rate_hz: float = 29.8, **host: object) -> Vitals:
    return replace(WELL, poses_hz=rate_hz, host=replace(PI, **host))


def line(told: Vitals, name: str) -> tuple[State, str]:
    (found,) = [one for one in checks(told) if one.name == name]
    return found.state, f"{found.seen} {found.do}".strip()


def test_all_is_well_on_a_pi_that_is_well() -> None:
    assert {one.state for one in checks(WELL)} == {State.GOOD}
    assert not any(one.do for one in checks(WELL))
    assert warnings(WELL) == ()


def test_a_laptop_that_tells_nothing_is_not_warned_of() -> None:
    assert warnings(Vitals()) == ()
    assert line(Vitals(), "Power")[0] is State.UNKNOWN


def test_a_warm_pi_says_why_the_rate_is_low_and_what_to_do() -> None:
    warm = vitals(rate_hz=18.1, temperature_c=82.4)
    words = "The Pi is warm (82 °C): 18 poses a second instead of 30. Give it air."
    assert line(warm, "Temperature") == (State.BAD, words)
    assert warnings(warm) == (words,)
    assert "slowed so that it does not get hotter" in line(warm, "Pose rate")[1]


def test_heat_that_costs_nothing_is_told_on_the_health_page_only() -> None:
    warm = vitals(temperature_c=79)
    assert line(warm, "Temperature") == (State.LOOK, "The Pi is warm (79 °C). Give it air.")
    assert warnings(warm) == ()


@pytest.mark.parametrize("flags", [Throttle.SOFT_LIMIT, Throttle.THROTTLED, Throttle.THROTTLED | Throttle.CAPPED])
def test_the_firmwares_word_for_heat_counts_without_a_thermometer(flags: Throttle) -> None:
    hot = vitals(rate_hz=12, temperature_c=None, throttle=flags)
    assert line(hot, "Temperature") == (State.BAD, "The Pi is warm: 12 poses a second instead of 30. Give it air.")


def test_a_weak_supply_is_no_heat() -> None:
    weak = vitals(rate_hz=15, throttle=Throttle.UNDER_VOLTAGE | Throttle.THROTTLED)
    assert line(weak, "Temperature")[0] is State.GOOD
    state, words = line(weak, "Power")
    assert state is State.BAD and "too little voltage. Use the Pi's own power supply" in words
    assert warnings(weak) == (words,)
    assert "weak power supply" in line(weak, "Pose rate")[1]


def test_a_voltage_that_dropped_once_is_told() -> None:
    dropped = vitals(throttled_before=Throttle.UNDER_VOLTAGE | Throttle.THROTTLED)
    assert line(dropped, "Power")[0] is State.LOOK
    assert warnings(dropped) == ()


@pytest.mark.parametrize(("rate_hz", "state"), [(19, State.LOOK), (9, State.BAD), (29, State.GOOD), (26, State.LOOK)])
def test_a_rate_is_judged_by_what_coaching_needs_and_by_what_is_usual(rate_hz: float, state: State) -> None:
    assert line(vitals(rate_hz=rate_hz), "Pose rate")[0] is state


def test_no_poses_is_a_matter_of_the_camera() -> None:
    for age_s in (None, 2.5):
        assert (
            line(replace(WELL, pose_age_s=age_s), "Pose rate")[1] == "No poses come. Look at the camera and its cable."
        )


def test_a_clock_that_was_not_set_is_told_but_not_while_somebody_runs() -> None:
    unset = vitals(clock=ClockState.UNSET)
    (words,) = warnings(unset)
    assert "dates of sessions may be wrong" in words
    assert warnings(replace(unset, session=True)) == ()
    assert line(replace(unset, session=True), "Clock")[0] is State.BAD


@pytest.mark.parametrize(
    ("free", "state"), [(0.9 * GB, State.LOOK), (0.1 * GB, State.BAD), (1.2 * GB, State.GOOD)]
)  # fmt: skip
def test_a_disk_is_told_before_it_is_full(free: float, state: State) -> None:
    full = vitals(disk_free_bytes=int(free))
    assert line(full, "Disk")[0] is state
    assert bool(warnings(full)) is (state is State.BAD)


@pytest.mark.parametrize(("free", "state"), [(0.7 * GB, State.LOOK), (0.05 * GB, State.BAD)])
def test_little_memory_is_told(free: float, state: State) -> None:
    assert line(vitals(memory_free_bytes=int(free)), "Memory")[0] is state


def test_a_network_is_missed_only_where_one_is_wanted() -> None:
    alone = vitals(addresses=())
    assert line(alone, "Network")[0] is State.BAD
    assert line(replace(alone, lan=False), "Network")[0] is State.GOOD
    assert line(WELL, "Network") == (State.GOOD, "192.168.1.20 (wlan0).")


def test_a_lost_camera_is_no_fault_of_the_heat() -> None:
    lost = replace(vitals(rate_hz=0.0, temperature_c=79.0), pose_age_s=20.0)
    assert line(lost, "Temperature")[0] is State.LOOK
    assert warnings(lost) == ()
    assert line(lost, "Pose rate")[0] is State.BAD
