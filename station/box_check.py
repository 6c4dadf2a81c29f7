"""`station check`: what is well and what is not, as a table or as JSON; the exit status tells too."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from station.checked import SIGNS, Check, State
from station.cli_options import settings_of, with_settings

STYLES = {State.GOOD: "green", State.LOOK: "yellow", State.BAD: "bold red", State.UNKNOWN: "dim"}
WELL, ILL = "All is well, as far as this machine tells.", "Something is to be put right first: see above."


@click.command()
@click.option("--lamps", is_flag=True, help="Light each lamp in turn, sound the buzzer, wait for the button.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@with_settings
def check(lamps: bool, as_json: bool, config: Path | None, data_dir: Path | None) -> None:
    """Check camera, model, pins, power, heat, disk, clock, network and memory; ends with 1 where one is bad."""
    from station.appliance.probes import Probes  # noqa: PLC0415 (as in `cli`: `--help` need not wait)
    from station.checks import checks  # noqa: PLC0415
    from station.lamp_walk import walk  # noqa: PLC0415

    settings = settings_of(config, data_dir)
    pressed = not lamps or walk(settings, lambda words: click.echo(words, err=as_json))
    lines = list(checks(settings, Probes(settings.store.data_dir)))
    bad = not pressed or any(line.state is State.BAD for line in lines)
    if as_json:
        click.echo(json.dumps({"ok": not bad, "checks": [asdict(line) for line in lines]}, indent=2))
    else:
        _print(lines)
        click.echo(ILL if bad else WELL)
    sys.exit(1 if bad else 0)


def _print(lines: list[Check]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(show_header=False, show_edge=False, pad_edge=False)
    for line in lines:
        words = Text(line.seen).append(f"\n{line.do}" if line.do else "", style="italic")
        table.add_row(Text(SIGNS[line.state], STYLES[line.state]), Text(line.name, "bold"), words)
    Console().print(table)
