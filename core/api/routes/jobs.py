"""Jobs: list, read with log, cancel, try again. Jobs are started where their noun is (imports, data versions, runs)."""

from fastapi import APIRouter
from pydantic import BaseModel

from core.api.dependencies import CurrentWorkspace, MemberProject, OwnedProject
from core.errors import NotFoundError
from core.jobs.history import JobView, read_log, view, views
from core.jobs.submitting import cancel, retry
from core.records import Job
from core.workspace import Workspace

router = APIRouter(prefix="/projects/{project_id}/jobs", tags=["jobs"])


class JobWithLog(BaseModel):
    """A job and the last lines of its log."""

    job: JobView
    log: list[str]


@router.get("")
def list_jobs(workspace: CurrentWorkspace, project: MemberProject, limit: int = 50) -> list[JobView]:
    """The project's jobs, newest first."""
    return views(workspace, project.id, limit=min(limit, 500))


@router.get("/{job_id}")
def read_job(workspace: CurrentWorkspace, project: MemberProject, job_id: str) -> JobWithLog:
    """One job with the end of its log."""
    _own(workspace, project.id, job_id)
    return JobWithLog(job=view(workspace, job_id), log=read_log(workspace, job_id))


@router.post("/{job_id}/cancel")
def cancel_job(workspace: CurrentWorkspace, project: OwnedProject, job_id: str) -> Job:
    """Cancel; what was done until then is kept."""
    _own(workspace, project.id, job_id)
    return cancel(workspace, job_id)


@router.post("/{job_id}/retry")
def retry_job(workspace: CurrentWorkspace, project: OwnedProject, job_id: str) -> Job:
    """Go on with a failed or cancelled job where it stopped."""
    _own(workspace, project.id, job_id)
    return retry(workspace, job_id)


def _own(workspace: Workspace, project_id: str, job_id: str) -> None:
    if workspace.ledger.jobs.get(job_id).project_id != project_id:
        raise NotFoundError(f"There is no job “{job_id}” in this project.")
