"""Let a guest use its memory: its kernel maps a program's pages one by one, and a machine allows 65,530 of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

LIMIT = Path("/proc/sys/vm/max_map_count")
WANTED = 2**20
"""Pages of 4 KiB: 4 GiB, more than any guest has."""
REFUSED = (
    "This machine does not let vm.max_map_count be raised ({why}): a large program may die in the guest with SIGSEGV. "
    f"On the machine that hosts it: sysctl -w vm.max_map_count={WANTED}"
)


@contextmanager
def enough_mappings(limit: Path = LIMIT) -> Iterator[None]:
    """Raise the limit as long as guests run; where that is refused, say so and go on."""
    before = int(limit.read_text())
    _set(limit, max(before, WANTED))
    try:
        yield
    finally:
        _set(limit, before)


def _set(limit: Path, wanted: int) -> None:
    if int(limit.read_text()) == wanted:
        return
    try:
        limit.write_text(str(wanted))
    except OSError as error:
        click.echo(REFUSED.format(why=error.strerror), err=True)
