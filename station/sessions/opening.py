"""Open the record: make it, bring an older one up to date after copying it, refuse a newer one untouched."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from station import __version__
from station.errors import StoreError
from station.sessions.copying import copy_database
from station.sessions.words import DAMAGED, why

MIGRATIONS = Path(__file__).parent / "migrations"

BUSY_S = 5.0
"""How long a web thread waits while the recorder's transaction is written."""

WRITES = "station_writes"
"""Execution option of a connection whose transactions write."""


def open_database(path: Path, migrations: Path = MIGRATIONS) -> Engine:
    """Return an engine on an up-to-date record. Raises StoreError when that can not be had."""
    try:
        _migrate(path, migrations)
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        raise StoreError(f"The record {path} can not be opened: {why(error)}.") from error
    return _engine(path, foreign_keys=True)


def _engine(path: Path, foreign_keys: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # or sqlite3 commits before each CREATE and a migration is not one piece
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # NORMAL lost hundreds of committed rows in power cuts
        connection.execute("PRAGMA secure_delete=ON")  # what is erased is overwritten, not only forgotten
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One that reads first and writes later is refused at once, without waiting, if another has written meanwhile.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(path: Path, migrations: Path) -> None:
    script = ScriptDirectory(str(migrations))
    engine = _engine(path, foreign_keys=False)  # a table that is rebuilt must not take its children with it
    try:
        found = _revision(engine, path)
        if found == script.get_current_head():
            return
        if found:
            _refuse_newer(engine, script, found, path)
            _copy(path, found)
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            _upgrade(connection, migrations)
    finally:
        engine.dispose()


def _revision(engine: Engine, path: Path) -> str | None:
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if not found and inspect(connection).get_table_names():
            raise StoreError(f"The record {path} can not be opened: {DAMAGED}.")
    return found


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
