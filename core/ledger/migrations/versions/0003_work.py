"""What people do to segments."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What people do to segments."""
    _events()
    _worklists()
    _leases()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("segment_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("scheme", sa.String(length=64), nullable=True),
        sa.Column("scheme_version", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("suggestion", sa.String(), nullable=True),
        sa.Column("suggestion_shown", sa.Boolean(), nullable=False),
        sa.Column("client_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'label' OR (scheme IS NOT NULL AND scheme_version IS NOT NULL)",
            name=op.f("ck_events_label_scheme"),
        ),
        sa.CheckConstraint(
            "kind <> 'restore' OR value IS NULL OR value IN ('keep', 'drop')", name=op.f("ck_events_restore_value")
        ),
        sa.CheckConstraint("kind IN ('label', 'language', 'restore', 'skip', 'note')", name=op.f("ck_events_kind")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_events_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_events_project_id")),
        sa.PrimaryKeyConstraint("project_id", "seq", name=op.f("pk_events")),
        sa.UniqueConstraint("project_id", "key", name=op.f("uq_events_project_id_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_events_project_id_account_id_seq"), "events", ["project_id", "account_id", "seq"], unique=False
    )
    op.create_index(
        op.f("ix_events_project_id_segment_id_seq"), "events", ["project_id", "segment_id", "seq"], unique=False
    )
    op.create_index(
        "ix_events_skips",
        "events",
        ["project_id", "account_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'skip'"),
        postgresql_where=sa.text("kind = 'skip'"),
    )


def _worklists() -> None:
    op.create_table(
        "worklists",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("selection", sa.String(), nullable=False),
        sa.Column("schemes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(length=64), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_worklists_state")),
        sa.CheckConstraint("goal > 0", name=op.f("ck_worklists_goal")),
        sa.ForeignKeyConstraint(["assigned_to"], ["accounts.id"], name=op.f("fk_worklists_assigned_to")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_worklists_created_by")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_worklists_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worklists")),
    )
    op.create_index(op.f("ix_worklists_project_id"), "worklists", ["project_id"], unique=False)


def _leases() -> None:
    op.create_table(
        "leases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.String(length=64), nullable=False),
        sa.Column("worklist_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("leased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_leases_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_leases_project_id")),
        sa.ForeignKeyConstraint(["worklist_id"], ["worklists.id"], name=op.f("fk_leases_worklist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
        sa.UniqueConstraint("project_id", "segment_id", name=op.f("uq_leases_project_id_segment_id")),
    )
    op.create_index(op.f("ix_leases_project_id_account_id"), "leases", ["project_id", "account_id"], unique=False)
