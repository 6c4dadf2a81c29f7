"""Commands that change which release of the station runs."""

import signal
from pathlib import Path

import click

from station.appliance.kept_record import KeptRecord
from station.appliance.release_trial import ReleaseTrial
from station.appliance.releases import Releases
from station.appliance.service import Service
from station.appliance.switching import Switch
from station.appliance.update import Updater
from station.cli_options import settings_of, with_settings
from station.sessions.copying import copy_database
from station.settings_file import load_settings

ROOT, COPIES, CONFIG = Path("/opt/station"), Path("/var/backups/station"), Path("/etc/station/station.toml")
"""Where install.sh puts a box's releases, copies of the record and settings; docs/appliance.md."""

root_option = click.option(
    "--root", type=click.Path(path_type=Path), default=ROOT, envvar="STATION_ROOT", hidden=True, help="Releases."
)
now_option = click.option("--now", is_flag=True, help="Even while somebody is being coached.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@now_option
@root_option
def update(file: Path, now: bool, root: Path) -> None:
    """Update the station from a file; what does not work here is left again, by itself."""
    _updater(root).update(file, now)


@click.command()
@click.option("--restore", is_flag=True, help="With the record as it was before the update, if that is needed.")
@now_option
@root_option
def rollback(restore: bool, now: bool, root: Path) -> None:
    """Let the release before this one run again."""
    _updater(root).roll_back(now, restore)


@click.command(hidden=True)
@root_option
def settle(root: Path) -> None:
    """Go back from an update that a power cut interrupted (the box does this at its start)."""
    _updater(root).settle()


@click.command(hidden=True)
@with_settings
def trial(config: Path | None, data_dir: Path | None) -> None:
    """Run for a moment on a copy of the record (an update asks this of the new release)."""
    import json  # noqa: PLC0415

    from station.trial import run_trial, trial_settings  # noqa: PLC0415 (MediaPipe takes seconds to import on a Pi)

    folder = data_dir or settings_of(config, data_dir).store.data_dir
    click.echo(json.dumps(run_trial(trial_settings(config, folder))))


def _updater(root: Path) -> Updater:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a tablet's terminal that is closed must not leave the box in between
    config = CONFIG if CONFIG.exists() else None
    settings = load_settings(config)
    data_dir = settings.store.data_dir
    releases, service = Releases(root), Service(settings.dashboard.port)
    record = KeptRecord(data_dir, COPIES, copy_database)
    switch = Switch(releases, service, record, click.echo)
    return Updater(switch, ReleaseTrial(config, data_dir))
