"""The delay from light to cue, as the station measured it on its own lamp."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns; in older sessions it was not measured."""
    for name in ("glass_p50_ms", "glass_p95_ms", "glass_pin_ms"):
        op.add_column("sessions", sa.Column(name, sa.Double, nullable=True))
    op.add_column("sessions", sa.Column("glass_edges", sa.Integer, nullable=True))
