"""A job from the command line: stopped by Ctrl-C, or left to the worker that does it."""

import signal
import subprocess
import sys

import pytest
import stepping
from worker_process import ROOT, wait_for, working

from core.commands.working import do_job
from core.errors import InvalidInputError, IsoglossError
from core.jobs.starting import environment
from core.jobs.submitting import job_id
from core.records import JobState

COMMAND = """
import sys; sys.path.insert(0, "tests")
import stepping; stepping.register_test_kinds()
from core import cli
from core.commands.working import do_job
from core.workspace import open_workspace
request = stepping.StepRequest(units=600, seconds=0.1)
cli.app = lambda: do_job(open_workspace(), "stepping", request, stepping.StepReport, project_id="p")
cli.main()
"""


@pytest.fixture
def ws(workspace):
    stepping.register_test_kinds()
    workspace.ledger.projects.create("P")
    return workspace


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_the_job_in_words_and_it_can_be_retried(ws, number):
    command = subprocess.Popen(
        [sys.executable, "-c", COMMAND], cwd=ROOT, env=environment(ws.settings), stderr=subprocess.PIPE, text=True
    )
    running = wait_for(lambda: ws.ledger.jobs.list("p", {JobState.RUNNING}), what="the job")[0]
    wait_for(lambda: ws.ledger.jobs.get(running.id).done > 2, what="progress")
    command.send_signal(number)
    _, said = command.communicate(timeout=30)
    assert command.returncode == 1
    assert "Stopping and saving" in said and "stopped on request" in said and "Traceback" not in said
    assert ws.ledger.jobs.get(running.id).state is JobState.CANCELLED


def test_failure_of_a_job_that_the_worker_does_is_raised_here(ws, capsys):
    with working(ws):
        wait_for(ws.ledger.heartbeat.alive, what="the worker")
        done = do_job(ws, "stepping", stepping.StepRequest(units=2), stepping.StepReport, project_id="p")
        assert done.units == [0, 1]
        ws.ledger.projects.create("Q")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("core.commands.working.uuid.uuid4", lambda: type("Fixed", (), {"hex": "fixed"}))
            (ws.job_folder(job_id("q", "fixed")) / "broken").touch()
            with pytest.raises(IsoglossError, match="unit 1 is broken"):
                do_job(ws, "stepping", stepping.StepRequest(fail_at=1), stepping.StepReport, project_id="q")
    assert "Stepping: 2 of 2 units" in capsys.readouterr().err


def test_failure_of_a_job_done_here_is_raised_as_it_is(ws, monkeypatch):
    monkeypatch.setattr("core.jobs.inline.uuid.uuid4", lambda: type("Fixed", (), {"hex": "fixed"}))
    (ws.job_folder(job_id("p", "fixed")) / "broken").touch()
    with pytest.raises(InvalidInputError, match="unit 1 is broken"):
        do_job(ws, "stepping", stepping.StepRequest(fail_at=1), stepping.StepReport, project_id="p")
