"""The screen that hangs on the station itself: which requests come from its own browser.

It has no keyboard for a PIN, and whoever stands before it could as well look at the runner. Three things must agree:
the connection comes from this machine, nobody passed it on for somebody else, and the browser was told to go to this
machine by no name that others could own (DNS rebinding).
"""

import re

from flask import request

OWN_ADDRESSES = ("127.0.0.1", "::1")
_OWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_PASSED_ON = re.compile(r"forwarded|x-forwarded(-.*)?|via|(.+-)?(real|client|connecting)-ip|client-ip", re.IGNORECASE)
"""Headers by which a proxy tells that it asks for another."""


def at_the_station() -> bool:
    """Say whether the browser that asks runs on this very machine, and asks for itself."""
    return (
        request.remote_addr in OWN_ADDRESSES
        and _OWN_HOST.fullmatch(request.headers.get("Host", "")) is not None
        and not any(_PASSED_ON.fullmatch(name) for name, _ in request.headers)
    )
