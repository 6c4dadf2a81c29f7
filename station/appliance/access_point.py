"""An access point of the box's own, for a clinic without a network: NetworkManager does it all, told through nmcli.

The profile, its password with it, is made once and kept by NetworkManager; it is never raised by itself (autoconnect
off), only by `station network`. While it is up, a note in /run tells the station what its screen shows.
"""

import json
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from station.errors import NetworkError

NOTE = Path("/run/station-network/point.json")
PROFILE = "station-point"
ADDRESS = "10.42.0.1"
"""NetworkManager's own choice for a shared connection; said aloud, so that it stays so."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read for another: i l o 0 1."""
PASSWORD_LENGTH = 12
"""59 bits: what is captured off the air can not be tried out."""
NAME_LENGTH = 4
PATIENCE_S, KNOWN_PATIENCE_S = 60, 300
"""A box that knows a Wi-Fi waits longer: after a power cut a clinic's router takes minutes to come back."""
WIFI = "802-11-wireless"
LINKS = frozenset({"802-3-ethernet", WIFI, "gsm"})
"""What NetworkManager calls a way to other machines; a bridge of containers or a tunnel is none."""
NO_WIFI = (
    "There is no Wi-Fi to open an access point with. On a Pi it is off until its country is known: "
    "sudo raspi-config nonint do_wifi_country DE (the country's two letters)."
)

Run = Callable[..., str]
"""Runs nmcli with these words and returns what it said; raises NetworkError where it fails."""


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """A Wi-Fi that the box has opened."""

    ssid: str
    password: str
    address: str = ADDRESS


def nmcli(*words: str) -> str:
    """Run nmcli. Raises NetworkError with what it said."""
    try:
        ran = subprocess.run(["nmcli", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise NetworkError("NetworkManager is missing. Run: sudo apt install network-manager") from None
    if ran.returncode:
        raise NetworkError(f"NetworkManager refused: {ran.stderr.strip() or ran.stdout.strip()}")
    return ran.stdout


def new_point() -> AccessPoint:
    """Return an access point with a name and a password that nobody has had."""
    name = "".join(secrets.choice(LETTERS) for _ in range(NAME_LENGTH)).upper()
    return AccessPoint(f"Station-{name}", "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LENGTH)))


def profile(point: AccessPoint) -> tuple[str, ...]:
    """Return what nmcli is told to keep of an access point: WPA2 or 3 with a password, addresses given out."""
    return (
        *("type", "wifi", "con-name", PROFILE, "ifname", "*", "autoconnect", "no", "ssid", point.ssid),
        *("802-11-wireless.mode", "ap", "802-11-wireless.band", "bg"),
        *("wifi-sec.key-mgmt", "wpa-psk", "wifi-sec.proto", "rsn", "wifi-sec.psk", point.password),
        *("ipv4.method", "shared", "ipv4.addresses", f"{point.address}/24", "ipv6.method", "disabled"),
    )


class Network:
    """The box's network, as far as the station minds it."""

    def __init__(self, run: Run = nmcli, note: Path = NOTE) -> None:
        self._run = run
        self._note = note

    @property
    def patience_s(self) -> int:
        """How long a network may take to come after power-on."""
        kept = self._run("-t", "-f", "NAME,TYPE", "connection", "show").splitlines()
        profiles = (line.rsplit(":", 1) for line in kept)
        return KNOWN_PATIENCE_S if any(kind == WIFI and name != PROFILE for name, kind in profiles) else PATIENCE_S

    def there(self, patience_s: int) -> bool:
        """Wait for a network other than the box's own, and say whether there is one."""
        for second in range(patience_s + 1):
            if self._others():
                return True
            if second < patience_s:
                time.sleep(1)
        return False

    def open(self) -> AccessPoint:
        """Open the access point, made first where there is none yet. Raises NetworkError."""
        if not self._wifi():
            raise NetworkError(NO_WIFI)
        if PROFILE not in self._run("-t", "-f", "NAME", "connection", "show").splitlines():
            self._run("connection", "add", *profile(new_point()))
        self._run("connection", "up", PROFILE)
        point = self._kept()
        self._note.parent.mkdir(parents=True, exist_ok=True)
        self._note.write_text(json.dumps(asdict(point)), encoding="utf-8")
        return point

    def close(self) -> None:
        """Close the access point; it can be opened again, with the same name and password."""
        self._note.unlink(missing_ok=True)
        if self._is_open():
            self._run("connection", "down", PROFILE)

    def join(self, ssid: str, password: str | None) -> None:
        """Join the clinic's Wi-Fi instead of the box's own; where that fails the box's own is opened again."""
        was_open = self._is_open()
        self.close()
        secret = ("password", password) if password else ()
        try:
            self._run("device", "wifi", "connect", ssid, *secret)
        except NetworkError:
            if was_open:
                self.open()
            raise

    def _others(self) -> bool:
        active = self._run("-t", "-f", "NAME,TYPE,STATE", "connection", "show", "--active").splitlines()
        links = (line.rsplit(":", 2) for line in active)
        return any(name != PROFILE and kind in LINKS and state == "activated" for name, kind, state in links)

    def _is_open(self) -> bool:
        return PROFILE in self._run("-t", "-f", "NAME", "connection", "show", "--active").splitlines()

    def _wifi(self) -> bool:
        devices = (line.split(":") for line in self._run("-t", "-f", "TYPE,STATE", "device").splitlines())
        return any(kind == "wifi" and state not in ("unavailable", "unmanaged") for kind, state, *_ in devices)

    def _kept(self) -> AccessPoint:
        fields = "802-11-wireless.ssid,802-11-wireless-security.psk"
        ssid, password = self._run("-s", "-g", fields, "connection", "show", PROFILE).splitlines()[:2]
        return AccessPoint(ssid, password)


def read_point(note: Path = NOTE) -> AccessPoint | None:
    """Return the access point that is open; None where there is none."""
    try:
        return AccessPoint(**json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
