"""Where the camera stood and how it looked, where it was set up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; of older sessions it is not known."""
    op.add_column("sessions", sa.Column("aim", sa.Text, nullable=True))
