"""The options that every command has, and the settings they lead to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from station.settings import Settings
from station.settings_file import load_settings

BOX = Path("/etc/station")


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command has."""
    for option in (
        click.option(
            "--data-dir", type=click.Path(path_type=Path), envvar="STATION_DATA_DIR", help="Where the record lies."
        ),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            envvar="STATION_CONFIG",
            default=_of_the_box,
            help="A settings file (TOML); on an installed box its own unless said.",
        ),
    ):
        command = option(command)
    return command


def settings_of(config: Path | None, data_dir: Path | None) -> Settings:
    """Return the settings of a file, the record lying where the command line says."""
    return load_settings(config, {"store.data_dir": data_dir})


def _of_the_box() -> Path | None:
    """Return the settings of an installed box: `station check` must not look at a virtual runner there."""
    return BOX / "station.toml" if BOX.is_dir() else None
