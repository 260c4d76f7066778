"""Identify the language of every segment that the project's present configuration has not seen.

What is asked (detectors, expected languages) is fixed by the first step, so a job that goes on after a crash asks the
same. Each further step is one unit (`identification.units`), committed whole; the job ends when nothing is pending.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pydantic import BaseModel

from core.identification.calibrating import Calibration
from core.identification.configuration import Question, project_question, project_specs
from core.identification.detectors import DetectorSpec
from core.identification.pending import pending_rows
from core.identification.pool import DetectorPool
from core.identification.summary import FilterSummary, filter_summary
from core.identification.units import UnitResult, identify_unit, unit_rows
from core.jobs.run import JobRun
from core.jobs.workflows import clean


class IdentifyRequest(BaseModel):
    """Which project; `detectors` empty means the project's own; `processes` 0 means one a core; `clean`: clean then."""

    project_id: str
    detectors: tuple[str, ...] = ()
    use_declared: bool = True
    processes: int = 0
    clean: bool = False


class IdentifyPlan(BaseModel):
    """What is asked of whom, fixed for the whole job."""

    detectors: list[DetectorSpec]
    expected: tuple[str, ...]
    use_declared: bool
    calibration: Calibration | None = None
    only_expected: bool = False
    total: int
    unit_rows: int


class IdentifyReport(BaseModel):
    """How many rows were identified by this job, their outcomes, and how the whole project stands now."""

    rows: int
    statuses: dict[str, int]
    detectors: tuple[str, ...]
    summary: FilterSummary


def run(job: JobRun, request: IdentifyRequest) -> IdentifyReport:
    """The job."""
    plan = job.step("plan", make_plan, job, request)
    job.log(f"{plan.total} segments to identify with {', '.join(spec.name for spec in plan.detectors)}")
    done, statuses = 0, dict[str, int]()
    with _pool(job, plan, request.processes) as units:
        while (result := job.step("unit", units.next, done)).rows:
            done += result.rows
            for status, n in result.statuses.items():
                statuses[status] = statuses.get(status, 0) + n
            job.progress(done, max(plan.total, done), phase="Identifying")
            job.check_cancelled()
    job.log(f"{done} segments identified")
    if request.clean:
        clean.run(job, clean.CleanRequest(project_id=request.project_id, processes=request.processes))
    summary = job.step("summary", summarise, job)
    return IdentifyReport(
        rows=done, statuses=statuses, detectors=tuple(spec.name for spec in plan.detectors), summary=summary
    )


def make_plan(job: JobRun, request: IdentifyRequest) -> IdentifyPlan:
    """Fetch what is missing, count what is pending, and fix what is asked."""
    project = job.ws.ledger.projects.get(request.project_id)
    job.progress(0, None, phase="Preparing the detectors")
    made = project_specs(job.ws, replace(project, detectors=request.detectors or project.detectors))
    question = project_question(job.ws, project, use_declared=request.use_declared)
    with DetectorPool(made, question, processes=request.processes) as pool:
        return IdentifyPlan(
            detectors=list(made),
            expected=question.expected,
            use_declared=question.use_declared,
            calibration=question.calibration,
            only_expected=question.only_expected,
            total=pending_rows(job.ws.corpus(request.project_id), pool.number),
            unit_rows=unit_rows(pool.rate),
        )


def summarise(job: JobRun) -> FilterSummary:
    """How the project stands after the job."""
    with job.ws.snapshot(job.project_id) as snapshot:
        return filter_summary(snapshot)


class Units:
    """The job's units; detectors are loaded when the first one runs, so that a replay loads none."""

    def __init__(self, job: JobRun, plan: IdentifyPlan, processes: int) -> None:
        self._job, self._plan, self._processes = job, plan, processes
        self._pool: DetectorPool | None = None
        self._corpus = job.ws.corpus(job.project_id)

    def next(self, done: int) -> UnitResult:
        """Identify the next unit; `done` rows were identified before it."""
        if self._pool is None:
            plan = self._plan
            question = Question(plan.expected, plan.use_declared, plan.calibration, plan.only_expected)
            self._pool = DetectorPool(self._plan.detectors, question, processes=self._processes)

        def heard(rows: int) -> None:
            self._job.progress(done + rows, max(self._plan.total, done + rows), phase="Identifying")
            self._job.check_cancelled()

        ahead = max(0, self._plan.total - done)
        return identify_unit(self._corpus, self._pool, limit=self._plan.unit_rows, ahead=ahead, on_rows=heard)

    def close(self) -> None:
        """End the detecting processes."""
        if self._pool is not None:
            self._pool.close()


@contextmanager
def _pool(job: JobRun, plan: IdentifyPlan, processes: int) -> Iterator[Units]:
    units = Units(job, plan, processes)
    try:
        yield units
    finally:
        units.close()
