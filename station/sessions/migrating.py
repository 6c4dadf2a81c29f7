"""Bring an older record up to date with Alembic, after copying it; refuse a newer one untouched."""

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from station import __version__
from station.errors import StoreError
from station.sessions.copying import copy_database
from station.sessions.opening import WRITES


def migrate(engine: Engine, path: Path, found: str | None, migrations: Path) -> None:
    """Bring the record at `path`, now at version `found` (None = empty), up to date. Raises StoreError."""
    script = ScriptDirectory(str(migrations))
    if found:
        _refuse_newer(engine, script, found, path)
        _copy(path, found)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        _upgrade(connection, migrations)


def _refuse_newer(engine: Engine, script: ScriptDirectory, found: str, path: Path) -> None:
    try:
        script.get_revision(found)
    except CommandError:
        raise StoreError(
            f"The record {path} was written by a newer station ({_writer(engine)}record version {found}; this is "
            f"station {__version__}, record version {script.get_current_head()}). Nothing was changed. Install the "
            "newer station again, or set store.data_dir to another folder."
        ) from None


def _writer(engine: Engine) -> str:
    """Return which station wrote the last session, as far as a record of the future still tells."""
    try:
        with engine.connect() as connection:
            version = connection.scalar(text("SELECT station_version FROM sessions ORDER BY id DESC LIMIT 1"))
    except DBAPIError:
        return ""
    return f"{version}, " if version else ""


def _copy(path: Path, found: str) -> None:
    copy = path.with_name(f"{path.stem}-{found}-{datetime.now(UTC):%Y%m%dT%H%M%S}{path.suffix}")
    copy_database(path, copy)


def _upgrade(connection: Connection, migrations: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
