"""Targets: how many kept segments each cell of a project should have."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from core.errors import InvalidInputError
from core.ledger.store import Store
from core.ledger.tables.projects import TargetRow
from core.records import Target


class Targets:
    """Repository of targets; one number a cell."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, targets: Iterable[Target]) -> None:
        """Set each target; 0 takes it away. Raises InvalidInputError for a negative number."""
        wanted = list(targets)
        for target in wanted:
            if target.wanted < 0:
                raise InvalidInputError(f"A target of {target.wanted} segments cannot be met.", hint="Give 0 or more.")
        with self._store.write() as session:
            for target in wanted:
                cell = _cell(target)
                session.execute(
                    delete(TargetRow).where(
                        TargetRow.project_id == target.project_id,
                        TargetRow.language == cell[0],
                        TargetRow.formality == cell[1],
                        TargetRow.domain == cell[2],
                    )
                )
                if target.wanted:
                    session.add(
                        TargetRow(
                            project_id=target.project_id,
                            language=cell[0],
                            formality=cell[1],
                            domain=cell[2],
                            wanted=target.wanted,
                        )
                    )
                    session.flush()

    def list(self, project_id: str) -> list[Target]:
        """All targets of a project."""
        with self._store.read() as session:
            rows = session.scalars(
                select(TargetRow)
                .where(TargetRow.project_id == project_id)
                .order_by(TargetRow.language, TargetRow.formality, TargetRow.domain)
            )
            return [
                Target(row.project_id, row.language or None, row.formality or None, row.domain or None, row.wanted)
                for row in rows
            ]


def _cell(target: Target) -> tuple[str, str, str]:
    return target.language or "", target.formality or "", target.domain or ""
