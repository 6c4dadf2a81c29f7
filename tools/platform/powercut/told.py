"""What the guest tells the host: lines of JSON in a folder that both have, each on the host at once."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "told.jsonl"

Line = dict[str, Any]


class Teller:
    """Append lines; one write each, so that threads do not mix theirs and a cut tears the last one at most."""

    def __init__(self, out: Path) -> None:
        self._handle = os.open(out / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __call__(self, what: str, **more: Any) -> None:
        line = {"what": what, "at_s": round(time.monotonic(), 3), **more}
        os.write(self._handle, json.dumps(line).encode() + b"\n")


def told(out: Path) -> Iterator[Line]:
    """Yield the whole lines that were told until now."""
    path = out / FILE
    for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
        if line.endswith(b"\n"):
            yield json.loads(line)
