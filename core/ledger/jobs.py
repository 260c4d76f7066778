"""Jobs: long operations and how far they are.

Invariant: a job changes state by compare-and-set (`change(…, when=…)`), so that a cancel, a worker that starts it and a
sweep after a crash never overwrite each other.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.errors import NotFoundError
from core.ledger.store import Store
from core.ledger.tables.base import now
from core.ledger.tables.products import JobRow
from core.records import Job, JobState


class JobChanges(TypedDict, total=False):
    """What may be changed of a job; None is a value like any other."""

    state: JobState
    done: int
    total: int | None
    unit: str
    phase: str
    report: str | None
    error: str | None
    hint: str | None
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None


class Jobs:
    """Repository of jobs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, job: Job) -> Job:
        """Store a new job; where its id is there already, the stored job comes back unchanged."""
        try:
            with self._store.write() as session:
                there = session.get(JobRow, job.id)
                if there is not None:
                    return _as_job(there)
                row = _as_row(job)
                session.add(row)
                session.flush()
                return _as_job(row)
        except IntegrityError:
            return self.get(job.id)

    def get(self, job_id: str) -> Job:
        """The job of this id. Raises NotFoundError."""
        with self._store.read() as session:
            row = session.get(JobRow, job_id)
            if row is None:
                raise NotFoundError(f"There is no job “{job_id}”.")
            return _as_job(row)

    def list(self, project_id: str | None = None, states: Collection[JobState] = (), limit: int = 100) -> list[Job]:
        """Jobs, newest first; of one project or of all, in these states or in any."""
        query = select(JobRow).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
        if project_id is not None:
            query = query.where(JobRow.project_id == project_id)
        if states:
            query = query.where(JobRow.state.in_(list(states)))
        with self._store.read() as session:
            return [_as_job(row) for row in session.scalars(query)]

    def change(self, job_id: str, *, when: Collection[JobState], **fields: Unpack[JobChanges]) -> Job | None:
        """Change the job if it is in one of the states `when`; None, and nothing changed, where it is not."""
        statement = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(list(when)))
            .values(**fields, updated_at=now())
            .returning(JobRow)
        )
        with self._store.write() as session:
            row = session.scalars(statement).one_or_none()
            return _as_job(row) if row else None


def _as_row(job: Job) -> JobRow:
    at = job.created_at or now()
    return JobRow(
        id=job.id,
        project_id=job.project_id,
        kind=job.kind,
        title=job.title,
        state=job.state,
        done=job.done,
        total=job.total,
        unit=job.unit,
        phase=job.phase,
        request=job.request,
        report=job.report,
        error=job.error,
        hint=job.hint,
        attempts=job.attempts,
        created_by=job.created_by,
        created_at=at,
        started_at=job.started_at,
        updated_at=job.updated_at or at,
        finished_at=job.finished_at,
    )


def _as_job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        project_id=row.project_id,
        kind=row.kind,
        title=row.title,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        unit=row.unit,
        phase=row.phase,
        request=row.request,
        report=row.report,
        error=row.error,
        hint=row.hint,
        attempts=row.attempts,
        created_by=row.created_by,
        created_at=row.created_at,
        started_at=row.started_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
    )
