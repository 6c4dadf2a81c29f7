"""Whether the runner wore stickers on the pelvis, by which its drop was measured."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; in older sessions nobody did."""
    op.add_column("sessions", sa.Column("stickers", sa.Boolean, nullable=False, server_default=sa.false()))
