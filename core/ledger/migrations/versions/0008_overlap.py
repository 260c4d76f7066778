"""Several people to a segment, what others said, and decisions over differing opinions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = "kind IN ('label', 'language', 'restore', 'skip', 'note', 'adjudicate')"
LABELLED = "kind NOT IN ('label', 'adjudicate') OR (scheme IS NOT NULL AND scheme_version IS NOT NULL)"
REASONS = "reason IN ('guideline_gap', 'dialect', 'error', 'ambiguous', 'other', 'unanimous')"
SKIPS = sa.text("kind = 'skip'")


def upgrade() -> None:
    """Worklists from before ask one person and show nobody what others said; leases stay in force."""
    at_most = sa.CheckConstraint("overlap BETWEEN 1 AND 9", name=op.f("ck_worklists_overlap"))
    op.add_column("worklists", sa.Column("overlap", sa.Integer(), at_most, server_default="1", nullable=False))
    op.add_column("worklists", sa.Column("shows_others", sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        _copied_leases()
        _copied_events()
    else:
        _altered()


def _altered() -> None:
    op.drop_constraint(op.f("uq_leases_project_id_segment_id"), "leases")
    op.create_unique_constraint(
        op.f("uq_leases_project_id_segment_id_account_id"), "leases", ["project_id", "segment_id", "account_id"]
    )
    op.add_column("events", sa.Column("reason", sa.String(length=20), nullable=True))
    for name, rule in (("ck_events_kind", KINDS), ("ck_events_label_scheme", LABELLED)):
        op.drop_constraint(op.f(name), "events")
        op.create_check_constraint(op.f(name), "events", rule)
    op.create_check_constraint(op.f("ck_events_reason"), "events", REASONS)


def _copied_leases() -> None:
    """SQLite cannot change a constraint: the table is made anew under its name, and filled from the old one."""
    op.rename_table("leases", "leases_before")
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
        sa.UniqueConstraint(
            "project_id", "segment_id", "account_id", name=op.f("uq_leases_project_id_segment_id_account_id")
        ),
    )
    columns = "id, project_id, segment_id, worklist_id, account_id, leased_at, expires_at"
    op.execute(f"INSERT INTO leases ({columns}) SELECT {columns} FROM leases_before")  # noqa: S608
    op.drop_table("leases_before")
    op.create_index(op.f("ix_leases_project_id_account_id"), "leases", ["project_id", "account_id"], unique=False)


def _copied_events() -> None:
    op.rename_table("events", "events_before")
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
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.CheckConstraint(LABELLED, name=op.f("ck_events_label_scheme")),
        sa.CheckConstraint(
            "kind <> 'restore' OR value IS NULL OR value IN ('keep', 'drop')", name=op.f("ck_events_restore_value")
        ),
        sa.CheckConstraint(KINDS, name=op.f("ck_events_kind")),
        sa.CheckConstraint(REASONS, name=op.f("ck_events_reason")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_events_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_events_project_id")),
        sa.PrimaryKeyConstraint("project_id", "seq", name=op.f("pk_events")),
        sa.UniqueConstraint("project_id", "key", name=op.f("uq_events_project_id_key")),
        sqlite_with_rowid=False,
    )
    columns = (
        "project_id, seq, account_id, key, segment_id, kind, value, scheme, scheme_version, seconds, suggestion,"
        " suggestion_shown, client_at, server_at"
    )
    op.execute(f"INSERT INTO events ({columns}) SELECT {columns} FROM events_before")  # noqa: S608
    op.drop_table("events_before")
    for last in ("account_id", "segment_id"):
        op.create_index(op.f(f"ix_events_project_id_{last}_seq"), "events", ["project_id", last, "seq"], unique=False)
    op.create_index("ix_events_skips", "events", ["project_id", "account_id"], unique=False, sqlite_where=SKIPS)
