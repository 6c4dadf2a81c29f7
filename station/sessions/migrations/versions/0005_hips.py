"""Whether corrected angles were told with the hips' centres as far apart as people's."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; in older sessions nothing was corrected."""
    op.add_column("sessions", sa.Column("real_hips", sa.Boolean, nullable=False, server_default=sa.false()))
