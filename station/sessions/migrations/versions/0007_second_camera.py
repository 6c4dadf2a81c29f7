"""What is known of the second camera, where a session had one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; older sessions had one camera."""
    op.add_column("sessions", sa.Column("second", sa.Text, nullable=True))
