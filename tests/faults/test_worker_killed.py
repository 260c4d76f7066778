"""kill -9 of the worker at random moments while the job's own progress says that it is working."""

import random
import signal

import psutil
import pytest
import stepping
from postgres_server import new_database
from stepping import StepReport, StepRequest
from stepping_parent import ChildReport, ChildRequest
from worker_process import end, kill_while_working, start_worker, wait_for, wait_for_state, working

from core.jobs.history import read_log, view
from core.jobs.submitting import cancel, submit
from core.records import JobState
from core.settings import Settings
from core.workspace import open_workspace

KILLS = 5
UNITS = 40


@pytest.fixture(params=["sqlite", "postgresql"])
def ws(request, tmp_path):
    stepping.register_test_kinds()
    url = new_database(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else None
    opened = open_workspace(Settings(workspace=str(tmp_path / "w"), database_url=url, _env_file=None))
    opened.ledger.projects.create("P")
    yield opened
    opened.ledger.dispose()


def start(ws, request, kind: str = "stepping"):
    return submit(ws, kind, request, key="k", project_id="p", account_id="local")


def test_job_completes_after_five_kills_each_unit_once_in_effect(ws):
    chance = random.Random(7)
    job = start(ws, StepRequest(units=UNITS, seconds=0.1))
    said = []
    for _ in range(KILLS):
        worker = start_worker(ws)
        said.append(kill_while_working(ws, job.id, worker, chance))
        assert ws.ledger.jobs.get(job.id).state is JobState.RUNNING
    assert said == sorted(said)  # nobody ever saw the job run backwards
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE)
    folder = ws.job_folder(job.id)
    begun = stepping.begun(folder)
    assert StepReport.model_validate_json(done.report) == StepReport(units=list(range(UNITS)))
    assert stepping.results(folder) == list(range(UNITS))
    assert set(begun) == set(range(UNITS))
    assert len(begun) <= UNITS + KILLS  # at most the unit that was cut off is done again
    assert done.attempts == KILLS + 1
    logged = [line.split("unit ")[1] for line in read_log(ws, job.id) if line.endswith(" done")]
    assert len(logged) == len(set(logged))  # no line is told twice


def test_killed_worker_is_not_called_working(ws, monkeypatch):
    job = start(ws, StepRequest(units=100, seconds=0.1))
    worker = start_worker(ws)
    wait_for(lambda: ws.ledger.jobs.get(job.id).done > 0, what="progress")
    assert not view(ws, job.id).waits_for_worker
    end(worker, signal.SIGKILL)
    monkeypatch.setattr("core.jobs.history.HEARTBEAT_SECONDS", 1.0)
    wait_for(lambda: view(ws, job.id).waits_for_worker, 20, what="the view to be honest")
    assert cancel(ws, job.id).state is JobState.STOPPING  # asked while nobody works …
    with working(ws):
        assert wait_for_state(ws, job.id, JobState.CANCELLED)  # … and done by the next worker, without working on
    assert len(stepping.begun(ws.job_folder(job.id))) <= 100


def test_child_dies_with_its_killed_worker_and_its_helpers_before_the_next_try(ws, tmp_path):
    folder = tmp_path / "child"
    folder.mkdir()
    job = start(ws, ChildRequest(arguments=["40", "0.1", str(folder), "plain"]), kind="parent")
    worker = start_worker(ws)
    wait_for(lambda: ws.ledger.jobs.get(job.id).done >= 3, what="progress of the child")
    children = psutil.Process(worker.pid).children(recursive=True)
    helper = psutil.Process(int((folder / "helper").read_text()))
    child = next(process for process in children if process.pid == helper.ppid())
    end(worker, signal.SIGKILL)
    wait_for(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 10, what="end of the child")
    assert helper.is_running()  # what the child started lives on for the moment …
    with working(ws):
        done = wait_for_state(ws, job.id, JobState.DONE)
        assert not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE  # … and no longer
    assert ChildReport.model_validate_json(done.report).heard == list(range(1, 41))
    assert any("Ended what was left" in line for line in read_log(ws, job.id))
