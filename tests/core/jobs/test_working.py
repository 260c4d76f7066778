"""What a living worker does with jobs: order, lanes, cancelling, retrying, failing; nothing is pickled."""

import itertools
import threading
import time

import pytest
import stepping
from sqlalchemy import create_engine, inspect, text
from stepping import StepReport, StepRequest
from worker_process import wait_for

from core.errors import ConflictError
from core.jobs.history import view, views
from core.jobs.submitting import cancel, job_id, retry
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
