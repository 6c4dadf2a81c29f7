"""Open the record: make it, bring an older one up to date, refuse a newer one untouched."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from station.errors import StoreError
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
    return engine_on(path, foreign_keys=True)


def engine_on(path: Path, foreign_keys: bool) -> Engine:
    """Return an engine whose every connection is as the record needs it."""
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
    engine = engine_on(path, foreign_keys=False)  # a table that is rebuilt must not take its children with it
    try:
        found = _revision(engine, path)
        if found != newest(migrations):
            from station.sessions.migrating import migrate  # noqa: PLC0415 (Alembic takes a second to import on a Pi)

            migrate(engine, path, found, migrations)
    finally:
        engine.dispose()


def newest(migrations: Path = MIGRATIONS) -> str:
    """Return the record's newest version: migrations are numbered in their order."""
    return max(path.name for path in (migrations / "versions").glob("[0-9]*.py")).partition("_")[0]


def _revision(engine: Engine, path: Path) -> str | None:
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        found = (
            connection.scalar(text("SELECT version_num FROM alembic_version")) if "alembic_version" in tables else None
        )
    if not found and set(tables) - {"alembic_version"}:
        raise StoreError(f"The record {path} can not be opened: {DAMAGED}.")
    return found
