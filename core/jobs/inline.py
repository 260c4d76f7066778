"""The kinds of job without worker and engine: for the demo, for tests, and for commands.

The same function runs with the same checks of its results; what is missing is the record of finished steps, so a
killed inline job begins again (which is harmless, since steps are idempotent). Its row stands in the ledger like any
other, and the process that runs it is written down, so that a row left behind by a killed command is recognised.
"""

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from pydantic import BaseModel

from core.errors import ConflictError
from core.jobs.performing import perform
from core.jobs.progress import ProgressMark
from core.jobs.registry import load
from core.jobs.run import PlainSteps
from core.jobs.submitting import create, job_id
from core.records import JobState

if TYPE_CHECKING:
    from core.workspace import Workspace

RECORD = "inline.json"


def run_inline(
    ws: "Workspace",
    kind: str,
    request: BaseModel,
    *,
    project_id: str,
    account_id: str = "local",
    key: str | None = None,
    on_progress: Callable[[ProgressMark], None] | None = None,
    is_asked_to_stop: Callable[[], bool] = lambda: False,
) -> BaseModel:
    """Do the job here and now and return its report model.

    Raises what the job raises, JobCancelledError when `is_asked_to_stop` said so; a `key` whose job is done returns
    that job's report, one whose job is under way or ended otherwise raises ConflictError.
    """
    key = key or uuid.uuid4().hex
    _remember(ws.job_folder(job_id(project_id, key)))  # first, so that no worker takes the job for a forgotten one
    job = create(ws, kind, request, key=key, project_id=project_id, account_id=account_id)
    if job.state is JobState.QUEUED:
        perform(
            ws,
            job.id,
            lambda _attempt: PlainSteps(),
            is_asked_to_stop=is_asked_to_stop,
            on_progress=on_progress,
            raise_errors=True,
        )
        job = ws.ledger.jobs.get(job.id)
    if job.state is not JobState.DONE or job.report is None:
        raise ConflictError(f"“{job.title}” is {job.state}.", hint="Use a new key, or retry that job.")
    return load(kind).report.model_validate_json(job.report)


def is_running_inline(folder: Path) -> bool:
    """Whether the process that runs the job of this folder inline is alive."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return bool(psutil.Process(int(record["pid"])).create_time() == float(record["started"]))
    except (FileNotFoundError, psutil.NoSuchProcess):
        return False


def _remember(folder: Path) -> None:
    record = {"pid": os.getpid(), "started": psutil.Process().create_time()}
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
