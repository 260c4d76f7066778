"""Filter policies hold the limits of cleaning, and which text is frozen and exported."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Limits, normalised text and personal data; policies from before get the defaults."""
    op.add_column("policies", sa.Column("limits", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("policies", sa.Column("use_normalised", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("policies", sa.Column("personal_data", sa.String(length=16), server_default="review", nullable=False))
