"""The PIN that opens the pages: chosen on the first visit, kept as a salted hash."""

import hashlib
import re
import secrets
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from station.dashboard.keep import keep_once, kept
from station.errors import StoreError

_PIN = re.compile(r"[0-9]{4,8}")


def is_pin(text: str) -> bool:
    """Say whether a text can be a PIN: four to eight digits."""
    return _PIN.fullmatch(text) is not None


class PinStore:
    """The hash in `<data_dir>/pin`. Whoever may delete that file may choose a new PIN: that is the way back in."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "pin"

    def chosen(self) -> bool:
        return self._path.exists()

    def choose(self, pin: str) -> bool:
        """Keep a first PIN; False where somebody else has chosen one meanwhile."""
        return keep_once(self._path, generate_password_hash(pin).encode())

    def opens(self, pin: str) -> bool:
        """Say whether this is the PIN; takes about 50 ms by design."""
        stored = kept(self._path)
        return stored is not None and check_password_hash(stored.decode(), pin)

    def mark(self) -> str:
        """Return a mark of the PIN in force, so that a new one logs everybody out."""
        return hashlib.sha256(kept(self._path) or b"").hexdigest()[:16]


def secret_key(data_dir: Path) -> bytes:
    """Return the key that signs cookies, made on the first start; a restart logs nobody out."""
    path = data_dir / "secret_key"
    try:
        keep_once(path, secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"The folder {data_dir} can not be written ({error.strerror}). Make it writable for the station, or set"
            " store.data_dir to one that is."
        ) from None
