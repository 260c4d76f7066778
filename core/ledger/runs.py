"""Runs: trainings, what they were made from and how far they are."""

from dataclasses import replace
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.products import RunRow
from core.records import Run


class RunChanges(TypedDict, total=False):
    """What may be changed of a run; what it was made from may not."""

    name: str
    state: str
    step: int
    steps: int | None
    job_id: str | None


class Runs:
    """Repository of runs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, run: Run) -> Run:
        """Store a run; adding the same id again gives the stored one."""
        dated = run if run.created_at else replace(run, created_at=now())
        with self._store.write() as session:
            there = session.get(RunRow, run.id)
            if there is not None:
                return _as_run(there)
            session.add(
                RunRow(
                    id=dated.id,
                    project_id=dated.project_id,
                    name=dated.name,
                    kind=dated.kind,
                    model=dated.model,
                    data_version_id=dated.data_version_id,
                    recipe=dated.recipe,
                    seed=dated.seed,
                    path=dated.path,
                    state=dated.state,
                    step=dated.step,
                    steps=dated.steps,
                    job_id=dated.job_id,
                    created_by=dated.created_by,
                    created_at=dated.created_at,
                )
            )
        return dated

    def get(self, project_id: str, run_id: str) -> Run:
        """One run of a project. Raises NotFoundError."""
        with self._store.read() as session:
            return _as_run(_row(session, project_id, run_id))

    def list(self, project_id: str) -> list[Run]:
        """A project's runs, newest first."""
        query = select(RunRow).where(RunRow.project_id == project_id)
        with self._store.read() as session:
            return [_as_run(row) for row in session.scalars(query.order_by(RunRow.created_at.desc(), RunRow.id))]

    def update(self, project_id: str, run_id: str, **changes: Unpack[RunChanges]) -> Run:
        """Change how far a run is. Raises NotFoundError."""
        with self._store.write() as session:
            row = _row(session, project_id, run_id)
            for field, value in changes.items():
                setattr(row, field, value)
            session.flush()
            return _as_run(row)


def _row(session: Session, project_id: str, run_id: str) -> RunRow:
    row = session.get(RunRow, run_id)
    if row is None or row.project_id != project_id:
        raise NotFoundError(f"There is no run “{run_id}” in “{project_id}”.")
    return row


def _as_run(row: RunRow) -> Run:
    return Run(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        kind=row.kind,
        model=row.model,
        data_version_id=row.data_version_id,
        recipe=row.recipe,
        seed=row.seed,
        path=row.path,
        state=row.state,
        step=row.step,
        steps=row.steps,
        job_id=row.job_id,
        created_by=row.created_by,
        created_at=row.created_at,
    )
