"""The box's own access point: what NetworkManager is told, and that its own nmcli takes the profile."""

import shutil
import subprocess

import pytest

from station.appliance.access_point import PROFILE, AccessPoint, Network, new_point, profile, read_point
from station.errors import NetworkError

WIFI, NONE = "wifi:disconnected\nethernet:unavailable\n", "ethernet:unavailable\n"


class Manager:
    """A NetworkManager: its profiles, what is active, and what it was told."""

    def __init__(self, devices=WIFI, active=()):
        self.devices, self.active, self.profiles, self.told = devices, list(active), {}, []
        self.refuses = ()

    def __call__(self, *words):
        self.told.append(words)
        if words[-1] in self.refuses:
            raise NetworkError("NetworkManager refused: wrong password")
        if words[-1] == "--active":
            fields = words[2].split(",")
            return "".join(":".join(link[: len(fields)]) + "\n" for link in self.active)
        if words == ("-t", "-f", "TYPE,STATE", "device"):
            return self.devices
        if words == ("-t", "-f", "NAME", "connection", "show"):
            return "\n".join(self.profiles)
        if words == ("-t", "-f", "NAME,TYPE", "connection", "show"):
            return "".join(f"{name}:802-11-wireless\n" for name in self.profiles)
        if words[:2] == ("connection", "add"):
            given = dict(zip(words[2::2], words[3::2], strict=True))
            self.profiles[given["con-name"]] = given
        if words[:2] == ("connection", "up"):
            self.active.append((PROFILE, "802-11-wireless", "activated"))
        if words[:2] == ("connection", "down"):
            self.active = [link for link in self.active if link[0] != words[2]]
        if words[0] == "-s":
            return f"{self.profiles[PROFILE]['ssid']}\n{self.profiles[PROFILE]['wifi-sec.psk']}\n"
        return ""


@pytest.fixture
def note(tmp_path):
    return tmp_path / "run/point.json"


def test_it_is_opened_with_a_password_of_its_own_and_keeps_it(note):
    manager = Manager()
    first = Network(manager, note).open()
    assert read_point(note) == first and first.ssid.startswith("Station-") and len(first.password) == 12
    Network(manager, note).close()
    assert read_point(note) is None and not manager.active
    assert Network(manager, note).open() == first


def test_no_two_boxes_have_the_same_password():
    assert len({new_point().password for _ in range(100)}) == 100


def test_a_box_without_wifi_says_what_to_do(note):
    with pytest.raises(NetworkError, match="do_wifi_country"):
        Network(Manager(NONE), note).open()
    assert read_point(note) is None


@pytest.mark.parametrize(
    ("active", "there"),
    [
        ((), False),
        ((("lo", "loopback", "activated"),), False),
        (((PROFILE, "802-11-wireless", "activated"),), False),
        ((("docker0", "bridge", "activated"), ("office", "vpn", "activated")), False),
        ((("Clinic: upstairs", "802-11-wireless", "activating"),), False),
        ((("Clinic: upstairs", "802-11-wireless", "activated"),), True),
        ((("Wired connection 1", "802-3-ethernet", "activated"),), True),
    ],
)
def test_a_network_is_one_that_is_not_the_boxs_own(note, active, there):
    assert Network(Manager(active=active), note).there(patience_s=0) is there


def test_a_box_that_knows_a_wifi_gives_the_router_time_to_come_back(note):
    manager = Manager()
    net = Network(manager, note)
    assert net.patience_s == 60
    net.open()
    assert net.patience_s == 60  # its own is not one to wait for
    manager.profiles["Clinic: upstairs"] = {}
    assert net.patience_s == 300


def test_when_the_clinics_wifi_refuses_the_boxs_own_is_opened_again(note):
    manager = Manager()
    manager.refuses = ("wrong",)
    net = Network(manager, note)
    net.open()
    with pytest.raises(NetworkError, match="wrong password"):
        net.join("Clinic", "wrong")
    assert read_point(note) is not None
    net.join("Clinic", "right")
    assert read_point(note) is None and manager.told[-1] == ("device", "wifi", "connect", "Clinic", "password", "right")


@pytest.mark.skipif(not shutil.which("nmcli"), reason="needs NetworkManager's nmcli")
def test_the_real_nmcli_takes_the_profile():
    words = ("nmcli", "--offline", "connection", "add", *profile(AccessPoint("Station-ABCD", "abcdefgh2345")))
    kept = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    for line in ("mode=ap", "ssid=Station-ABCD", "psk=abcdefgh2345", "method=shared", "autoconnect=false"):
        assert line in kept
