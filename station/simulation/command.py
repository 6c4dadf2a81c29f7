"""`station simulate`, from the names on the command line to what is printed."""

import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click
from rich.console import Console

from station.pupils import PupilKind
from station.settings import Settings
from station.simulation.course import Simulation, programme_named
from station.simulation.figures import Figures, figures
from station.simulation.words import as_json, progress, show


def prepared(settings: Settings, name: str, kind: PupilKind, seed: int, *, poses_kept: bool = False) -> Simulation:
    """Return what is to be run. Raises ConfigError where there is no such programme."""
    programme = programme_named(name, settings.store.data_dir)
    return Simulation(settings, programme, kind, seed, poses_kept)


def run(simulation: Simulation, keep: Path | None = None) -> list[Figures]:
    """Return each session's figures; the record is thrown away unless a folder is to keep it.

    Raises StoreError for a folder that can not be used.
    """
    kept = nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory()
    with kept as folder, progress(simulation) as told:
        return [figures(visited) for visited in simulation.run(Path(folder), told)]


def tell(simulation: Simulation, sessions: Sequence[Figures], *, in_json: bool) -> None:
    """Print the figures."""
    if in_json:
        click.echo(as_json(simulation, sessions))
    else:
        show(simulation, sessions, Console())
