"""Projects, their members, invitations, the filter policies, schemes and targets they set for themselves.

Policies and schemes are never changed in place: every change is a new version, so that an old number can be explained.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.ledger.tables.base import Base, Key, one_of
from core.records import Role


class ProjectRow(Base):
    """A project; `event_seq` is the number of its newest event."""

    __tablename__ = "projects"
    __table_args__ = (CheckConstraint("event_seq >= 0", name="event_seq"),)

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    description: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    schemes: Mapped[list[str]] = mapped_column(JSON)
    detectors: Mapped[list[str]] = mapped_column(JSON)
    only_expected: Mapped[bool] = mapped_column(server_default=false())
    group_column: Mapped[str | None] = mapped_column(String(200))
    archived: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    event_seq: Mapped[int]


class MemberRow(Base):
    """An account's role in a project."""

    __tablename__ = "members"
    __table_args__ = (one_of("role", Role),)

    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(20))
    joined_at: Mapped[datetime]


class InvitationRow(Base):
    """A link by which one person may join; good once, until it expires."""

    __tablename__ = "invitations"
    __table_args__ = (one_of("role", Role),)

    token_hash: Mapped[Key] = mapped_column(primary_key=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    languages: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_by: Mapped[Key | None] = mapped_column(ForeignKey("accounts.id"))


class PolicyRow(Base):
    """One version of a project's filter policy."""

    __tablename__ = "policies"
    __table_args__ = (
        CheckConstraint("default_threshold BETWEEN 0 AND 1", name="default_threshold"),
        CheckConstraint("review_band BETWEEN 0 AND 1", name="review_band"),
        CheckConstraint("version > 0", name="version"),
    )

    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    default_threshold: Mapped[float]
    thresholds: Mapped[dict[str, float]] = mapped_column(JSON)
    review_band: Mapped[float]
    limits: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON, server_default="{}")
    use_normalised: Mapped[bool] = mapped_column(server_default=false())
    personal_data: Mapped[str] = mapped_column(String(16), server_default="review")
    created_at: Mapped[datetime]
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))


class SchemeRow(Base):
    """One version of a scheme as a project uses it; `definition` is the scheme's JSON."""

    __tablename__ = "schemes"
    __table_args__ = (CheckConstraint("version > 0", name="version"),)

    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"), primary_key=True)
    scheme: Mapped[Key] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    definition: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[Key] = mapped_column(ForeignKey("accounts.id"))


class TargetRow(Base):
    """How many kept segments a cell should have; '' stands for 'any'."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("project_id", "language", "formality", "domain"),
        CheckConstraint("wanted > 0", name="wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    project_id: Mapped[Key] = mapped_column(ForeignKey("projects.id"))
    language: Mapped[str] = mapped_column(String(35))
    formality: Mapped[Key]
    domain: Mapped[Key]
    wanted: Mapped[int]
