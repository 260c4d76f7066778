"""Data versions: frozen selections. Written once; only an erasure changes one, and says so."""

from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.products import DataVersionRow
from core.records import DataVersion


class DataVersions:
    """Repository of data versions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def next_number(self, project_id: str) -> int:
        """The number that the project's next data version will have."""
        query = select(func.max(DataVersionRow.number)).where(DataVersionRow.project_id == project_id)
        with self._store.read() as session:
            return (session.scalar(query) or 0) + 1

    def add(self, version: DataVersion) -> DataVersion:
        """Store a data version; adding the same id again gives the stored one. Raises ConflictError (number taken)."""
        dated = version if version.created_at else replace(version, created_at=now())
        try:
            with self._store.write() as session:
                there = session.get(DataVersionRow, version.id)
                if there is not None:
                    return _as_version(there)
                session.add(
                    DataVersionRow(
                        id=dated.id,
                        project_id=dated.project_id,
                        number=dated.number,
                        name=dated.name,
                        corpus_version=dated.corpus_version,
                        event_seq=dated.event_seq,
                        content_hash=dated.content_hash,
                        rows=dict(dated.rows),
                        path=dated.path,
                        created_by=dated.created_by,
                        created_at=dated.created_at,
                    )
                )
        except IntegrityError as error:
            raise ConflictError(
                f"The project has a data version {version.number} already.", hint="Freeze again to get the next number."
            ) from error
        return dated

    def get(self, project_id: str, version_id: str) -> DataVersion:
        """One data version of a project. Raises NotFoundError."""
        with self._store.read() as session:
            row = session.get(DataVersionRow, version_id)
            if row is None or row.project_id != project_id:
                raise NotFoundError(f"There is no data version “{version_id}” in “{project_id}”.")
            return _as_version(row)

    def by_number(self, project_id: str, number: int) -> DataVersion:
        """A project's data version of this number. Raises NotFoundError."""
        query = select(DataVersionRow).where(DataVersionRow.project_id == project_id, DataVersionRow.number == number)
        with self._store.read() as session:
            row = session.scalar(query)
            if row is None:
                raise NotFoundError(f"“{project_id}” has no data version {number}.")
            return _as_version(row)

    def lessen(self, version: DataVersion) -> None:
        """Write down what an erasure left of a data version: its rows, hash, number of erased rows, and place."""
        changed = {
            "rows": dict(version.rows),
            "content_hash": version.content_hash,
            "erased": version.erased,
            "detached": version.detached,
        }
        with self._store.write() as session:
            session.execute(update(DataVersionRow).where(DataVersionRow.id == version.id).values(**changed))

    def list(self, project_id: str) -> list[DataVersion]:
        """A project's data versions, newest first."""
        query = select(DataVersionRow).where(DataVersionRow.project_id == project_id)
        with self._store.read() as session:
            return [_as_version(row) for row in session.scalars(query.order_by(DataVersionRow.number.desc()))]


def _as_version(row: DataVersionRow) -> DataVersion:
    return DataVersion(
        id=row.id,
        project_id=row.project_id,
        number=row.number,
        name=row.name,
        corpus_version=row.corpus_version,
        event_seq=row.event_seq,
        content_hash=row.content_hash,
        rows=dict(row.rows),
        path=row.path,
        created_by=row.created_by,
        created_at=row.created_at,
        erased=row.erased,
        detached=row.detached,
    )
