"""The audit log: who did what to which thing. Entries are only ever added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.people import AuditRow


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One deed; `action` is a dotted word such as `project.archive`, `detail` holds what else is worth knowing."""

    at: datetime
    account_id: str
    action: str
    subject: str
    project_id: str | None
    detail: Mapping[str, str]


class Audit:
    """Repository of the audit log."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(
        self,
        account_id: str,
        action: str,
        subject: str = "",
        *,
        project_id: str | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Add an entry."""
        row = AuditRow(
            at=now(),
            account_id=account_id,
            project_id=project_id,
            action=action,
            subject=subject[:300],
            detail=dict(detail or {}),
        )
        with self._store.write() as session:
            session.add(row)

    def list(self, project_id: str | None = None, limit: int = 100) -> list[AuditEntry]:
        """The newest entries first; of one project, or of everything."""
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if project_id is not None:
            query = query.where(AuditRow.project_id == project_id)
        with self._store.read() as session:
            return [
                AuditEntry(row.at, row.account_id, row.action, row.subject, row.project_id, row.detail)
                for row in session.scalars(query)
            ]
