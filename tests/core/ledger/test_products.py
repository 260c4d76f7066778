"""Jobs, the heartbeat, data versions, runs and scores."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from core.errors import ConflictError, NotFoundError
from core.ledger import Ledger
from core.records import DataVersion, Job, JobState, Run, Score


def test_a_double_click_is_one_job(ledger, ledger_url, project):
    job = Job("p/click-1", project.id, "identify", "Identify", JobState.QUEUED, request='{"a": 1}')
    made: list[Job] = []

    def click() -> None:
        own = Ledger(ledger_url)
        made.append(own.jobs.create(job))
        own.dispose()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert ledger.jobs.list() == [made[0]]
    assert ledger.jobs.create(replace(job, title="Another")).title == "Identify"


def test_a_job_changes_only_out_of_the_states_named(ledger, project):
    job = ledger.jobs.create(Job("j", project.id, "train", "Train", JobState.QUEUED))
    running = ledger.jobs.change("j", when=[JobState.QUEUED], state=JobState.RUNNING, attempts=1)
    assert (running.state, running.attempts) == (JobState.RUNNING, 1)
    assert running.updated_at > job.updated_at
    assert ledger.jobs.change("j", when=[JobState.QUEUED], state=JobState.CANCELLED) is None
    assert ledger.jobs.get("j").state is JobState.RUNNING
    done = ledger.jobs.change("j", when=[JobState.RUNNING], done=5, total=10, phase="Loss falls", report=None)
    assert (done.done, done.total, done.phase) == (5, 10, "Loss falls")
    assert ledger.jobs.list(project.id, [JobState.RUNNING]) == [done]
    assert ledger.jobs.list(project.id, [JobState.DONE]) == []
    assert ledger.jobs.list("elsewhere") == []
    with pytest.raises(NotFoundError):
        ledger.jobs.get("k")
    with pytest.raises(IntegrityError):
        ledger.jobs.change("j", when=[JobState.RUNNING], done=-1)


def test_the_heartbeat_tells_whether_a_worker_lives(ledger):
    assert not ledger.heartbeat.alive()
    ledger.heartbeat.beat(10, "laptop", "0.1")
    first = ledger.heartbeat.read()
    ledger.heartbeat.beat(10, "laptop", "0.1")
    assert ledger.heartbeat.read().started_at == first.started_at
    assert ledger.heartbeat.read().beat_at > first.beat_at
    assert ledger.heartbeat.alive()
    assert not ledger.heartbeat.alive(max_age=-1)
    ledger.heartbeat.beat(11, "laptop", "0.1")
    assert ledger.heartbeat.read().started_at > first.started_at
    ledger.heartbeat.clear(10, "laptop")  # the one before says good-bye late
    assert ledger.heartbeat.read().pid == 11
    ledger.heartbeat.clear(11, "laptop")
    assert ledger.heartbeat.read() is None


@pytest.fixture
def version(ledger, project):
    return ledger.data_versions.add(
        DataVersion("v1", project.id, 1, "First", 7, 42, "ab12", {"train": 80, "test": 20}, "versions/1")
    )


def test_data_versions_are_written_once(ledger, project, version):
    assert ledger.data_versions.next_number(project.id) == 2
    assert ledger.data_versions.add(replace(version, name="Changed")) == version
    assert ledger.data_versions.get(project.id, "v1") == ledger.data_versions.by_number(project.id, 1) == version
    with pytest.raises(ConflictError, match="version 1"):
        ledger.data_versions.add(replace(version, id="v9"))
    second = ledger.data_versions.add(replace(version, id="v2", number=2))
    assert ledger.data_versions.list(project.id) == [second, version]
    for missing in (lambda: ledger.data_versions.get("x", "v1"), lambda: ledger.data_versions.by_number(project.id, 9)):
        with pytest.raises(NotFoundError):
            missing()


@pytest.fixture
def run(ledger, project, version):
    return ledger.runs.add(
        Run("r1", project.id, "Run", "classification", "e5-small", "v1", "{}", 7, "runs/r1", steps=9)
    )


def test_runs_keep_what_they_were_made_from(ledger, project, run):
    assert ledger.runs.add(replace(run, seed=8)) == run
    assert ledger.runs.update(project.id, "r1", state="training", step=4).step == 4
    assert ledger.runs.get(project.id, "r1").state == "training"
    assert [one.id for one in ledger.runs.list(project.id)] == ["r1"]
    with pytest.raises(IntegrityError):
        ledger.runs.update(project.id, "r1", state="perhaps")
    with pytest.raises(IntegrityError):
        ledger.runs.add(replace(run, id="r2", data_version_id="none"))
    with pytest.raises(NotFoundError):
        ledger.runs.get(project.id, "r2")


def test_a_score_is_one_a_cell_and_signature(ledger, project, run):
    whole = Score("r1", "tuned", "formality", "macro_f1", 0.7, 0.6, 0.8, 120, "sig-a")
    cell = replace(whole, language="sw", formality="formal", value=None, low=None, high=None, n=3, note="too few")
    ledger.scores.put([whole, cell, replace(whole, signature="sig-b")])
    ledger.scores.put([replace(whole, value=0.75)])
    found = ledger.scores.of_run("r1")
    assert len(found) == 3
    assert set(found) == {replace(whole, value=0.75), cell, replace(whole, signature="sig-b")}
    assert ledger.scores.of_project(project.id) == found
    assert ledger.scores.of_run("r2") == []
    ledger.scores.put([])
