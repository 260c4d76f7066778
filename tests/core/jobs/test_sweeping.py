"""What the sweep makes of jobs whose two records differ, without a worker."""

import sqlite3

import pytest
import stepping
from stepping import StepRequest

from core.jobs import engine
from core.jobs.submitting import create, submit
from core.jobs.sweeping import sweep
from core.records import JobState


@pytest.fixture
def ws(workspace):
    stepping.register_test_kinds()
    workspace.ledger.projects.create("P")
    return workspace


def submitted(ws, state: JobState, status: str):
    job = submit(ws, "stepping", StepRequest(), key="k", project_id="p", account_id="local")
    ws.ledger.jobs.change(job.id, when={JobState.QUEUED}, state=state)
    with sqlite3.connect(ws.folder / "jobs.db") as connection:
        connection.execute("UPDATE workflow_status SET status = ?", (status,))
    return job


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("MAX_RECOVERY_ATTEMPTS_EXCEEDED", "died 50 times"),
        ("ERROR", "without a report"),
        ("SUCCESS", "without a report"),
    ],
)
def test_running_job_whose_workflow_has_ended_is_failed_in_words(ws, status, words):
    job = submitted(ws, JobState.RUNNING, status)
    assert sweep(ws) == 1
    failed = ws.ledger.jobs.get(job.id)
    assert failed.state is JobState.FAILED and words in failed.error and failed.hint
    assert sweep(ws) == 0


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.STOPPING])
def test_running_job_whose_workflow_runs_is_left_alone(ws, state):
    job = submitted(ws, state, "PENDING")
    assert sweep(ws) == 0
    assert ws.ledger.jobs.get(job.id).state is state


def test_young_queued_job_is_left_to_whoever_started_it(ws):
    create(ws, "stepping", StepRequest(), key="k", project_id="p", account_id="local")
    assert sweep(ws) == 0


def test_older_queued_job_unknown_to_the_engine_is_queued_once(ws, monkeypatch):
    from datetime import timedelta

    job = create(ws, "stepping", StepRequest(), key="k", project_id="p", account_id="local")
    monkeypatch.setattr("core.jobs.sweeping.YOUNG", timedelta(0))
    assert sweep(ws) == 1
    assert engine.statuses(ws.settings.engine_url, [job]) == {job.id: "ENQUEUED"}
    assert sweep(ws) == 0


def test_workflow_ids_sort_by_creation_time(ws):
    jobs = [create(ws, "stepping", StepRequest(), key=str(n), project_id="p", account_id="local") for n in range(20)]
    ids = [engine.workflow_id(job) for job in jobs]
    assert ids == sorted(ids) and len(set(ids)) == 20
