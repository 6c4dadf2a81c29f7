"""The unit files hold: systemd's own checks, every line explained, every file in the table of places."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UNITS = ROOT / "systemd"
SERVICES = sorted(file.name for file in UNITS.glob("station*.service"))
TIMERS = sorted(file.name for file in UNITS.glob("station*.timer"))
EXPOSURE = {"station.service": 2.0, "station-backup.service": 1.5, "station-tidy.service": 1.5}
NEWER = re.compile(r"Unknown key( name)? '(RestartSteps|RestartMaxDelaySec)'")
"""What systemd 252 (bookworm) does not know yet, and passes over."""
systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here: apt-get install systemd")


def places() -> dict[str, str]:
    lines = (UNITS / "places").read_text().splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


class Several(dict[str, str]):
    """Of a key that stands there more than once, all values, a line each."""

    def __setitem__(self, key: str, value: str | list[str]) -> None:  # type: ignore[override]
        if isinstance(value, list) and key in self:
            value = [*self[key], *value]
        super().__setitem__(key, value)


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, dict_type=Several, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(UNITS / name)
    return parser


def readable(folder: Path) -> list[Path]:
    """Copy the units, every program of theirs being one that is there: `verify` looks for it."""
    made = []
    for name in SERVICES + TIMERS:
        text = (UNITS / name).read_text()
        text = re.sub(r"(?m)^(Exec\w+=-?)/\S+", r"\1/bin/true", text)
        text = re.sub(r"(?m)^(User|Group)=.*$", r"\1=root", text)
        (folder / name).write_text(text)
        made.append(folder / name)
    return made


@systemd
def test_systemd_has_nothing_to_say_against_the_units(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *readable(tmp_path)], capture_output=True, text=True, check=False
    )
    ours = [line for line in ran.stderr.splitlines() if "station" in line and not NEWER.search(line)]
    assert ours == []


@systemd
@pytest.mark.parametrize("name", EXPOSURE)
def test_the_sandbox_is_as_tight_as_promised(name: str) -> None:
    ran = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", UNITS / name],
        capture_output=True,
        text=True,
        check=False,
    )
    if "level for" not in ran.stdout:
        pytest.skip(f"this systemd can not judge a file: {ran.stderr.strip()}")
    assert float(ran.stdout.split("level for")[1].split()[1]) <= EXPOSURE[name]


def test_every_file_has_a_place_and_every_place_a_file() -> None:
    files = {file.name for file in UNITS.iterdir() if file.is_file()} - {"README.md", "places"}
    assert set(places()) == files
    assert len(set(places().values())) == len(files)
    assert all(place.startswith("/etc/") for place in places().values())


def test_the_readme_explains_every_line() -> None:
    told = (UNITS / "README.md").read_text()
    for name in set(places()) - {"udev.rules"}:  # which say themselves what for
        keys = re.findall(r"(?m)^([A-Za-z][\w.]*) ?=", (UNITS / name).read_text())
        assert [key for key in dict.fromkeys(keys) if f"`{key}" not in told] == [], name
    assert all(f"`{place}`" in told for place in places().values())


def test_the_watchdog_is_fed_by_the_station_itself() -> None:
    service = unit("station.service")["Service"]
    assert service["Type"] == "notify" and service["NotifyAccess"] == "main"
    assert 5 <= int(service["WatchdogSec"]) <= 15


def test_bad_settings_are_the_one_end_that_is_not_tried_again() -> None:
    from station.console import INTERNAL_ERROR
    from station.errors import ConfigError, StationError

    service = unit("station.service")["Service"]
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"].split() == [str(ConfigError.exit_code)]
    assert {StationError.exit_code, INTERNAL_ERROR}.isdisjoint({ConfigError.exit_code})
    assert unit("station.service")["Unit"]["StartLimitIntervalSec"] == "0"


def test_the_end_is_dark_and_never_fails_for_it() -> None:
    assert unit("station.service")["Service"]["ExecStopPost"].startswith("-")


def test_what_the_units_call_is_there() -> None:
    from station.cli import main

    for name in SERVICES:
        for _, asked in re.findall(r"(?m)^(Exec\w+)=-?/opt/station/\S+/bin/station (\S+)", (UNITS / name).read_text()):
            assert asked in main.commands, f"{name}: station {asked}"


def test_the_browser_finds_the_station_by_its_name() -> None:
    service = ET.parse(UNITS / "avahi.service").getroot().find("service")
    assert service is not None
    assert (service.findtext("type"), service.findtext("port")) == ("_http._tcp", "80")
