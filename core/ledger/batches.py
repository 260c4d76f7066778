"""Batches: labels that one person gave to many segments at once, told from others by the keys of their events.

Invariant: the key of a batch's event is BULK, the batch's id and the segment's id; that of the event which takes it
back has `undo:` before it. So a batch that was cut off, or sent twice, is found again without a table of its own.
"""

from dataclasses import dataclass

from sqlalchemy import select

from core.ledger.audit import AuditEntry
from core.ledger.store import Store
from core.ledger.tables.people import AuditRow
from core.ledger.tables.work import EventRow

BULK = "bulk:"
# Actions of the audit log; the subject is the batch's id.
BEGUN, TAGGED, UNDONE = "labels.bulk.begin", "labels.bulk", "labels.bulk.undo"


@dataclass(frozen=True, slots=True)
class BatchEvent:
    """The part of a batch's event that undoing needs."""

    segment_id: str
    seq: int
    key: str
    scheme: str
    scheme_version: int


def key_of(batch_id: str, segment_id: str) -> str:
    """The key of a batch's event."""
    return f"{BULK}{batch_id}:{segment_id}"


class Batches:
    """Repository of what was recorded in batches."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def events(self, project_id: str, account_id: str, batch_id: str) -> list[BatchEvent]:
        """What this person recorded in a batch, in order."""
        query = select(EventRow.segment_id, EventRow.seq, EventRow.key, EventRow.scheme, EventRow.scheme_version).where(
            EventRow.project_id == project_id,
            EventRow.account_id == account_id,
            EventRow.key.startswith(f"{BULK}{batch_id}:", autoescape=True),
        )
        with self._store.read() as session:
            rows = session.execute(query.order_by(EventRow.seq))
            return [BatchEvent(one, seq, key, scheme or "", version or 0) for one, seq, key, scheme, version in rows]

    def entries(self, project_id: str, action: str, batch_id: str | None = None, limit: int = 50) -> list[AuditEntry]:
        """What the audit log says of batches, newest first."""
        query = select(AuditRow).where(AuditRow.project_id == project_id, AuditRow.action == action)
        if batch_id is not None:
            query = query.where(AuditRow.subject == batch_id)
        with self._store.read() as session:
            return [
                AuditEntry(row.at, row.account_id, row.action, row.subject, row.project_id, row.detail)
                for row in session.scalars(query.order_by(AuditRow.id.desc()).limit(limit))
            ]
