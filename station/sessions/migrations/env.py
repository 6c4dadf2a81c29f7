"""What Alembic runs: all migrations in one transaction on the connection handed over by `sessions.migrating`."""

from alembic import context

from station.sessions.schema import Base

# transactional_ddl: SQLite can, and a power cut in the middle must leave the old record whole.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
