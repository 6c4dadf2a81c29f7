"""The first visit from a tablet: what the station's own screen shows until a PIN has been chosen.

On a local network whoever comes first would choose the PIN. So a tablet must tell a code that only the screen at the
station shows, and the service's journal; each start of the station makes a new one. The screen also shows, as QR codes,
how to join the station's own Wi-Fi where it has opened one, and where the page is.
"""

import hmac
import io
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, cast

import segno
import segno.helpers
from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from station.dashboard.kiosk import at_the_station
from station.dashboard.ports import desk

pages = Blueprint("first_visit", __name__)
CODE_DIGITS = 6
HTTP = 80
ANYWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): asking for the way there sends nothing."""


class Point(Protocol):
    """An access point that the station has opened."""

    @property
    def ssid(self) -> str: ...

    @property
    def password(self) -> str: ...

    @property
    def address(self) -> str: ...


def _new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """The code of this start, and how the station is reached."""

    lan: bool
    port: int
    point: Callable[[], Point | None]
    code: str = field(default_factory=_new_code)

    def allows(self, given: str) -> bool:
        """Say whether this is the code; blanks as people write them do not count."""
        return hmac.compare_digest("".join(given.split()).encode(), self.code.encode())

    @property
    def spoken(self) -> str:
        """Return the code as it is read out: 123 456."""
        return f"{self.code[:3]} {self.code[3:]}"

    def address(self) -> str:
        """Return the page's address as a QR code holds it: a number, for not every tablet finds names."""
        point = self.point()
        return f"http://{point.address if point else _own_address() or self._name()}{self._port()}"

    def named(self) -> str:
        """Return the page's address as a person types it."""
        return f"http://{self._name()}{self._port()}"

    def _port(self) -> str:
        return "" if self.port == HTTP else f":{self.port}"

    def _name(self) -> str:
        return f"{socket.gethostname().partition('.')[0]}.local"


def first_visit() -> FirstVisit:
    """Return what is known of the first visit to the application that answers this request."""
    return cast(FirstVisit, current_app.extensions["station_first_visit"])


def code_needed() -> bool:
    """Say whether whoever asks must tell the code: no PIN yet, and not at the station itself."""
    return not desk().pins.chosen() and not at_the_station()


def screen_wanted() -> bool:
    """Say whether the runner's screen shows how to begin: on the station itself, while tablets wait to be let in."""
    return first_visit().lan and not desk().pins.chosen() and at_the_station()


def show() -> str:
    """Show how to begin."""
    here = first_visit()
    return render_template("first_visit.html", here=here, point=here.point())


@pages.get("/runner/join/<name>.svg")
def picture(name: str) -> ResponseReturnValue:
    """Return a QR code: `wifi` or `page`."""
    here = first_visit()
    point = here.point()
    if not screen_wanted() or name not in ("wifi", "page") or (name == "wifi" and not point):
        abort(404)
    if name == "wifi" and point:
        code = segno.helpers.make_wifi(ssid=point.ssid, password=point.password, security="WPA")
    else:
        code = segno.make(here.address(), micro=False)
    return Response(_svg(code), mimetype="image/svg+xml")


def _svg(code: segno.QRCode) -> bytes:
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", omitsize=True, light="#ffffff", border=4)  # phones ask for four modules of white
    return drawn.getvalue()


def _own_address() -> str | None:
    """Return this machine's address towards the rest of the network; None where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(ANYWHERE)
        except OSError:
            return None
        address: str = asking.getsockname()[0]
    return address
