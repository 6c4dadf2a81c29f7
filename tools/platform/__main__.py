"""Prove camera, pins, service and power loss on the real parts, without a Pi: `make platform`.

    python -m tools.platform [--prebuilt FOLDER] [--only PART ...] [--out FOLDER]

Needs root on a Debian machine with mmdebstrap, a compiler and e2fsprogs (tools/platform/packages.sh installs them).
"""

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tools.platform.bed import Bed, make_bed
from tools.platform.guest import clean
from tools.platform.mappings import enough_mappings
from tools.platform.parts import Line

FIRST = ("bed_itself", "camera")
"""One after the other: the camera's part takes all cores."""
LANES = (("powercut",), ("pins", "service", "health"))
"""Side by side, as long as each other: a guest has one core."""
MORE = ("install", "arm64")
"""Asked for by name: they take ten minutes, or the network."""
PARTS = (*FIRST, *LANES[0], *LANES[1], *MORE)

NOT_COVERED = """\
Not covered, for there is no Pi here: the sensors' own controls (exposure, gain, focus) and the Pi's camera pipeline;
levels of real pins after their owner has died; sound and light through the air; a card's own volatile cache."""

MARKS = {True: "[green]yes[/]", False: "[bold red]NO[/]", None: "[yellow]not covered[/]"}


@click.command()
@click.option("--prebuilt", type=click.Path(path_type=Path), help="Folder with a kernel or libcamera built earlier.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only these parts.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/platform"), show_default=True)
def main(prebuilt: Path | None, only: tuple[str, ...], out: Path) -> None:
    """Build what is missing, run the parts, print what each found."""
    console = Console()
    began_s = time.monotonic()
    with console.status("Root, kernel, libcamera: built once, then kept"):
        bed = make_bed(prebuilt)
    console.print(f"The bed is made ({time.monotonic() - began_s:.0f} s): {bed.root.name}, {bed.kernel.name}")
    with enough_mappings():
        lines = _all(console, bed, out, only or PARTS[: -len(MORE)])
    console.print(NOT_COVERED)
    bad = sum(line.good is False for line in lines)
    console.print(f"{len(lines) - bad} of {len(lines)} hold; {time.monotonic() - began_s:.0f} s in all.")
    sys.exit(1 if bad else 0)


def _all(console: Console, bed: Bed, out: Path, wanted: Sequence[str]) -> list[Line]:
    def lane(parts: Sequence[str]) -> list[Line]:
        return [line for part in parts if part in wanted for line in _told(console, part, bed, clean(out / part))]

    with console.status("Looking: a table for each part as it is done"):
        lines = lane(FIRST)
        with ThreadPoolExecutor(len(LANES)) as lanes:
            for more in lanes.map(lane, LANES):
                lines += more
        return lines + lane(MORE)


def _told(console: Console, part: str, bed: Bed, out: Path) -> list[Line]:
    began_s = time.monotonic()
    table = Table(title=part.replace("_", " "), title_justify="left", show_header=False)
    lines = list(import_module(f"tools.platform.parts.{part}").check(bed, out))
    for line in lines:
        table.add_row(line.what, line.came_out, MARKS[line.good])
    table.caption = f"{time.monotonic() - began_s:.0f} s"
    console.print(table)
    return lines


if __name__ == "__main__":
    main()
