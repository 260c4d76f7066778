"""What a living worker does with jobs: order, lanes, cancelling, retrying, failing; nothing is pickled."""

import itertools
import threading
import time

import pytest
import stepping
from sqlalchemy import create_engine, inspect, text
from stepping import StepReport, StepRequest
from stepping_parent import ChildReport, ChildRequest
from worker_process import wait_for

from core.errors import ConflictError
from core.jobs.history import read_log, view, views
from core.jobs.submitting import cancel, create, job_id, retry
from core.ledger.engine import driver_url
from core.records import JobState


def test_double_click_starts_one_job(worked):
    project = worked.new_project()
    started = []
    clicks = [
        threading.Thread(
            target=lambda: started.append(worked.start(StepRequest(units=2), key="click", project=project).id)
        )
        for _ in range(8)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(started) == 8 and len(set(started)) == 1
    done = worked.wait(worked.ws.ledger.jobs.get(started[0]))
    assert stepping.begun(worked.ws.job_folder(done.id)) == [0, 1]  # each unit once, though it was sent eight times
    assert worked.start(StepRequest(units=2), key="click", project=project).state is JobState.DONE
    with pytest.raises(ConflictError):
        worked.start(StepRequest(units=3), key="click", project=project)


def test_jobs_of_a_project_run_in_order_and_projects_side_by_side(worked):
    project, other = worked.new_project(), worked.new_project()
    jobs = [worked.start(StepRequest(units=2, seconds=0.2), project=project) for _ in range(3)]
    beside = worked.start(StepRequest(units=2, seconds=0.2), project=other)
    done = [worked.wait(job) for job in jobs]
    assert all(a.finished_at <= b.started_at for a, b in itertools.pairwise(done))
    assert worked.wait(beside).started_at < done[2].started_at  # it did not wait for the other project's three


def test_training_lane_runs_beside_the_corpus_lane(worked):
    project = worked.new_project()
    long = worked.start(StepRequest(units=40, seconds=0.2), project=project)
    worked.wait(long, JobState.RUNNING)
    worked.wait(worked.start(StepRequest(units=1), kind="stepping_models", project=project))
    assert worked.ws.ledger.jobs.get(long.id).state is JobState.RUNNING
    cancel(worked.ws, long.id)
    worked.wait(long, JobState.CANCELLED)


def test_running_job_stops_when_cancelled_and_goes_on_when_retried(worked):
    job = worked.start(StepRequest(units=200, seconds=0.1))
    wait_for(lambda: len(stepping.begun(worked.ws.job_folder(job.id))) >= 3, what="the third unit")
    assert cancel(worked.ws, job.id).state is JobState.STOPPING
    asked = time.monotonic()
    stopped = worked.wait(job, JobState.CANCELLED)
    assert time.monotonic() - asked < 5
    done_before = stepping.results(worked.ws.job_folder(job.id))
    assert 3 <= len(done_before) < 200 and stopped.finished_at
    retry(worked.ws, job.id)
    wait_for(lambda: len(stepping.results(worked.ws.job_folder(job.id))) > len(done_before), what="a further unit")
    begun = stepping.begun(worked.ws.job_folder(job.id))
    assert begun == list(range(len(begun)))  # it went on where it was, nothing was done a second time
    cancel(worked.ws, job.id)
    worked.wait(job, JobState.CANCELLED)


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


def test_failed_job_says_why_and_retry_repeats_only_what_failed(worked):
    project = worked.new_project()
    folder = worked.ws.job_folder(job_id(project, "f"))
    (folder / "broken").touch()
    job = worked.start(StepRequest(units=4, fail_at=2, refuse_at=1), key="f", project=project)
    failed = worked.wait(job, JobState.FAILED)
    assert (failed.error, failed.hint) == ("unit 2 is broken.", "Mend it.")
    assert view(worked.ws, job.id).can_retry
    (folder / "broken").unlink()
    again = retry(worked.ws, job.id)
    assert (again.error, again.hint, again.finished_at) == (None, None, None)
    done = worked.wait(job)
    assert StepReport.model_validate_json(done.report) == StepReport(units=[0, 2, 3], refused=1)
    assert stepping.begun(folder) == [0, 1, 2, 2, 3]
    with pytest.raises(ConflictError, match="only a failed or cancelled"):
        retry(worked.ws, job.id)


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


def test_nothing_is_pickled_and_pickles_are_refused(worked):
    from core.jobs import engine

    worked.do(StepRequest(units=2))
    database = create_engine(driver_url(worked.ws.settings.engine_url))
    schema = None if database.dialect.name == "sqlite" else "dbos"
    kinds, values = set(), []
    with database.connect() as connection:
        for table in inspect(database).get_table_names(schema=schema):
            columns = {column["name"] for column in inspect(database).get_columns(table, schema=schema)}
            name = f"dbos.{table}" if schema else table
            if "serialization" in columns:
                kinds |= {row[0] for row in connection.execute(text(f"SELECT DISTINCT serialization FROM {name}"))}
            values += [str(value) for row in connection.execute(text(f"SELECT * FROM {name}")) for value in row]
    database.dispose()
    assert kinds <= {"portable_json", None}
    assert "portable_json" in kinds
    assert not [value for value in values if value.startswith(("gAS", "gAR"))]  # how a pickle in base64 begins
    with pytest.raises(ValueError, match="pickled values are refused"):
        engine.DefaultSerializer().deserialize("gASVBAAAAAAAAABLAS4=")


def test_history_lists_newest_first(worked):
    project = worked.new_project()
    jobs = [worked.do(StepRequest(units=1), project=project) for _ in range(3)]
    assert [shown.job.id for shown in views(worked.ws, project)] == [job.id for job in reversed(jobs)]
    assert not any(shown.waits_for_worker for shown in views(worked.ws, project))
