"""How far each number of a step is to be trusted, and whether the camera's aim was known."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; of older sessions nothing is known."""
    op.add_column("steps", sa.Column("trust", sa.Text, nullable=True))
    op.add_column("sessions", sa.Column("aim_known", sa.Boolean, nullable=False, server_default=sa.false()))
