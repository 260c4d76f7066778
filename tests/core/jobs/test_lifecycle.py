"""The worker as a process: started once, ended cleanly, gone when nobody wants it, alone in its workspace."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import stepping
from postgres_server import new_database
from stepping import StepRequest
from worker_process import ROOT, end, start_worker, wait_for, wait_for_state, working

from core.errors import WorkerBusyError
from core.jobs.history import read_log, view, worker_is_alive
from core.jobs.locking import is_locked, worker_lock
from core.jobs.starting import ensure_worker, environment, keep_worker
from core.jobs.submitting import submit
from core.records import JobState
from core.settings import Settings
from core.workspace import open_workspace

on_both = pytest.mark.parametrize("ws", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def ws(request, tmp_path):
    stepping.register_test_kinds()
    url = (
        new_database(request.getfixturevalue("postgres_url")) if getattr(request, "param", "") == "postgresql" else None
    )
    opened = open_workspace(Settings(workspace=str(tmp_path / "w"), database_url=url, _env_file=None))
    opened.ledger.projects.create("P")
    yield opened
    for worker in workers_of(opened):
        worker.kill()
    opened.ledger.dispose()


def start(ws, request: StepRequest, key: str = "k"):
    return submit(ws, "stepping", request, key=key, project_id="p", account_id="local")


def workers_of(ws) -> list[psutil.Process]:
    """Processes that hold, or want to hold, this workspace as its worker."""
    found = []
    for process in psutil.process_iter():
        try:
            is_worker = "worker" in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
            if is_worker and process.environ().get("ISOGLOSS_WORKSPACE") == ws.settings.workspace:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


@on_both
def test_second_worker_leaves_saying_so(ws):
    with working(ws):
        wait_for(lambda: worker_is_alive(ws), what="the first worker")
        values = environment(ws.settings)
        second = subprocess.run(
            [sys.executable, "-m", "core", "worker"],
            cwd=ROOT,
            env=values,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 1
        assert "Another worker is at work" in second.stderr
        assert "Traceback" not in second.stderr
        with pytest.raises(WorkerBusyError), worker_lock(ws, patience=0):
            pass


@on_both
def test_two_apps_that_race_start_one_worker(ws):
    code = (
        "from core.settings import Settings; from core.workspace import open_workspace; "
        "from core.jobs.starting import ensure_worker; print(ensure_worker(open_workspace()))"
    )
    values = environment(ws.settings)
    apps = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=values, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [app.communicate(timeout=120)[0].strip() for app in apps]
    assert sorted(answers) == ["False", "False", "True"]
    wait_for(lambda: worker_is_alive(ws), what="the worker")
    alive = workers_of(ws)
    assert len(alive) == 1
    assert os.getsid(alive[0].pid) == alive[0].pid  # its own session: it outlives the app that started it
    assert ensure_worker(ws) is False
    alive[0].send_signal(signal.SIGTERM)
    wait_for(lambda: not workers_of(ws), what="the end of the worker")
    assert not is_locked(ws)
    assert not worker_is_alive(ws)


def test_keep_worker_replaces_a_killed_one(ws):
    stop = threading.Event()
    keeper = threading.Thread(target=keep_worker, args=(ws, stop), kwargs={"every": 0.2}, daemon=True)
    keeper.start()
    wait_for(lambda: worker_is_alive(ws), what="the first worker")
    first = workers_of(ws)[0].pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: ws.ledger.heartbeat.read().pid != first, what="a second worker")
    stop.set()
    keeper.join(60)
    assert len(workers_of(ws)) == 1


def test_worker_leaves_when_no_app_wants_it_and_no_job_is_open(ws):
    job = start(ws, StepRequest(units=4, seconds=0.5))
    worker = start_worker(ws, "0.5")
    wait_for_state(ws, job.id, JobState.DONE)  # it stays for the job though no app is there
    assert worker.wait(30) == 0


def test_sigterm_ends_a_working_worker_and_the_next_goes_on(ws):
    job = start(ws, StepRequest(units=30, seconds=0.1))
    with working(ws) as worker:
        wait_for(lambda: len(stepping.results(ws.job_folder(job.id))) >= 5, what="five units")
        begun_at = time.monotonic()
        assert end(worker) == 0
        assert time.monotonic() - begun_at < 10
    left = ws.ledger.jobs.get(job.id)
    assert left.state is JobState.RUNNING  # nothing pretends that it failed or was cancelled …
    assert view(ws, job.id).waits_for_worker  # … and nothing pretends that somebody works on it
    with working(ws):
        wait_for_state(ws, job.id, JobState.DONE)
    begun = stepping.begun(ws.job_folder(job.id))
    assert sorted(set(begun)) == list(range(30)) and len(begun) <= 31
    assert any("Going on (attempt 2)" in line for line in read_log(ws, job.id))


def test_lost_inline_job_is_marked_failed_and_can_be_retried(ws, tmp_path):
    code = (
        "import sys; sys.path.insert(0, 'tests'); import stepping; stepping.register_test_kinds(); "
        "from core.workspace import open_workspace; from core.jobs.inline import run_inline; "
        "run_inline(open_workspace(), 'stepping', stepping.StepRequest(units=500, seconds=0.1), project_id='p')"
    )
    command = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment(ws.settings))
    running = wait_for(lambda: ws.ledger.jobs.list("p", {JobState.RUNNING}), what="the inline job")[0]
    with working(ws):
        time.sleep(4)  # two sweeps: a worker leaves the job of a living command alone
        assert ws.ledger.jobs.get(running.id).state is JobState.RUNNING
        assert not view(ws, running.id).waits_for_worker
        command.kill()
        command.wait()
        failed = wait_for_state(ws, running.id, JobState.FAILED)
    assert "command that did this job ended" in failed.error


@on_both
def test_lock_survives_somebody_who_only_looks(ws):
    looking = threading.Event()

    def look() -> None:
        while not looking.is_set():
            is_locked(ws)

    looker = threading.Thread(target=look)
    looker.start()
    try:
        for _ in range(5):
            with worker_lock(ws) as lock:
                assert lock.is_held()
    finally:
        looking.set()
        looker.join()


@pytest.mark.parametrize("ws", ["postgresql"], indirect=True)
def test_lost_connection_is_a_lost_lock(ws):
    from sqlalchemy import text

    with worker_lock(ws) as lock:
        assert lock.is_held()
        with ws.ledger.store.write() as session:
            session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
        assert not lock.is_held()


def test_long_worker_log_is_put_aside(ws, monkeypatch):
    monkeypatch.setattr("core.jobs.starting.LOG_BYTES", 10)
    Path(ws.folder, "worker.log").write_text("x" * 100)
    assert ensure_worker(ws)
    assert Path(ws.folder, "worker.old.log").read_text() == "x" * 100
    wait_for(lambda: worker_is_alive(ws), what="the worker")


def test_job_of_another_version_fails_in_words(ws):
    import sqlite3

    job = start(ws, StepRequest(units=30, seconds=0.1))
    with working(ws):
        wait_for(lambda: ws.ledger.jobs.get(job.id).done >= 2, what="progress")
    with sqlite3.connect(ws.folder / "jobs.db") as connection:
        connection.execute("UPDATE operation_outputs SET function_name = 'another step' WHERE function_id = 2")
    with working(ws):
        failed = wait_for_state(ws, job.id, JobState.FAILED)
    assert "begun by another version" in failed.error and "new job" in failed.hint


def test_job_is_kept_when_the_engine_does_not_answer(ws, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def away(*_anything: object):
        raise OperationalError("SELECT 1", {}, Exception("server away"))

    with monkeypatch.context() as patched:
        patched.setattr("core.jobs.engine.statuses", away)
        job = start(ws, StepRequest(units=1))
    assert job.state is JobState.QUEUED  # acknowledged, and durable in the ledger
    with working(ws):
        wait_for_state(ws, job.id, JobState.DONE)
