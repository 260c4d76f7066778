"""What people agreed to, and what was erased on request: consents, erasures, tombstones. None of them holds a text."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ledger.tables.base import Base, Key, one_of

REASONS = ("takedown", "consent_withdrawn")
IN_FORCE = text("withdrawn_at IS NULL")


class ConsentRow(Base):
    """What a contributor agreed to; at most one for each statement and licence is in force at a time."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "project_id", "account_id"),
        Index(
            "uq_consents_in_force",
            "project_id",
            "account_id",
            "statement",
            "licence",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    statement: Mapped[int]
    statement_hash: Mapped[Key]
    language: Mapped[str] = mapped_column(String(35))
    licence: Mapped[str] = mapped_column(String(200))
    source_id: Mapped[Key] = mapped_column(index=True)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ErasureRow(Base):
    """That a source's text was erased; the id is that of the job, so that a repeated request is one erasure."""

    __tablename__ = "erasures"
    __table_args__ = (
        one_of("reason", REASONS),
        CheckConstraint("segments >= 0", name="segments"),
        Index(None, "project_id", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    source_id: Mapped[Key]
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]
    segments: Mapped[int]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class TombstoneRow(Base):
    """The id of a segment that was erased, and by which erasure."""

    __tablename__ = "tombstones"
    __table_args__ = (Index(None, "erasure_id"), {"sqlite_with_rowid": False})

    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    segment_id: Mapped[Key] = mapped_column(primary_key=True)
    erasure_id: Mapped[str] = mapped_column(String(200), ForeignKey("erasures.id"))
