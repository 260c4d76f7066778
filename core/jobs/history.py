"""What pages and commands show of jobs: the row, said honestly.

After a crash a row stays "running" until a worker goes on with it. Whether somebody is working is told by the
worker's heartbeat, not by the row: without one the job is said to wait for a worker.
"""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.jobs.inline import is_running_inline
from core.records import FINAL_STATES, Job, JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

HEARTBEAT_SECONDS = 15.0  # a worker that was silent for so long counts as gone


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it is shown; `share` is the finished part (0..1), None while nobody knows the total."""

    job: Job
    waits_for_worker: bool
    silent_seconds: float
    share: float | None

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more unless somebody retries it."""
        return self.job.state in FINAL_STATES

    @property
    def can_cancel(self) -> bool:
        """Whether stopping it makes sense."""
        return self.job.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def can_retry(self) -> bool:
        """Whether it can be gone on with."""
        return self.job.state in {JobState.FAILED, JobState.CANCELLED}


def worker_is_alive(ws: "Workspace") -> bool:
    """Whether the workspace's worker gave a sign of life lately."""
    return ws.ledger.heartbeat.alive(HEARTBEAT_SECONDS)


def view(ws: "Workspace", job_id: str) -> JobView:
    """One job; raises NotFoundError for an unknown one."""
    return _view(ws, ws.ledger.jobs.get(job_id), worker_is_alive(ws))


def views(ws: "Workspace", project_id: str | None = None, *, limit: int = 50) -> list[JobView]:
    """The newest jobs of a project, or of all."""
    is_alive = worker_is_alive(ws)
    return [_view(ws, job, is_alive) for job in ws.ledger.jobs.list(project_id, limit=limit)]


def read_log(ws: "Workspace", job_id: str, *, lines: int = 200) -> list[str]:
    """The last lines of a job's log, oldest first; raises NotFoundError for an unknown job."""
    path = ws.job_folder(ws.ledger.jobs.get(job_id).id) / "log.txt"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace") as file:
        return [line.rstrip("\n") for line in deque(file, maxlen=lines)]


def _view(ws: "Workspace", job: Job, worker_alive: bool) -> JobView:
    is_open = job.state not in FINAL_STATES
    is_waiting = is_open and not worker_alive and not is_running_inline(ws.job_folder(job.id))
    last = job.updated_at or job.created_at
    silent = (datetime.now(UTC) - last).total_seconds() if is_open and last else 0.0
    share = 1.0 if job.state is JobState.DONE else (min(1.0, job.done / job.total) if job.total else None)
    return JobView(job, is_waiting, max(0.0, silent), share)
