"""Jobs from the command line: done here and now, or, where a worker is at work, by it while we look on.

Two writers in one project would disturb each other, so a command holds the worker's lock while it works itself.
"""

import time
import uuid
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from core.commands.interrupting import Interruptible
from core.commands.options import say
from core.errors import IsoglossError, JobCancelledError, WorkerBusyError
from core.jobs.inline import run_inline
from core.jobs.locking import worker_lock
from core.jobs.progress import ProgressMark
from core.jobs.submitting import submit
from core.records import FINAL_STATES, Job, JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

R = TypeVar("R", bound=BaseModel)

LOOK_SECONDS = 0.5


def do_job(ws: "Workspace", kind: str, request: BaseModel, report: type[R], *, project_id: str) -> R:
    """The report of a job that has been done; raises what ended the job otherwise.

    On Ctrl-C a job that is done here stops and saves; one that a worker does goes on.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(worker_lock(ws, patience=0.5))
        except WorkerBusyError:
            return report.model_validate_json(_let_do(ws, kind, request, project_id))
        interruptible = stack.enter_context(Interruptible())
        done = run_inline(
            ws,
            kind,
            request,
            project_id=project_id,
            on_progress=_show,
            is_asked_to_stop=lambda: interruptible.is_asked,
        )
        return report.model_validate_json(done.model_dump_json())


def _let_do(ws: "Workspace", kind: str, request: BaseModel, project_id: str) -> str:
    job = submit(ws, kind, request, key=uuid.uuid4().hex, project_id=project_id, account_id="local")
    say(f"The worker does it as job {job.id}; to stop it: python -m core jobs cancel {job.id}")
    shown = ""
    while job.state not in FINAL_STATES:
        time.sleep(LOOK_SECONDS)
        job = ws.ledger.jobs.get(job.id)
        if (line := _line(job)) != shown:
            say(line)
            shown = line
    return _report(job)


def _report(job: Job) -> str:
    if job.state is JobState.CANCELLED:
        raise JobCancelledError(f"“{job.title}” was stopped.", hint=f"Go on with: python -m core jobs retry {job.id}")
    if job.state is not JobState.DONE or job.report is None:
        raise IsoglossError(job.error or f"“{job.title}” failed.", hint=job.hint or "")
    return job.report


def _show(mark: ProgressMark) -> None:
    say(_progress(mark.phase or "", mark.done, mark.total, mark.unit))


def _line(job: Job) -> str:
    if job.state is JobState.QUEUED:
        return "It waits for its turn."
    return _progress(job.phase, job.done, job.total, job.unit)


def _progress(phase: str, done: int, total: int | None, unit: str) -> str:
    of = f" of {total:,}" if total is not None else ""
    return f"{phase or 'Working'}: {done:,}{of} {unit}"
