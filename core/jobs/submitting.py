"""Starting, stopping and retrying jobs: what a page, a route or a command calls.

A job's id is made from the client's own key for the request, so a double click, a repeated request and a second app
process all end at one job. The ledger's row is written first; a crash before the engine hears of it is mended by the
worker's sweep.
"""

import hashlib
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from core.errors import ConflictError, InvalidInputError
from core.jobs.registry import kind_of, load
from core.records import FINAL_STATES, Job, JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

logger = logging.getLogger(__name__)


def submit(
    ws: "Workspace",
    kind: str,
    request: BaseModel,
    *,
    key: str,
    project_id: str,
    account_id: str,
    title: str | None = None,
) -> Job:
    """Queue a job and return it; the same `key` in a project always gives the same job.

    Raises NotFoundError for an unknown kind or project, InvalidInputError for an empty key or another kind's request,
    and ConflictError when the key was used for a different request.
    """
    job = create(ws, kind, request, key=key, project_id=project_id, account_id=account_id, title=title)
    if job.state is JobState.QUEUED:
        _tell_engine(ws, job)
    return job


def create(
    ws: "Workspace",
    kind: str,
    request: BaseModel,
    *,
    key: str,
    project_id: str,
    account_id: str,
    title: str | None = None,
) -> Job:
    """Write the job's row, or find it; the engine is not told. Raises as `submit` does."""
    if not key.strip():
        raise InvalidInputError("A job needs a key of its own.", hint="Send a new random key with each new request.")
    known = kind_of(kind)
    expected = load(kind).request
    if not isinstance(request, expected):
        raise InvalidInputError(
            f"A job “{known.title}” takes a {expected.__name__}, not a {type(request).__name__}.",
            hint="Start the job from its page or command.",
        )
    ws.ledger.projects.get(project_id)
    wanted = Job(
        id=job_id(project_id, key),
        project_id=project_id,
        kind=kind,
        title=title or known.title,
        state=JobState.QUEUED,
        request=request.model_dump_json(),
        created_by=account_id,
        created_at=datetime.now(UTC),
    )
    found = ws.ledger.jobs.create(wanted)
    if (found.kind, found.request) != (wanted.kind, wanted.request):
        raise ConflictError(
            f"The key “{key}” already started the job “{found.title}” with another request.",
            hint="Use a new key for a new job.",
        )
    return found


def job_id(project_id: str, key: str) -> str:
    """The id of the job that `key` starts in a project."""
    return hashlib.sha256(f"{project_id}\0{key}".encode()).hexdigest()[:24]


def cancel(ws: "Workspace", job_id: str) -> Job:
    """Ask the job to stop: one that waits is cancelled at once, one that runs stops at its next chance.

    Asking twice is harmless. Raises NotFoundError for an unknown job, ConflictError for one that has ended otherwise.
    """
    cancelled = ws.ledger.jobs.change(
        job_id, when={JobState.QUEUED}, state=JobState.CANCELLED, finished_at=datetime.now(UTC)
    )
    stopping = cancelled or ws.ledger.jobs.change(job_id, when={JobState.RUNNING}, state=JobState.STOPPING)
    if stopping is not None:
        return stopping
    job = ws.ledger.jobs.get(job_id)
    if job.state in FINAL_STATES and job.state is not JobState.CANCELLED:
        raise ConflictError(f"“{job.title}” has ended already ({job.state}).", hint="There is nothing left to stop.")
    return job


def retry(ws: "Workspace", job_id: str) -> Job:
    """Queue a failed or cancelled job again; it goes on at the step that failed or was cut off.

    Raises NotFoundError for an unknown job, ConflictError for one that is done or under way.
    """
    again = ws.ledger.jobs.change(
        job_id,
        when={JobState.FAILED, JobState.CANCELLED},
        state=JobState.QUEUED,
        error=None,
        hint=None,
        finished_at=None,
    )
    if again is None:
        job = ws.ledger.jobs.get(job_id)
        raise ConflictError(
            f"“{job.title}” is {job.state}; only a failed or cancelled job can be retried.",
            hint="Start a new job if it is to be done once more.",
        )
    _tell_engine(ws, again)
    return again


def _tell_engine(ws: "Workspace", job: Job) -> None:
    """Hand the job over at once; where the engine's database does not answer, the worker's sweep will do it."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        hand_over(ws, job)
    except SQLAlchemyError as error:
        logger.warning("The job %s waits until the engine's database answers: %s", job.id, error)


def hand_over(ws: "Workspace", job: Job) -> None:
    """Make sure that the engine will run a queued job: enqueue it, or set its ended workflow back."""
    from core.jobs import engine

    url = ws.settings.engine_url
    status = engine.statuses(url, [job]).get(job.id)
    if status is None:
        engine.enqueue(url, job)
    elif status in engine.ENDED:
        engine.queue_again(url, job)
