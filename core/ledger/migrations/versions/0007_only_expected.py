"""Projects say whether only their expected languages occur."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Off for projects from before: strangers are looked for, as they were."""
    op.add_column("projects", sa.Column("only_expected", sa.Boolean(), server_default=sa.false(), nullable=False))
