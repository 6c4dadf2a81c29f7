"""Cut a recording station's power at random times, and tell what was left: `make powercut`.

python -m tools.platform.powercut [--cuts N] [--seed N] [--prebuilt FOLDER] [--out FOLDER]
"""

import sys
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from tools.platform.__main__ import MARKS
from tools.platform.bed import make_bed
from tools.platform.mappings import enough_mappings
from tools.platform.parts import powercut


@click.command()
@click.option("--cuts", default=powercut.CUTS, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=powercut.SEED, show_default=True, help="The same seed, the same moments.")
@click.option("--prebuilt", type=click.Path(path_type=Path), help="Folder with a kernel or libcamera built earlier.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/powercut"), show_default=True)
def main(cuts: int, seed: int, prebuilt: Path | None, out: Path) -> None:
    """Make the bed if need be, cut, judge."""
    console = Console()
    with console.status("Root and kernel: built once, then kept"):
        bed = make_bed(prebuilt)
    follow = partial(track, total=cuts, description="power cuts", console=console)
    with enough_mappings():
        lines = list(powercut.check(bed, out, cuts, seed, follow))
    for line in lines:
        console.print(f"{MARKS[line.good]} {line.what}: [bold]{line.came_out}[/]")
    sys.exit(any(line.good is False for line in lines))


if __name__ == "__main__":
    main()
