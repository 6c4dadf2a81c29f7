"""Probes before a Pi's files, and before this machine's own."""

import os
import shutil
from pathlib import Path

import pytest
from pi_tree import PI_5, PiTree

from station.appliance.probes import Probes, addresses
from station.appliance.probes_clock import clock_state
from station.appliance.probes_pi import board, temperature_c, throttled
from station.vitals import ClockState, Throttle

NOW_S = 1_750_000_000.0


@pytest.fixture
def pi(tmp_path: Path) -> PiTree:
    tree = PiTree(tmp_path / "pi")
    tree.is_a_pi()
    return tree


def test_a_pi_tells_its_name_and_temperature(pi: PiTree) -> None:
    pi.temperature(54.3)
    assert board(pi.root) == PI_5
    assert temperature_c(pi.root) == 54.3


def test_another_machines_heat_is_not_judged_by_a_pis_limits(pi: PiTree) -> None:
    pi.temperature(91)
    pi.write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n")
    assert temperature_c(pi.root) is None


@pytest.mark.parametrize("garbage", ["", "nonsense\n"])
def test_what_can_not_be_read_is_unknown(pi: PiTree, garbage: str) -> None:
    pi.write("sys/class/thermal/thermal_zone0/temp", garbage)
    pi.write("sys/devices/platform/soc/soc:firmware/get_throttled", garbage)
    assert temperature_c(pi.root) is None
    assert throttled(pi.root) is None


@pytest.mark.parametrize(
    "path",
    [
        "sys/devices/platform/soc/soc:firmware/get_throttled",
        "sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled",
    ],
)
def test_the_firmwares_flags_are_now_and_before(pi: PiTree, path: str) -> None:
    pi.throttled(0x50005, path)
    both = Throttle.UNDER_VOLTAGE | Throttle.THROTTLED
    assert throttled(pi.root) == (both, both)
    pi.throttled(0x80000, path)
    assert throttled(pi.root) == (Throttle(0), Throttle.SOFT_LIMIT)


def test_vcgencmd_is_asked_where_the_kernel_has_no_file(
    pi: PiTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "vcgencmd"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0xe0008\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    before = Throttle.CAPPED | Throttle.THROTTLED | Throttle.SOFT_LIMIT
    assert throttled(pi.root) == (Throttle.SOFT_LIMIT, before)
    program.write_text("#!/bin/sh\necho VCHI initialization failed >&2\nexit 255\n")
    pi.alarm(low=True)
    assert throttled(pi.root) == (Throttle.UNDER_VOLTAGE, Throttle(0))


def test_the_voltmeters_alarm_is_read_where_nothing_else_tells(pi: PiTree) -> None:
    assert shutil.which("vcgencmd") is None, "this test wants a machine that is no Pi"
    assert throttled(pi.root) is None
    pi.alarm(low=False)
    assert throttled(pi.root) == (Throttle(0), Throttle(0))


def test_what_was_is_remembered_though_the_firmware_forgets_it(pi: PiTree, tmp_path: Path) -> None:
    probes = Probes(tmp_path, pi.root)
    pi.throttled(0)
    assert probes.look().throttled_before == Throttle(0)
    pi.throttled(0x10001)
    probes.look()
    pi.throttled(0)
    host = probes.look()
    assert (host.throttle, host.throttled_before) == (Throttle(0), Throttle.UNDER_VOLTAGE)


def test_a_clock_is_set_by_a_server_or_kept_by_a_battery(pi: PiTree) -> None:
    assert clock_state(pi.root, NOW_S) is ClockState.UNKNOWN  # nobody here sets clocks that we know
    pi.timesyncd()
    assert clock_state(pi.root, NOW_S) is ClockState.UNSET
    pi.battery_clock(120)  # a Pi 5 without a battery: two minutes since 1970
    assert clock_state(pi.root, NOW_S) is ClockState.UNSET
    pi.battery_clock(NOW_S - 2)
    assert clock_state(pi.root, NOW_S) is ClockState.SET
    pi.battery_clock(120)
    pi.timesyncd(synchronized=True)
    assert clock_state(pi.root, NOW_S) is ClockState.SET


def test_this_machine_tells_of_disk_and_memory(tmp_path: Path) -> None:
    host = Probes(tmp_path / "not" / "there" / "yet").look()
    assert host.disk_free_bytes and host.disk_total_bytes and host.memory_free_bytes and host.memory_total_bytes
    assert abs(host.disk_free_bytes - shutil.disk_usage(tmp_path).free) < 1e9  # others write while we look
    assert host.disk_free_bytes < host.disk_total_bytes
    assert host.memory_total_bytes == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_no_address_is_this_machines_own_loopback() -> None:
    assert not [address for address in addresses() if address.startswith("127.")]
