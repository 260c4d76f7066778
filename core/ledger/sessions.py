"""Sessions: proof of a sign-in by a random token, of which only the hash is stored."""

from datetime import timedelta

from sqlalchemy import delete, select

from core.ledger.accounts import as_account
from core.ledger.naming import new_token, token_hash
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AccountRow, SessionRow
from core.records import Account


class Sessions:
    """Repository of sign-ins."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, account_id: str, hours: float) -> str:
        """The token of a new session; it is nowhere else, so it cannot be shown again."""
        token, at = new_token(), now()
        with self._store.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= at))
            session.add(
                SessionRow(
                    token_hash=token_hash(token),
                    account_id=account_id,
                    created_at=at,
                    expires_at=at + timedelta(hours=hours),
                )
            )
        return token

    def account(self, token: str) -> Account | None:
        """Whose session this is; None if it is unknown, expired or revoked, or the account is switched off."""
        with self._store.read() as session:
            row = session.scalar(
                select(AccountRow)
                .join(SessionRow, SessionRow.account_id == AccountRow.id)
                .where(SessionRow.token_hash == token_hash(token), SessionRow.expires_at > now(), AccountRow.is_active)
            )
            return as_account(row) if row else None

    def revoke(self, token: str) -> None:
        """End one session."""
        with self._store.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))

    def revoke_all(self, account_id: str) -> None:
        """End every session of an account."""
        with self._store.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
