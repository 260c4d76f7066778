"""Accounts, the ways to prove who one is, and what was done with them.

Two built-in accounts have no password and cannot sign in: `local` (the one user of a machine without accounts) and
`import` (labels that came with a file). Secrets are never stored: passwords as argon2, tokens as SHA-256.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.ledger.tables.base import Base, Key


class AccountRow(Base):
    """Somebody who works here; `name_key` is the folded name that must be unique."""

    __tablename__ = "accounts"

    id: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(300))
    is_admin: Mapped[bool]
    is_active: Mapped[bool]
    languages: Mapped[list[str]] = mapped_column(JSON)
    interface_language: Mapped[str] = mapped_column(String(35))
    created_at: Mapped[datetime]


class SessionRow(Base):
    """A sign-in, found by the hash of its token."""

    __tablename__ = "sessions"

    token_hash: Mapped[Key] = mapped_column(primary_key=True)
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiTokenRow(Base):
    """A named token for programs, good until it is revoked."""

    __tablename__ = "api_tokens"

    id: Mapped[Key] = mapped_column(primary_key=True)
    token_hash: Mapped[Key] = mapped_column(unique=True)
    account_id: Mapped[Key] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttemptRow(Base):
    """A failed sign-in, counted per name and per address to slow guessing down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    subject: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]


class AuditRow(Base):
    """Who did what to which thing; append only."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "project_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    account_id: Mapped[Key]
    project_id: Mapped[Key | None]
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)
