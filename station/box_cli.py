"""Commands of the box in the clinic, beside those of the program itself."""

import sys
from contextlib import closing
from pathlib import Path

import click

from station.box_check import check
from station.box_network import network
from station.box_record import backup, forget, restore, tidy
from station.box_release import rollback, settle, trial, update
from station.cli_options import settings_of, with_settings
from station.errors import ConfigError
from station.settings import SignalsSettings


@click.group()
def box() -> None:
    """Hold the box's commands; `cli` adds them to its own."""


@box.command()
@with_settings
def dark(config: Path | None, data_dir: Path | None) -> None:
    """Darken lamps and silence the buzzer, whatever a station that was killed has left on."""
    from station.signals.dark import darken  # noqa: PLC0415 (quick: systemd runs this whenever the station ends)
    from station.signals.pins import factory  # noqa: PLC0415

    signals = _signals(config, data_dir)
    if not signals.gpio:
        click.echo("No pin is driven: signals.gpio is off.")
        return
    with closing(factory(gpio=True)) as pins:
        problems = darken(signals, pins)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo("Everything is dark.")


def _signals(config: Path | None, data_dir: Path | None) -> SignalsSettings:
    """Return what is set of the pins; where the settings are broken, that the usual ones may be alight."""
    try:
        return settings_of(config, data_dir).signals
    except ConfigError as error:
        click.echo(f"{error}\nUntil then the pins of the default settings are darkened.", err=True)
        return SignalsSettings(gpio=True)


for command in (check, backup, restore, tidy, forget, update, rollback, settle, trial, network):
    box.add_command(command)
