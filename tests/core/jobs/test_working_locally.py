"""What a living worker does with jobs, where the database makes no difference: lanes, sweeping, child processes."""

import pytest
import stepping
from stepping import StepReport, StepRequest
from stepping_parent import ChildReport, ChildRequest
from worker_process import wait_for

from core.jobs.history import read_log
from core.jobs.submitting import cancel, create, job_id, retry
from core.records import JobState

pytestmark = pytest.mark.parametrize("worked", ["sqlite"], indirect=True)


def test_training_lane_runs_beside_the_corpus_lane(worked):
    project = worked.new_project()
    long = worked.start(StepRequest(units=40, seconds=0.2), project=project)
    worked.wait(long, JobState.RUNNING)
    worked.wait(worked.start(StepRequest(units=1), kind="stepping_models", project=project))
    assert worked.ws.ledger.jobs.get(long.id).state is JobState.RUNNING
    cancel(worked.ws, long.id)
    worked.wait(long, JobState.CANCELLED)


def test_cancelled_while_waiting_never_runs(worked):
    project = worked.new_project()
    first = worked.start(StepRequest(units=5, seconds=0.2), project=project)
    second = worked.start(StepRequest(units=1), project=project)
    assert cancel(worked.ws, second.id).state is JobState.CANCELLED
    third = worked.start(StepRequest(units=1), project=project)
    worked.wait(first)
    worked.wait(third)
    assert worked.ws.ledger.jobs.get(second.id).state is JobState.CANCELLED
    assert stepping.begun(worked.ws.job_folder(second.id)) == []
    retry(worked.ws, second.id)  # and yet it can still be wanted
    assert worked.wait(second).report == StepReport(units=[0]).model_dump_json()


def test_defect_is_not_the_end_of_the_worker(worked):
    project = worked.new_project()
    (worked.ws.job_folder(job_id(project, "d")) / "broken").touch()
    job = worked.start(StepRequest(fail_at=0, defect=True), key="d", project=project)
    failed = worked.wait(job, JobState.FAILED)
    assert "ZeroDivisionError" in failed.error and "Retry" in failed.hint
    assert any("Traceback" in line for line in read_log(worked.ws, job.id))
    worked.do(StepRequest(units=1), project=project)


def test_job_the_engine_never_heard_of_is_done_all_the_same(worked):
    job = create(worked.ws, "stepping", StepRequest(units=1), key="lost", project_id=worked.project, account_id="local")
    assert worked.wait(job).state is JobState.DONE  # the app died between its two writes; the sweep found the row


def test_request_that_no_longer_fits_fails_in_words(worked):
    from dataclasses import replace

    made = create(worked.ws, "stepping", StepRequest(), key="x", project_id=worked.new_project(), account_id="local")
    broken = worked.ws.ledger.jobs.create(replace(made, id="old-request", request='{"units": "many"}'))
    failed = worked.wait(broken, JobState.FAILED)
    assert "cannot be used: units" in failed.error


def test_child_reports_progress_and_its_output_is_in_the_log(worked, tmp_path):
    request = ChildRequest(arguments=["5", "0.1", str(tmp_path), "plain"])
    done = worked.do(request, kind="parent", project=worked.new_project())
    report = ChildReport.model_validate_json(done.report)
    assert (report.code, report.heard) == (0, [1, 2, 3, 4, 5])
    assert done.phase == "Working" and done.done == 5
    assert any("the child has begun" in line for line in read_log(worked.ws, done.id))


def test_failed_child_fails_the_job_with_its_last_words(worked, tmp_path):
    request = ChildRequest(arguments=["1", "0.01", str(tmp_path), "fails"])
    failed = worked.wait(worked.start(request, kind="parent", project=worked.new_project()), JobState.FAILED)
    assert "ended with code 1" in failed.error and "the child is broken" in failed.error


@pytest.mark.parametrize("manner", ["saves", "stubborn"])
def test_cancel_ends_the_child_and_all_it_started(worked, tmp_path, manner):
    import psutil

    request = ChildRequest(arguments=["1000", "0.1", str(tmp_path), manner], grace=2.0)
    job = worked.start(request, kind="parent", project=worked.new_project())
    wait_for(lambda: worked.ws.ledger.jobs.get(job.id).done >= 2, what="progress of the child")
    helper = psutil.Process(int((tmp_path / "helper").read_text()))
    cancel(worked.ws, job.id)
    worked.wait(job, JobState.CANCELLED, seconds=30)
    wait_for(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE, 5, what="end of the group")
    assert (tmp_path / "saved").exists() == (manner == "saves")
