"""A camera's address as it may be shown: on pages, in logs, in the record. Logins stay in the settings file."""

import re

# A password may hold @ and / as they are, and cameras take logins in the path or query too: only the host is shown.
_NETWORK = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?:.*@)?(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)


def without_login(address: str) -> str:
    """Return an address without user, password and path; what is no network address (usb:0, a file) as it is."""
    if not (found := _NETWORK.fullmatch(address)):
        return address
    return f"{found['scheme']}{found['host']}{'/...' if found['rest'] else ''}"
