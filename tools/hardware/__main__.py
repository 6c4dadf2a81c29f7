"""Write what can be made from the settings and from the checks: wiring and placement, as page and drawings.

python -m tools.hardware [--config FILE] [--out FOLDER]
"""

from pathlib import Path

import click

from station.settings import Settings
from station.settings_file import load_settings
from tools.hardware.drawing import wiring_svg
from tools.hardware.placement import placement_svgs
from tools.hardware.table import wiring_page

HARDWARE = Path(__file__).parents[2] / "hardware"


def pages(settings: Settings) -> dict[str, str]:
    """Return every generated file by its name."""
    wiring = {"wiring.md": wiring_page(settings.signals), "wiring.svg": wiring_svg(settings.signals)}
    return wiring | placement_svgs()


@click.command()
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A settings file.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=HARDWARE, help="The folder to write to."
)
def main(config: Path | None, out: Path) -> None:
    """Write wiring and placement, as page and drawings."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages(load_settings(config)).items():
        (out / name).write_text(text, encoding="utf-8")
        click.echo(out / name)


if __name__ == "__main__":
    main()
