"""API tokens: named secrets by which programs act for an account, good until they are revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core.errors import NotFoundError
from core.ledger.accounts import as_account
from core.ledger.naming import clean_name, new_id, new_token, token_hash
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow, ApiTokenRow
from core.records import Account

USE_IS_NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as it can be listed: without the secret."""

    id: str
    account_id: str
    name: str
    created_at: datetime
    used_at: datetime | None


class ApiTokens:
    """Repository of API tokens."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, account_id: str, name: str) -> str:
        """The secret of a new token; it is nowhere else, so it cannot be shown again."""
        token = f"iso_{new_token()}"
        row = ApiTokenRow(
            id=new_id(),
            token_hash=token_hash(token),
            account_id=account_id,
            name=clean_name(name, "a token"),
            created_at=now(),
            used_at=None,
        )
        with self._store.write() as session:
            session.add(row)
        return token

    def account(self, token: str) -> Account | None:
        """For whom this token acts; None if it is unknown, revoked, or the account is switched off."""
        with self._store.read() as session:
            found = session.execute(
                select(ApiTokenRow, AccountRow)
                .join(AccountRow, ApiTokenRow.account_id == AccountRow.id)
                .where(ApiTokenRow.token_hash == token_hash(token), AccountRow.is_active)
            ).first()
        if found is None:
            return None
        row, account = found
        if row.used_at is None or now() - row.used_at > USE_IS_NOTED_EVERY:
            self._note_use(row.id)
        return as_account(account)

    def list(self, account_id: str) -> list[ApiToken]:
        """The tokens of an account, newest first."""
        with self._store.read() as session:
            rows = session.scalars(
                select(ApiTokenRow)
                .where(ApiTokenRow.account_id == account_id)
                .order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id)
            )
            return [ApiToken(row.id, row.account_id, row.name, row.created_at, row.used_at) for row in rows]

    def revoke(self, account_id: str, token_id: str) -> None:
        """End one of an account's tokens. Raises NotFoundError where it has no such token."""
        with self._store.write() as session:
            gone = session.scalar(
                delete(ApiTokenRow)
                .where(ApiTokenRow.id == token_id, ApiTokenRow.account_id == account_id)
                .returning(ApiTokenRow.id)
            )
        if gone is None:
            raise NotFoundError("There is no such token.", hint="It may have been revoked already.")

    def _note_use(self, token_id: str) -> None:
        with self._store.write() as session:
            row = session.get(ApiTokenRow, token_id)
            if row is not None:
                row.used_at = now()
