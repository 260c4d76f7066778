"""Failed sign-ins, counted by subject (a name, an address) so that guessing can be slowed down."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import SignInAttemptRow

KEPT = timedelta(days=1)


class Attempts:
    """Repository of failed sign-ins."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, *subjects: str) -> None:
        """Note a failure for each subject; those older than a day are forgotten."""
        at = now()
        with self._store.write() as session:
            session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.at < at - KEPT))
            session.add_all(SignInAttemptRow(subject=subject[:300], at=at) for subject in subjects)

    def count(self, subject: str, since: datetime) -> tuple[int, datetime | None]:
        """How many failures of `subject` came after `since`, and when the last was."""
        with self._store.read() as session:
            n, last = session.execute(
                select(func.count(), func.max(SignInAttemptRow.at)).where(
                    SignInAttemptRow.subject == subject[:300], SignInAttemptRow.at > since
                )
            ).one()
            return int(n), last

    def forget(self, *subjects: str) -> None:
        """Start again from nothing, after a sign-in that worked."""
        with self._store.write() as session:
            session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.subject.in_([s[:300] for s in subjects])))
