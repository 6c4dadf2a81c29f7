"""Commands of the box that keep its record: backup, restore, tidy, forget."""

import os
from dataclasses import replace
from pathlib import Path

import click

from station.cli_options import settings_of, with_settings
from station.errors import StoreError
from station.settings import StoreSettings

BACKUPS = Path("/var/backups/station")
FOR_THE_OWNER_ONLY = 0o077
"""The record is about people."""


@click.command()
@click.option("--to", type=click.Path(path_type=Path), help="A folder that is there, such as a stick's.")
@click.option("--keep", type=click.IntRange(1), help="So many backups stay there, the newest.")
@click.option("--poses", is_flag=True, help="Copy the pose streams too: 1 MB a minute of running.")
@with_settings
def backup(to: Path | None, keep: int | None, poses: bool, config: Path | None, data_dir: Path | None) -> None:
    """Copy the record, even while a session runs, and check the copy."""
    from station.sessions.backup import back_up  # noqa: PLC0415 (as in `cli`: `--help` need not wait)

    os.umask(FOR_THE_OWNER_ONLY)
    store = settings_of(config, data_dir).store
    made = back_up(store.data_dir, _folder(to, store), keep or store.keep_backups, poses)
    click.echo(f"{made.path}: {made.database_bytes / 1e6:.1f} MB, checked; {made.streams} pose streams copied.")
    click.echo(f"{made.kept} backups lie there.")
    if made.same_disk:
        click.echo("They are on the disk of the record itself: a copy on a stick outlives it (--to).", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_settings
def restore(file: Path, config: Path | None, data_dir: Path | None) -> None:
    """Put a backup in the place of the record; what was there is set aside. End the station first."""
    from station.sessions.restoring import restore as put_back  # noqa: PLC0415

    os.umask(FOR_THE_OWNER_ONLY)
    aside = put_back(settings_of(config, data_dir).store.data_dir, file)
    click.echo(f"{file} is the record now.{f' The former one is {aside}.' if aside else ''}")


@click.command()
@with_settings
def tidy(config: Path | None, data_dir: Path | None) -> None:
    """Erase what is older than the settings want to keep (store.keep_poses_days, store.keep_sessions_days)."""
    from station.sessions import tidying  # noqa: PLC0415

    store = settings_of(config, data_dir).store
    days = (store.keep_poses_days, store.keep_sessions_days)
    if not any(days):
        click.echo("Everything is kept: store.keep_poses_days and store.keep_sessions_days are 0.")
        return
    erased, beside = tidying.tidy(store.data_dir, *days), tidying.tidy_backups(store.backup_dir or BACKUPS, *days)
    erased = replace(erased, files=erased.files + beside.files, freed_bytes=erased.freed_bytes + beside.freed_bytes)
    click.echo(
        f"Erased: {erased.sessions} sessions, {erased.runners} runners without one, {erased.files} pose streams and "
        f"copies ({erased.freed_bytes / 1e6:.1f} MB)."
    )


@click.command()
@click.argument("runner")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def forget(runner: str, yes: bool, config: Path | None, data_dir: Path | None) -> None:
    """Erase a runner, by name or number: their programmes, sessions and pose streams. There is no way back."""
    from station.sessions.forgetting import forget as erase  # noqa: PLC0415

    store = settings_of(config, data_dir).store
    yes or click.confirm(f"Erase all that is kept of {runner}?", abort=True, err=True)
    done = erase(store.data_dir, store.backup_dir or BACKUPS, runner)
    click.echo(f"Erased: {done.runner.name}, {done.sessions} sessions, {done.streams} pose streams.")
    if done.copies:
        click.echo("These copies are as they were; delete those that may hold the runner too:", err=True)
        for path in done.copies:
            click.echo(f"  {path}", err=True)


def _folder(to: Path | None, store: StoreSettings) -> Path:
    """Return where a backup goes; a folder that was named must be there, for a stick that is not in would be none."""
    if to:
        if not to.is_dir():
            raise StoreError(f"There is no folder {to}. If it is a stick: is it in, and mounted?")
        return to
    folder = store.backup_dir or BACKUPS
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} can not be made ({error.strerror}). Name a folder with --to.") from error
    return folder
