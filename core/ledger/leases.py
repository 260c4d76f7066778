"""Leases: which segment is in whose hands, and until when.

Invariants: the people who hold a segment and those who finished it are together never more than its worklist asks for
when it is handed out; claims of one project wait for each other, and each looks at leases first and at labels after:
who labels gives back only when the label is there, so that nobody is missed. A lease that ran out counts for nothing,
and a claim that takes its place ends it, so that nothing waits for a clean-up. Heartbeats keep a lease for LONGEST at
most, so that a forgotten window starves nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.ledger.chunks import in_chunks
from core.ledger.finishing import finished
from core.ledger.naming import new_id
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.work import LeaseRow, WorklistRow
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


class _Asked(NamedTuple):
    """Who asks for segments of which project, how many people may label each, and in which schemes."""

    project_id: str
    account_id: str
    overlap: int
    schemes: tuple[str, ...]


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
        overlap: int = 1,
        schemes: Sequence[str] = (),
    ) -> list[Lease]:
        """Lease the first `count` candidates that are free for this person, in their order.

        A candidate is free when nobody else holds it. With an `overlap` above 1: when the others who hold it or
        finished it (in `schemes`) are fewer than that, and the person did not finish it. What this person holds already
        is renewed and counts. Fewer come back where the candidates do not suffice.
        """
        if count < 1 or not candidate_ids:
            return []
        at, asked = now(), _Asked(project_id, account_id, overlap, tuple(schemes))
        claimed: list[Lease] = []
        with self._store.write(passing=True) as session:
            _one_at_a_time(session, self._store.is_sqlite, project_id)
            for chunk in in_chunks(list(dict.fromkeys(candidate_ids))):
                held = _others(session, project_id, account_id, chunk, at)  # before the labels: see above
                free = _free(session, held, chunk, asked)[: count - len(claimed)]
                _end_outworn(session, project_id, account_id, free, at)
                made = [
                    Lease(new_id(), project_id, worklist_id, segment_id, account_id, at + timedelta(minutes=minutes))
                    for segment_id in free
                ]
                claimed += self._put(session, made, at)
                if len(claimed) == count:
                    break
        return claimed

    def heartbeat(self, project_id: str, account_id: str, lease_ids: Collection[str], minutes: float) -> list[Lease]:
        """Keep these leases for `minutes` more; those whose places others took are not in the answer."""
        with self._store.write(passing=True) as session:
            _one_at_a_time(session, self._store.is_sqlite, project_id)
            rows = list(
                session.scalars(
                    select(LeaseRow)
                    .where(
                        LeaseRow.project_id == project_id,
                        LeaseRow.account_id == account_id,
                        LeaseRow.id.in_(list(lease_ids)),
                    )
                    .with_for_update()
                )
            )
            gone = self._lost(session, account_id, rows)
            for row in gone:
                session.delete(row)
            rows = [row for row in rows if row not in gone]
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

    def holders(self, project_id: str) -> dict[str, set[str]]:
        """The segments of a project that are in hands at present, with whose hands these are."""
        query = select(LeaseRow.segment_id, LeaseRow.account_id).where(
            LeaseRow.project_id == project_id, LeaseRow.expires_at > now()
        )
        found: dict[str, set[str]] = {}
        with self._store.read() as session:
            for segment_id, account_id in session.execute(query):
                found.setdefault(segment_id, set()).add(account_id)
        return found

    def expire(self) -> int:
        """Clear away leases that ran out; how many there were. Only tidiness: nothing depends on it."""
        with self._store.write() as session:
            gone = session.scalars(delete(LeaseRow).where(LeaseRow.expires_at <= now()).returning(LeaseRow.id)).all()
            return len(gone)

    def _lost(self, session: Session, account_id: str, rows: Sequence[LeaseRow]) -> list[LeaseRow]:
        """Those of a person's leases that ran out and whose places are taken by now."""
        at, lost = now(), []
        for row in rows:
            if row.expires_at > at:
                continue
            worklist = session.get_one(WorklistRow, row.worklist_id)
            asked = _Asked(row.project_id, account_id, worklist.overlap, tuple(worklist.schemes))
            held = _others(session, row.project_id, account_id, [row.segment_id], at)
            if not _free(session, held, [row.segment_id], asked):
                lost.append(row)
        return lost

    def _put(self, session: Session, leases: Sequence[Lease], at: datetime) -> list[Lease]:
        """Store leases, in this order; one that the person has already keeps its id."""
        if not leases:
            return []
        statement = (sqlite.insert if self._store.is_sqlite else postgresql.insert)(LeaseRow)
        given = statement.excluded
        replacing = statement.on_conflict_do_update(
            index_elements=["project_id", "segment_id", "account_id"],
            set_={name: given[name] for name in ("worklist_id", "leased_at", "expires_at")},
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


def _others(
    session: Session, project_id: str, account_id: str, segment_ids: Sequence[str], at: datetime
) -> dict[str, set[str]]:
    """Who else holds these segments at present."""
    query = select(LeaseRow.segment_id, LeaseRow.account_id).where(
        LeaseRow.project_id == project_id,
        LeaseRow.segment_id.in_(segment_ids),
        LeaseRow.account_id != account_id,
        LeaseRow.expires_at > at,
    )
    found: dict[str, set[str]] = {}
    for segment_id, other in session.execute(query):
        found.setdefault(segment_id, set()).add(other)
    return found


def _free(session: Session, held: dict[str, set[str]], segment_ids: Sequence[str], asked: _Asked) -> list[str]:
    """Those of the segments that are free for the person, given who else holds them."""
    own = set()
    if asked.overlap > 1:
        for one in finished(session, asked.project_id, asked.schemes, segment_ids=segment_ids):
            if one.account_id == asked.account_id:
                own.add(one.segment_id)
            else:
                held.setdefault(one.segment_id, set()).add(one.account_id)
    return [one for one in segment_ids if one not in own and len(held.get(one, ())) < asked.overlap]


def _end_outworn(session: Session, project_id: str, account_id: str, segment_ids: Sequence[str], at: datetime) -> None:
    """End what ran out on segments that are about to be handed out: a late heartbeat must not revive it."""
    session.execute(
        delete(LeaseRow).where(
            LeaseRow.project_id == project_id,
            LeaseRow.segment_id.in_(segment_ids),
            LeaseRow.account_id != account_id,
            LeaseRow.expires_at <= at,
        ),
        execution_options={"synchronize_session": False},
    )


def _own(project_id: str, account_id: str) -> Select[str, str, str, str, str, datetime]:
    return select(*COLUMNS).where(LeaseRow.project_id == project_id, LeaseRow.account_id == account_id)
