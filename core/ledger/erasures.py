"""Erasures and their tombstones: that something was here, and why it is not any more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select, update

from core.ledger.bulk import insert_rows
from core.ledger.chunks import in_chunks
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.trust import ErasureRow, TombstoneRow
from core.records import Erasure

TOMBSTONES = cast(Table, TombstoneRow.__table__)
NAMES = ("project_id", "segment_id", "erasure_id")


@dataclass(frozen=True, slots=True)
class _Tombstone:
    project_id: str
    segment_id: str
    erasure_id: str


class Erasures:
    """Repository of erasures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, erasure: Erasure, segment_ids: Sequence[str]) -> Erasure:
        """Write down an erasure with tombstones for its segments; repeated, it adds the tombstones that lack."""
        with self._store.write() as session:
            row = session.get(ErasureRow, erasure.id)
            if row is None:
                row = ErasureRow(
                    id=erasure.id,
                    project_id=erasure.project_id,
                    source_id=erasure.source_id,
                    account_id=erasure.account_id,
                    reason=erasure.reason,
                    note=erasure.note,
                    segments=0,
                    asked_at=erasure.asked_at or now(),
                )
                session.add(row)
                session.flush()
            held: set[str] = set()
            for chunk in in_chunks(segment_ids):
                query = select(TombstoneRow.segment_id).where(
                    TombstoneRow.project_id == erasure.project_id, TombstoneRow.segment_id.in_(chunk)
                )
                held.update(session.scalars(query))
            new = [name for name in dict.fromkeys(segment_ids) if name not in held]
            if new:
                stones = [_Tombstone(erasure.project_id, name, erasure.id) for name in new]
                insert_rows(session, TOMBSTONES, NAMES, stones)
            row.segments += len(new)
            session.flush()
            return _as_erasure(row)

    def finish(self, erasure_id: str) -> None:
        """Write down that nothing is left; the first time counts."""
        statement = update(ErasureRow).where(ErasureRow.id == erasure_id, ErasureRow.finished_at.is_(None))
        with self._store.write() as session:
            session.execute(statement.values(finished_at=now()))

    def segment_ids(self, erasure_id: str) -> list[str]:
        """The segments that an erasure is about, ordered by id."""
        query = select(TombstoneRow.segment_id).where(TombstoneRow.erasure_id == erasure_id)
        with self._store.read() as session:
            return list(session.scalars(query.order_by(TombstoneRow.segment_id)))

    def among(self, project_id: str, segment_ids: Collection[str]) -> dict[str, str]:
        """Which of these segments were erased, with the erasure's id."""
        found: dict[str, str] = {}
        with self._store.read() as session:
            for chunk in in_chunks(list(segment_ids)):
                query = select(TombstoneRow.segment_id, TombstoneRow.erasure_id).where(
                    TombstoneRow.project_id == project_id, TombstoneRow.segment_id.in_(chunk)
                )
                found.update((name, erasure) for name, erasure in session.execute(query))
        return found

    def list(self, project_id: str) -> list[Erasure]:
        """A project's erasures, newest first."""
        query = select(ErasureRow).where(ErasureRow.project_id == project_id)
        with self._store.read() as session:
            return [_as_erasure(row) for row in session.scalars(query.order_by(ErasureRow.asked_at.desc()))]


def _as_erasure(row: ErasureRow) -> Erasure:
    return Erasure(**{name: getattr(row, name) for name in Erasure.__slots__})
