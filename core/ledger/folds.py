"""Folds: which events a version of the corpus already holds in its human columns.

Invariant: from `corpus_version` on, every version of the corpus holds what the events up to `seq` say. Where a fold was
cut short, a version may hold more than is noted here, never less; applying events again changes nothing.
"""

from sqlalchemy import func, select

from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.work import FoldRow


class Folds:
    """Repository of folds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, project_id: str, seq: int, corpus_version: int) -> None:
        """Note that `corpus_version` holds the events up to `seq`; noting it twice is harmless."""
        with self._store.write() as session:
            if session.get(FoldRow, (project_id, seq)) is None:
                session.add(FoldRow(project_id=project_id, seq=seq, corpus_version=corpus_version, folded_at=now()))

    def watermark(self, project_id: str, corpus_version: int | None = None) -> int:
        """Up to which event the newest version of the corpus, or the one named, holds what was decided."""
        query = select(func.max(FoldRow.seq)).where(FoldRow.project_id == project_id)
        if corpus_version is not None:
            query = query.where(FoldRow.corpus_version <= corpus_version)
        with self._store.read() as session:
            return session.scalar(query) or 0
