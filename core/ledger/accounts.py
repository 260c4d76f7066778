"""Accounts: who works here, with passwords hashed by argon2 (pwdlib's recommended parameters).

Invariants: names are unique without regard to case and width; the built-in accounts `local` and `import` have no
password, never sign in and are not listed; a password is checked at the same cost whether the name exists or not.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict, Unpack

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import ConflictError, InvalidInputError, NotFoundError
from core.ledger.naming import clean_name, name_key, new_id
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow, SessionRow
from core.records import Account

if TYPE_CHECKING:
    from pwdlib import PasswordHash

SHORTEST_PASSWORD = 8  # NIST SP 800-63B: at least eight, no rules of composition
LONGEST_PASSWORD = 1000
HASHING = threading.BoundedSemaphore(2)  # a hash takes 64 MiB and a tenth of a second of one core


class AccountChanges(TypedDict, total=False):
    """What may be changed of an account."""

    languages: tuple[str, ...]
    interface_language: str
    is_admin: bool
    is_active: bool


class Accounts:
    """Repository of accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, name: str, password: str, *, is_admin: bool = False, languages: tuple[str, ...] = ()) -> Account:
        """A new account. Raises InvalidInputError (name, password) or ConflictError (name taken)."""
        row = new_row(name, password, is_admin=is_admin, languages=languages)
        account = as_account(row)
        with name_taken(account.name), self._store.write() as session:
            session.add(row)
        return account

    def get(self, account_id: str) -> Account:
        """The account of this id, built-in ones too. Raises NotFoundError."""
        with self._store.read() as session:
            return as_account(_row(session, account_id))

    def by_name(self, name: str) -> Account | None:
        """The account of this name that can sign in."""
        with self._store.read() as session:
            row = _by_name(session, name)
            return as_account(row) if row else None

    def verify(self, name: str, password: str) -> Account | None:
        """The active account whose name and password these are; None if either is wrong."""
        with self._store.read() as session:
            row = _by_name(session, name)
        stored = row.password_hash if row and row.is_active else None
        with HASHING:
            right = _hasher().verify(password[:LONGEST_PASSWORD], stored or _decoy())
        return as_account(row) if row and stored and right else None

    def any(self) -> bool:
        """Whether there is an account that can sign in."""
        with self._store.read() as session:
            return bool(session.scalar(select(exists().where(AccountRow.password_hash.is_not(None)))))

    def list(self, *, active: bool | None = None) -> list[Account]:
        """All accounts that people made, by name; with `active`, those that are switched on, or those switched off."""
        query = select(AccountRow).where(AccountRow.password_hash.is_not(None)).order_by(AccountRow.name_key)
        if active is not None:
            query = query.where(AccountRow.is_active == active)
        with self._store.read() as session:
            return [as_account(row) for row in session.scalars(query)]

    def update(self, account_id: str, **changes: Unpack[AccountChanges]) -> Account:
        """Change an account; switching it off ends its sessions. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, account_id)
            for field, value in changes.items():
                setattr(row, field, list(value) if isinstance(value, tuple) else value)
            if not row.is_active:
                _end_sessions(session, account_id)
            return as_account(row)

    def set_languages(self, account_id: str, languages: tuple[str, ...]) -> Account:
        """Set the languages that somebody knows."""
        return self.update(account_id, languages=languages)

    def set_password(self, account_id: str, password: str) -> None:
        """Set a new password and end all sessions. Raises NotFoundError, InvalidInputError."""
        new = hashed(password)
        with self._store.write() as session:
            row = _row(session, account_id)
            if row.password_hash is None:
                raise InvalidInputError(f"“{row.name}” is a built-in account without a password.")
            row.password_hash = new
            _end_sessions(session, account_id)


def new_row(name: str, password: str, *, is_admin: bool = False, languages: tuple[str, ...] = ()) -> AccountRow:
    """The row of a new account, not stored yet. Raises InvalidInputError (name, password)."""
    shown = clean_name(name, "an account")
    return AccountRow(
        id=new_id(),
        name=shown,
        name_key=name_key(shown),
        password_hash=hashed(password),
        is_admin=is_admin,
        is_active=True,
        languages=list(languages),
        interface_language="en",
        created_at=now(),
    )


@contextmanager
def name_taken(name: str) -> Iterator[None]:
    """Tells a violated unique name as a ConflictError."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(f"There is an account “{name}” already.", hint="Choose another name.") from error


def hashed(password: str) -> str:
    """The argon2 hash to store. Raises InvalidInputError for a password too short or absurdly long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInputError(
            f"A password of {len(password)} characters cannot be used.",
            hint=f"Choose one of at least {SHORTEST_PASSWORD} characters; several words are good.",
        )
    with HASHING:
        return _hasher().hash(password)


def as_account(row: AccountRow) -> Account:
    """The record of a row."""
    return Account(
        id=row.id,
        name=row.name,
        is_admin=row.is_admin,
        languages=tuple(row.languages),
        interface_language=row.interface_language,
    )


def _row(session: Session, account_id: str) -> AccountRow:
    row = session.get(AccountRow, account_id)
    if row is None:
        raise NotFoundError(f"There is no account “{account_id}”.", hint="It may have been typed wrongly.")
    return row


def _by_name(session: Session, name: str) -> AccountRow | None:
    key = name_key(" ".join(name.split()))
    return session.scalar(select(AccountRow).where(AccountRow.name_key == key, AccountRow.password_hash.is_not(None)))


def _end_sessions(session: Session, account_id: str) -> None:
    for row in session.scalars(select(SessionRow).where(SessionRow.account_id == account_id)):
        session.delete(row)


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher().hash(new_id())
