"""Clean every segment that is not cleaned yet: figures, a normalised text beside the stored one, personal data.

Nothing is left out by it: what is beyond which limit is the filter's say. Each step is one unit (`cleaning.units`),
committed whole; the job ends when nothing is pending.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel

from core.cleaning.configuration import pending
from core.cleaning.pool import CleaningPool
from core.cleaning.units import CleanUnit, clean_unit
from core.identification.checking import vote_counts
from core.identification.summary import FilterSummary, filter_summary
from core.jobs.run import JobRun


class CleanRequest(BaseModel):
    """Which project; `processes` 0 means one a core."""

    project_id: str
    processes: int = 0


class CleanReport(BaseModel):
    """How many rows were cleaned by this job, what was found in them, and how the whole project stands now."""

    rows: int
    normalised: int
    personal: int
    untranslated: int
    summary: FilterSummary


def run(job: JobRun, request: CleanRequest) -> CleanReport:
    """The job."""
    total = job.step("clean: plan", count, job)
    job.log(f"{total} segments to clean")
    found = CleanUnit(rows=0)
    with _units(job, total, request.processes) as units:
        while (result := job.step("clean: unit", units.next, found.rows)).rows:
            names = CleanUnit.model_fields
            found = CleanUnit(**{name: getattr(found, name) + getattr(result, name) for name in names})
            job.progress(found.rows, max(total, found.rows), phase="Cleaning")
            job.check_cancelled()
    job.log(f"{found.rows} segments cleaned")
    summary = job.step("clean: summary", summarise, job)
    return CleanReport(**found.model_dump(), summary=summary)


def count(job: JobRun) -> int:
    """How many rows wait to be cleaned."""
    return pending(job.ws, job.project_id)


def summarise(job: JobRun) -> FilterSummary:
    """How the project stands after the job; what the detectors said is counted, so that no page has to wait for it."""
    with job.ws.snapshot(job.project_id) as snapshot:
        vote_counts.counted(snapshot, job.ws.project_folder(job.project_id))
        return filter_summary(snapshot)


class Units:
    """The job's units; processes are started when the first large one runs, so that a replay starts none."""

    def __init__(self, job: JobRun, total: int, processes: int) -> None:
        self._job, self._total = job, total
        self._pool = CleaningPool(processes)
        self._corpus = job.ws.corpus(job.project_id)

    def next(self, done: int) -> CleanUnit:
        """Clean the next unit; `done` rows were cleaned before it."""

        def heard(rows: int) -> None:
            self._job.progress(done + rows, max(self._total, done + rows), phase="Cleaning")
            self._job.check_cancelled()

        return clean_unit(self._corpus, self._pool, ahead=max(0, self._total - done), on_rows=heard)

    def close(self) -> None:
        """End the cleaning processes."""
        self._pool.close()


@contextmanager
def _units(job: JobRun, total: int, processes: int) -> Iterator[Units]:
    units = Units(job, total, processes)
    try:
        yield units
    finally:
        units.close()
