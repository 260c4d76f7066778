"""Jobs done by a real worker process, on SQLite and on PostgreSQL."""

import pytest
import stepping
from stepping import StepRequest
from worker_process import end, wait_for_state, working

from core.jobs.history import read_log, view, worker_is_alive
from core.jobs.locking import is_locked
from core.jobs.submitting import submit
from core.records import JobState


@pytest.fixture
def project(workspace) -> str:
    stepping.register_test_kinds()
    return workspace.ledger.projects.create("Field notes").id


def start(ws, project: str, request: StepRequest, key: str = "k", kind: str = "stepping"):
    return submit(ws, kind, request, key=key, project_id=project, account_id="local")


def test_job_submitted_before_the_worker_runs_is_done(workspace, project):
    job = start(workspace, project, StepRequest(units=3))
    assert view(workspace, job.id).waits_for_worker
    with working(workspace) as worker:
        done = wait_for_state(workspace, job.id, JobState.DONE)
        assert worker_is_alive(workspace)
        assert is_locked(workspace)
        assert end(worker) == 0
    assert stepping.StepReport.model_validate_json(done.report).units == [0, 1, 2]
    assert stepping.results(workspace.job_folder(job.id)) == [0, 1, 2]
    assert len([line for line in read_log(workspace, job.id) if "done" in line]) == 3
    assert not worker_is_alive(workspace)  # it said good-bye
    assert not is_locked(workspace)
