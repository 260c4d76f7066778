"""Consents, erasures and tombstones; sources and data versions that an erasure touched."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Consents, erasures and tombstones; sources and data versions that an erasure touched."""
    op.add_column("sources", sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("data_versions", sa.Column("erased", sa.Integer(), server_default="0", nullable=False))
    op.add_column("data_versions", sa.Column("detached", sa.Boolean(), server_default=sa.false(), nullable=False))
    _consents()
    _erasures()
    _tombstones()


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.Integer(), nullable=False),
        sa.Column("statement_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_consents_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_project_id_account_id"), "consents", ["project_id", "account_id"], unique=False)
    op.create_index(op.f("ix_consents_source_id"), "consents", ["source_id"], unique=False)
    op.create_index(
        "uq_consents_in_force",
        "consents",
        ["project_id", "account_id", "statement", "licence"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('takedown', 'consent_withdrawn')", name=op.f("ck_erasures_reason")),
        sa.CheckConstraint("segments >= 0", name=op.f("ck_erasures_segments")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_erasures_account_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_erasures_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_project_id_asked_at"), "erasures", ["project_id", "asked_at"], unique=False)


def _tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.String(length=64), nullable=False),
        sa.Column("erasure_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasures.id"], name=op.f("fk_tombstones_erasure_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_tombstones_project_id")),
        sa.PrimaryKeyConstraint("project_id", "segment_id", name=op.f("pk_tombstones")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tombstones_erasure_id"), "tombstones", ["erasure_id"], unique=False)
