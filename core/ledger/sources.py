"""Sources: where bodies of segments came from. The same file or address in a project is the same source."""

from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.products import SourceRow
from core.records import Origin, Source


class Sources:
    """Repository of sources."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, source: Source) -> Source:
        """Store a source; where its identity is in the project already, the stored one comes back unchanged.

        Raises ConflictError for one that was taken down: what was erased on request does not come back by accident.
        """
        there = self.by_identity(source.project_id, source.identity)
        if there is not None:
            return _open(there)
        dated = source if source.created_at else replace(source, created_at=now())
        try:
            with self._store.write() as session:
                session.add(
                    SourceRow(
                        id=dated.id,
                        project_id=dated.project_id,
                        kind=dated.kind,
                        name=dated.name,
                        identity=dated.identity,
                        locator=dated.locator,
                        origin=dated.origin,
                        licence=dated.licence,
                        consent=dated.consent,
                        job_id=dated.job_id,
                        created_at=dated.created_at,
                    )
                )
        except IntegrityError:
            there = self.by_identity(source.project_id, source.identity)
            if there is None:
                raise
            return _open(there)
        return dated

    def take_down(self, project_id: str, source_id: str, name: str | None = None) -> Source:
        """Close a source for good, the first time counts; `name` is what it is called then, without its locator.

        Raises NotFoundError.
        """
        there = self.get(project_id, source_id)
        changed = replace(there, taken_down_at=there.taken_down_at or now())
        if name is not None:
            changed = replace(changed, name=name, locator="")
        with self._store.write() as session:
            session.execute(
                update(SourceRow)
                .where(SourceRow.id == source_id)
                .values(name=changed.name, locator=changed.locator, taken_down_at=changed.taken_down_at)
            )
        return changed

    def get(self, project_id: str, source_id: str) -> Source:
        """One source of a project. Raises NotFoundError."""
        with self._store.read() as session:
            row = session.get(SourceRow, source_id)
            if row is None or row.project_id != project_id:
                raise NotFoundError(f"There is no source “{source_id}” in “{project_id}”.")
            return _as_source(row)

    def by_identity(self, project_id: str, identity: str) -> Source | None:
        """The source that is this file, address or name."""
        query = select(SourceRow).where(SourceRow.project_id == project_id, SourceRow.identity == identity)
        with self._store.read() as session:
            row = session.scalar(query)
            return _as_source(row) if row else None

    def list(self, project_id: str) -> list[Source]:
        """All sources of a project, newest first."""
        query = select(SourceRow).where(SourceRow.project_id == project_id)
        with self._store.read() as session:
            return [
                _as_source(row) for row in session.scalars(query.order_by(SourceRow.created_at.desc(), SourceRow.id))
            ]


def _open(source: Source) -> Source:
    if source.taken_down_at is not None:
        raise ConflictError(
            f"This source was taken down on {source.taken_down_at:%Y-%m-%d}; its text was erased and cannot be added.",
            hint="If its owner allows it again, bring it in from another file or address.",
        )
    return source


def _as_source(row: SourceRow) -> Source:
    return Source(
        id=row.id,
        project_id=row.project_id,
        kind=row.kind,
        name=row.name,
        identity=row.identity,
        locator=row.locator,
        origin=Origin(row.origin),
        licence=row.licence,
        consent=row.consent,
        job_id=row.job_id,
        created_at=row.created_at,
        taken_down_at=row.taken_down_at,
    )
