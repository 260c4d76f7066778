"""What people do to segments: events, worklists and leases.

Events are append only. Within a project `seq` counts them without a gap in the order of their commits; `key` is the
client's idempotency key. A person holds one lease of a segment (unique); how many people may, is seen to when claiming.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ledger.tables.base import Base, Key, one_of
from core.records import AdjudicationReason, EventKind

SKIPS = text("kind = 'skip'")
LABELLED = "kind NOT IN ('label', 'adjudicate') OR (scheme IS NOT NULL AND scheme_version IS NOT NULL)"


class EventRow(Base):
    """One decision of one person about one segment."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("project_id", "key"),
        Index(None, "project_id", "segment_id", "seq"),
        Index(None, "project_id", "account_id", "seq"),
        Index("ix_events_skips", "project_id", "account_id", sqlite_where=SKIPS, postgresql_where=SKIPS),
        one_of("kind", EventKind),
        one_of("reason", AdjudicationReason),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint(LABELLED, name="label_scheme"),
        CheckConstraint("kind <> 'restore' OR value IS NULL OR value IN ('keep', 'drop')", name="restore_value"),
        {"sqlite_with_rowid": False},
    )

    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    key: Mapped[str] = mapped_column(String(200))
    segment_id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None]
    scheme: Mapped[Key | None]
    scheme_version: Mapped[int | None]
    seconds: Mapped[float | None]
    suggestion: Mapped[str | None]
    suggestion_shown: Mapped[bool]
    client_at: Mapped[datetime | None]
    server_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(20))


class WorklistRow(Base):
    """A task for people; `selection` is the JSON of records.Selection."""

    __tablename__ = "worklists"
    __table_args__ = (
        one_of("state", ("open", "closed")),
        CheckConstraint("goal > 0", name="goal"),
        CheckConstraint("overlap BETWEEN 1 AND 9", name="overlap"),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    selection: Mapped[str]
    schemes: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str]
    assigned_to: Mapped[Key | None] = mapped_column(ForeignKey("accounts.id"))
    goal: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20))
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    overlap: Mapped[int] = mapped_column(server_default="1")
    shows_others: Mapped[bool] = mapped_column(server_default=false())


class LeaseRow(Base):
    """A segment in one person's hands for a while."""

    __tablename__ = "leases"
    __table_args__ = (
        UniqueConstraint("project_id", "segment_id", "account_id"),
        Index(None, "project_id", "account_id"),
    )

    id: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    segment_id: Mapped[Key]
    worklist_id: Mapped[Key] = mapped_column(ForeignKey("worklists.id"))
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    leased_at: Mapped[datetime]
    expires_at: Mapped[datetime]
