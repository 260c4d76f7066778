"""Consents: what contributors agreed to, and when they withdrew it."""

from dataclasses import replace

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError

from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.trust import ConsentRow
from core.records import Consent


class Consents:
    """Repository of consents."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def give(self, consent: Consent) -> Consent:
        """Store a consent; while one to the same statement under the same licence is in force, that one comes back."""
        dated = consent if consent.given_at else replace(consent, given_at=now())
        try:
            with self._store.write() as session:
                there = session.scalar(_in_force(dated))
                if there is not None:
                    return _as_consent(there)
                session.add(ConsentRow(**{name: getattr(dated, name) for name in Consent.__slots__}))
        except IntegrityError:
            with self._store.read() as session:
                there = session.scalar(_in_force(dated))
                if there is None:
                    raise
                return _as_consent(there)
        return dated

    def of_account(self, project_id: str, account_id: str) -> list[Consent]:
        """All that somebody agreed to in a project, the newest first."""
        query = select(ConsentRow).where(ConsentRow.project_id == project_id, ConsentRow.account_id == account_id)
        with self._store.read() as session:
            rows = session.scalars(query.order_by(ConsentRow.given_at.desc(), ConsentRow.id))
            return [_as_consent(row) for row in rows]

    def of_project(self, project_id: str) -> list[Consent]:
        """All consents of a project, the newest first."""
        query = select(ConsentRow).where(ConsentRow.project_id == project_id)
        with self._store.read() as session:
            rows = session.scalars(query.order_by(ConsentRow.given_at.desc(), ConsentRow.id))
            return [_as_consent(row) for row in rows]

    def of_source(self, project_id: str, source_id: str) -> Consent | None:
        """The consent that a source's texts were given under; None for a source that is no person's contributions."""
        query = select(ConsentRow).where(ConsentRow.project_id == project_id, ConsentRow.source_id == source_id)
        with self._store.read() as session:
            row = session.scalar(query)
            return _as_consent(row) if row else None

    def withdraw(self, consent_id: str) -> None:
        """Write down that a consent is withdrawn; the first time counts."""
        statement = update(ConsentRow).where(ConsentRow.id == consent_id, ConsentRow.withdrawn_at.is_(None))
        with self._store.write() as session:
            session.execute(statement.values(withdrawn_at=now()))


def _in_force(consent: Consent) -> Select[ConsentRow]:
    return select(ConsentRow).where(
        ConsentRow.project_id == consent.project_id,
        ConsentRow.account_id == consent.account_id,
        ConsentRow.statement == consent.statement,
        ConsentRow.licence == consent.licence,
        ConsentRow.withdrawn_at.is_(None),
    )


def _as_consent(row: ConsentRow) -> Consent:
    return Consent(**{name: getattr(row, name) for name in Consent.__slots__})
