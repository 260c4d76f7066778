"""Leases: which segment is in whose hands, and until when.

Invariants: a segment is leased to one person at a time within a project, by a unique key; whoever asks first has it; a
lease that ran out is taken over in the same statement that finds it free, so nothing waits for a clean-up; heartbeats
keep a lease for LONGEST at most, so that a forgotten window starves nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, case, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.ledger.chunks import in_chunks
from core.ledger.naming import new_id
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.work import LeaseRow
from core.records import Lease

LONGEST = timedelta(hours=2)
COLUMNS = (
    LeaseRow.id,
    LeaseRow.project_id,
    LeaseRow.worklist_id,
    LeaseRow.segment_id,
    LeaseRow.account_id,
    LeaseRow.expires_at,
)
"""In the order of the fields of records.Lease."""


class Leases:
    """Repository of leases."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def claim(
        self,
        project_id: str,
        worklist_id: str,
        account_id: str,
        candidate_ids: Sequence[str],
        *,
        count: int,
        minutes: float,
    ) -> list[Lease]:
        """Lease the first `count` candidates that nobody else holds, in their order.

        What this person holds already is renewed and counts. Fewer come back where the candidates do not suffice.
        """
        if count < 1 or not candidate_ids:
            return []
        at = now()
        claimed: list[Lease] = []
        with self._store.write(passing=True) as session:
            _one_at_a_time(session, self._store.is_sqlite, project_id)
            for chunk in in_chunks(list(dict.fromkeys(candidate_ids))):
                free = _not_held_by_others(session, project_id, account_id, chunk, at)[: count - len(claimed)]
                made = [
                    Lease(new_id(), project_id, worklist_id, segment_id, account_id, at + timedelta(minutes=minutes))
                    for segment_id in free
                ]
                claimed += self._put(session, made, at)
                if len(claimed) == count:
                    break
        return claimed

    def heartbeat(self, project_id: str, account_id: str, lease_ids: Collection[str], minutes: float) -> list[Lease]:
        """Keep these leases for `minutes` more; those that went to somebody else are not in the answer."""
        with self._store.write(passing=True) as session:
            rows = list(
                session.scalars(
                    select(LeaseRow).where(
                        LeaseRow.project_id == project_id,
                        LeaseRow.account_id == account_id,
                        LeaseRow.id.in_(list(lease_ids)),
                    )
                )
            )
            for row in rows:
                row.expires_at = min(now() + timedelta(minutes=minutes), row.leased_at + LONGEST)
            return [Lease(*(getattr(row, column.key) for column in COLUMNS)) for row in rows]

    def release(self, project_id: str, account_id: str, segment_ids: Collection[str]) -> None:
        """Give segments back, whether they are done or not."""
        with self._store.write(passing=True) as session:
            session.execute(
                delete(LeaseRow).where(
                    LeaseRow.project_id == project_id,
                    LeaseRow.account_id == account_id,
                    LeaseRow.segment_id.in_(list(segment_ids)),
                ),
                execution_options={"synchronize_session": False},
            )

    def held(self, project_id: str, account_id: str, worklist_id: str | None = None) -> list[Lease]:
        """What somebody holds at present, oldest first."""
        query = _own(project_id, account_id).where(LeaseRow.expires_at > now())
        if worklist_id is not None:
            query = query.where(LeaseRow.worklist_id == worklist_id)
        with self._store.read() as session:
            return [Lease(*row) for row in session.execute(query.order_by(LeaseRow.leased_at, LeaseRow.id))]

    def of_segments(self, project_id: str, account_id: str, segment_ids: Collection[str]) -> list[Lease]:
        """Somebody's leases of these segments, also those that ran out and went to nobody else."""
        with self._store.read() as session:
            query = _own(project_id, account_id).where(LeaseRow.segment_id.in_(list(segment_ids)))
            return [Lease(*row) for row in session.execute(query)]

    def held_by_others(self, project_id: str, account_id: str) -> set[str]:
        """The segments of a project that other people hold at present."""
        query = select(LeaseRow.segment_id).where(
            LeaseRow.project_id == project_id, LeaseRow.account_id != account_id, LeaseRow.expires_at > now()
        )
        with self._store.read() as session:
            return set(session.scalars(query))

    def expire(self) -> int:
        """Clear away leases that ran out; how many there were. Only tidiness: nothing depends on it."""
        with self._store.write() as session:
            gone = session.scalars(delete(LeaseRow).where(LeaseRow.expires_at <= now()).returning(LeaseRow.id)).all()
            return len(gone)

    def _put(self, session: Session, leases: Sequence[Lease], at: datetime) -> list[Lease]:
        """Store leases, in this order; one that the person has already keeps its id."""
        if not leases:
            return []
        statement = (sqlite.insert if self._store.is_sqlite else postgresql.insert)(LeaseRow)
        given = statement.excluded
        replacing = statement.on_conflict_do_update(
            index_elements=["project_id", "segment_id"],
            set_={name: given[name] for name in ("worklist_id", "account_id", "leased_at", "expires_at")}
            | {"id": case((LeaseRow.account_id == given.account_id, LeaseRow.id), else_=given.id)},
        ).returning(*COLUMNS)
        rows = [
            {column.key: getattr(lease, column.key) for column in COLUMNS}
            | {"leased_at": at + timedelta(microseconds=place)}  # so that their order can be told later
            for place, lease in enumerate(leases)
        ]
        stored = {row.segment_id: Lease(*row) for row in session.connection().execute(replacing, rows)}
        return [stored[lease.segment_id] for lease in leases]


def _one_at_a_time(session: Session, is_sqlite: bool, project_id: str) -> None:
    """Claims of one project wait for each other until the commit (SQLite: the write lock is held already)."""
    if not is_sqlite:
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext('lease'), hashtext(:project))"), {"project": project_id}
        )


def _not_held_by_others(
    session: Session, project_id: str, account_id: str, candidate_ids: Sequence[str], at: datetime
) -> list[str]:
    held = set(
        session.scalars(
            select(LeaseRow.segment_id).where(
                LeaseRow.project_id == project_id,
                LeaseRow.segment_id.in_(candidate_ids),
                LeaseRow.account_id != account_id,
                LeaseRow.expires_at > at,
            )
        )
    )
    return [segment_id for segment_id in candidate_ids if segment_id not in held]


def _own(project_id: str, account_id: str) -> Select[str, str, str, str, str, datetime]:
    return select(*COLUMNS).where(LeaseRow.project_id == project_id, LeaseRow.account_id == account_id)
