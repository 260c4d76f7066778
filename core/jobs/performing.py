"""One job from its first line to its final state, with or without the engine.

Invariants: a job that is already final is left alone, so running it a second time is harmless; the ledger's row is
final before the engine hears that the work is over; a job ends as done, failed (message and hint kept, a traceback in
its log) or cancelled, and only a worker that is told to end leaves it as it was, to be gone on with.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING

from core.errors import IsoglossError, JobCancelledError
from core.jobs.orphans import end_orphan
from core.jobs.progress import Progress, ProgressMark
from core.jobs.registry import LoadedKind, load
from core.jobs.run import JobRun, Steps, append_log
from core.ledger.errors import LedgerUnavailableError
from core.ledger.jobs import JobChanges
from core.records import FINAL_STATES, Job, JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

OPEN_STATES = frozenset(JobState) - FINAL_STATES
PATIENCE_SECONDS = 120.0  # how long the end of a job waits for a database that does not answer

logger = logging.getLogger(__name__)


def perform(
    ws: "Workspace",
    job_id: str,
    make_steps: Callable[[int], Steps],
    *,
    stopping: threading.Event | None = None,
    is_asked_to_stop: Callable[[], bool] = lambda: False,
    on_progress: Callable[[ProgressMark], None] | None = None,
    raise_errors: bool = False,
) -> JobState:
    """Run the job to its end and say in which state it ended.

    `make_steps` gets the number of the attempt; `is_asked_to_stop` says, besides the ledger, whether to stop. With
    `raise_errors` the error that ended the job is raised after it was written down (for callers who wait for the
    result); without, it is only written down.
    """
    job = _begin(ws, job_id)
    if job.state in FINAL_STATES:
        return job.state
    progress = Progress(lambda mark: _write_progress(ws, job_id, mark, on_progress))
    run = JobRun(
        ws,
        job.id,
        job.project_id,
        job.created_by,
        steps=make_steps(job.attempts),
        progress=progress,
        attempt=job.attempts,
        stopping=stopping,
        is_asked_to_stop=is_asked_to_stop,
    )
    with _Ending(run, progress, raise_errors=raise_errors) as ending:
        if job.state is JobState.STOPPING:
            end_orphan(run.folder)
            raise JobCancelledError("The job was stopped on request.", hint="Retry it to go on where it stopped.")
        _work(load(job.kind), run, job, ending)
    return ws.ledger.jobs.get(job_id).state


def _work(kind: LoadedKind, run: JobRun, job: Job, ending: "_Ending") -> None:
    report = kind.run(run, kind.read_request(job.request))
    ending.report = report.model_dump_json()


def _begin(ws: "Workspace", job_id: str) -> Job:
    """Take the job up; one that was asked to stop meanwhile comes back as such, a final one unchanged."""
    job = ws.ledger.jobs.get(job_id)
    attempt = job.attempts + 1
    taken = ws.ledger.jobs.change(
        job_id,
        when={JobState.QUEUED, JobState.RUNNING},
        state=JobState.RUNNING,
        attempts=attempt,
        started_at=job.started_at or datetime.now(UTC),
    )
    if taken is None:
        return ws.ledger.jobs.get(job_id)
    if attempt > 1:
        append_log(ws.job_folder(job_id), f"Going on (attempt {attempt}).")
    return replace(taken, attempts=attempt)


def _write_progress(
    ws: "Workspace", job_id: str, mark: ProgressMark, listener: Callable[[ProgressMark], None] | None
) -> None:
    try:
        ws.ledger.jobs.change(job_id, when={JobState.RUNNING, JobState.STOPPING}, **_counts(mark))
    except LedgerUnavailableError as error:  # a restart of the database is no reason to lose a night's training
        logger.warning("Progress of job %s could not be written: %s", job_id, error.message)
    if listener is not None:
        listener(mark)


def _counts(mark: ProgressMark) -> JobChanges:
    return {"done": mark.done, "total": mark.total, "unit": mark.unit, "phase": mark.phase or ""}


class _Ending:
    """Writes down how a job ended, whatever ended it."""

    def __init__(self, run: JobRun, progress: Progress, *, raise_errors: bool) -> None:
        self._run = run
        self._progress = progress
        self._raise_errors = raise_errors
        self.report: str | None = None

    def __enter__(self) -> "_Ending":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._progress.close()
        if error is None:
            self._finish(JobState.DONE, report=self.report)
            return False
        if not isinstance(error, Exception):
            return False  # the worker is ending, or the engine took the job away: it will be gone on with
        if isinstance(error, JobCancelledError):
            append_log(self._run.folder, "Stopped on request.")
            self._finish(JobState.CANCELLED)
        else:
            self._fail(error)
        return not self._raise_errors

    def _fail(self, error: Exception) -> None:
        message, hint = describe(error)
        append_log(self._run.folder, f"Failed: {message} {hint}")
        if not isinstance(error, IsoglossError):
            append_log(self._run.folder, "".join(traceback.format_exception(error)))
        self._finish(JobState.FAILED, error=message, hint=hint)

    def _finish(
        self, state: JobState, *, report: str | None = None, error: str | None = None, hint: str | None = None
    ) -> None:
        changes: JobChanges = {
            "state": state,
            "report": report,
            "error": error,
            "hint": hint,
            "finished_at": datetime.now(UTC),
        }
        if self._progress.latest is not None:
            changes.update(_counts(self._progress.latest))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._run.ws.ledger.jobs.change(self._run.id, when=OPEN_STATES, **changes)
                return
            except LedgerUnavailableError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(1)


def describe(error: Exception) -> tuple[str, str]:
    """Message and hint of an error as a person should read them."""
    if isinstance(error, IsoglossError):
        return error.message, error.hint
    return (
        f"The job was ended by a defect ({type(error).__name__}: {error}).",
        "Retry it; if it fails again, the job's log holds what a developer needs.",
    )
