"""Bringing the ledger and the engine together again after crashes.

Every few seconds the worker looks at all jobs that are not final: one that is queued in the ledger but unknown to the
engine (the app died between the two) is queued; one whose retry the engine did not hear of is set back; one whose
workflow ended without the job being told, or that ran inline in a process that is gone, is marked as failed, with
what to do. Running it at any moment is harmless.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.jobs import engine
from core.jobs.inline import is_running_inline
from core.jobs.performing import OPEN_STATES
from core.jobs.submitting import hand_over
from core.records import Job, JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

AT_WORK = frozenset({JobState.RUNNING, JobState.STOPPING})
MANY = 10_000
YOUNG = timedelta(seconds=5)  # a job so young is just being handed over by whoever started it

REASONS = {
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": (
        f"The worker died {engine.ATTEMPTS} times while it did this job.",
        "Look at the job's log and the worker's log; less data at once or more memory may help. Then retry it.",
    ),
    "gone": ("The command that did this job ended before the job did.", "Retry it; what was done already is kept."),
    "lost": ("The job ended without a report.", "Retry it; what was done already is kept."),
}


def sweep(ws: "Workspace") -> int:
    """Mend what needs mending; how many jobs were touched."""
    jobs = ws.ledger.jobs.list(states=OPEN_STATES, limit=MANY)
    statuses = engine.statuses(ws.settings.engine_url, jobs)
    return sum(_mend(ws, job, statuses.get(job.id)) for job in jobs)


def _mend(ws: "Workspace", job: Job, status: str | None) -> bool:
    if job.state in AT_WORK:
        return _mend_running(ws, job, status)
    touched = job.updated_at or job.created_at
    is_young = touched is not None and datetime.now(UTC) - touched < YOUNG
    is_known = status is not None and status not in engine.ENDED
    if is_young or is_known or is_running_inline(ws.job_folder(job.id)):
        return False
    hand_over(ws, job)
    return True


def _mend_running(ws: "Workspace", job: Job, status: str | None) -> bool:
    if status is None:
        return not is_running_inline(ws.job_folder(job.id)) and _fail(ws, job, "gone")
    if status in engine.ENDED:
        return _fail(ws, job, status)
    return False


def _fail(ws: "Workspace", job: Job, reason: str) -> bool:
    message, hint = REASONS.get(reason, REASONS["lost"])
    failed = ws.ledger.jobs.change(
        job.id, when=AT_WORK, state=JobState.FAILED, error=message, hint=hint, finished_at=datetime.now(UTC)
    )
    return failed is not None
