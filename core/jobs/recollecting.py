"""Collecting a source again: the same crawl or import once more, where what it was read from can still be reached.

What is here already is not added twice, so only what is new comes in.
"""

from pathlib import Path

from pydantic import BaseModel

from core.access import require
from core.errors import ConflictError
from core.jobs.erasing.files import jobs_of, made_by
from core.jobs.registry import load
from core.jobs.submitting import submit
from core.jobs.workflows.import_files import ImportRequest
from core.records import Account, Job, Role, Source
from core.workspace import Workspace

AGAIN = ("crawl", "import")


def can_recollect(ws: Workspace, project_id: str, source: Source) -> bool:
    """Whether `recollect` has something to start."""
    return source.taken_down_at is None and _request(ws, project_id, source) is not None


def recollect(ws: Workspace, account: Account, project_id: str, source_id: str, *, key: str) -> Job:
    """Start the job that brought a source in once more; the same key is the same job.

    Raises PermissionDeniedError for others than owners, NotFoundError, and ConflictError for a source that cannot be
    collected again: typed text, a file that is gone, one that was taken down.
    """
    require(ws, account, project_id, Role.OWNER)
    source = ws.ledger.sources.get(project_id, source_id)
    found = _request(ws, project_id, source) if source.taken_down_at is None else None
    if found is None:
        raise ConflictError(
            f"“{source.name}” cannot be collected again: what it was read from is not at hand.",
            hint="Bring the file or the address in again.",
        )
    kind, request = found
    return submit(ws, kind, request, key=key, project_id=project_id, account_id=account.id)


def _request(ws: Workspace, project_id: str, source: Source) -> tuple[str, BaseModel] | None:
    """The request of the newest job that wrote the source, if it can be made again."""
    for job in jobs_of(ws, project_id):
        if job.kind in AGAIN and made_by(job, source):
            request = load(job.kind).read_request(job.request)
            if not isinstance(request, ImportRequest):
                return job.kind, request
            present = [file for file in request.files if Path(file.path).exists()]
            if present:
                return job.kind, request.model_copy(update={"files": present})
    return None
