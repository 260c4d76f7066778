"""`train` and `evaluate` from the command line, on a tiny model: planned, trained, stopped by Ctrl-C, evaluated."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from training_project import PROJECT, recipe_file, training_workspace
from worker_process import ROOT, wait_for

from core.cli import app
from core.errors import InvalidInputError, NotFoundError
from core.jobs.starting import environment
from core.records import JobState


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    opened = training_workspace(tmp_path_factory.mktemp("training"))
    yield opened
    opened.ledger.dispose()


@pytest.fixture
def run(ws, tmp_path: Path, monkeypatch):
    report = tmp_path / "report.json"
    for name, value in environment(ws.settings).items():
        if name.startswith("ISOGLOSS_"):
            monkeypatch.setenv(name, value)

    def run_command(*words: object) -> dict:
        app([*map(str, words), "--project", PROJECT, "--json", str(report)], standalone_mode=False)
        return json.loads(report.read_text())

    return run_command


@pytest.mark.slow
def test_run_is_planned_trained_and_evaluated(run, ws, tmp_path):
    recipe = recipe_file(tmp_path)
    planned = run("train", recipe, "--plan")
    assert planned["plan"]["steps"] > 5 and ws.ledger.runs.list(PROJECT) == []
    trained = run("train", recipe, "--name", "First")
    assert trained["steps"] == planned["plan"]["steps"]
    made = ws.ledger.runs.list(PROJECT)[0]
    assert (made.id, made.name, made.state, made.step) == (trained["run_id"], "First", "trained", trained["steps"])
    evaluated = run("evaluate", "First", "--suite", "classification")
    assert evaluated["report"]["scores"] == len(evaluated["scores"]) > 0
    assert all(score["signature"] for score in evaluated["scores"])
    with pytest.raises(InvalidInputError, match="rewriting"):
        run("evaluate", "First", "--suite", "rewriting")


def test_unknown_run_project_and_recipe_are_said(workspace, tmp_path):
    workspace.ledger.projects.create("Everyday")
    folder = workspace.settings.workspace
    with pytest.raises(NotFoundError, match="no run “nothing”"):
        app(["evaluate", "nothing", "--project", PROJECT, "--workspace", folder], standalone_mode=False)
    with pytest.raises(NotFoundError, match=r"none\.yaml"):
        app(["train", str(tmp_path / "none.yaml"), "--project", PROJECT], standalone_mode=False)


@pytest.mark.slow
def test_control_c_saves_and_the_job_can_go_on(ws, tmp_path):
    recipe = recipe_file(tmp_path, epochs=100)
    command = subprocess.Popen(
        [sys.executable, "-m", "core", "train", str(recipe), "--project", PROJECT, "--name", "Long"],
        cwd=ROOT,
        env=environment(ws.settings),
        stderr=subprocess.PIPE,
        text=True,
    )

    def long_run():
        return next((found for found in ws.ledger.runs.list(PROJECT) if found.name == "Long" and found.step > 2), None)

    wait_for(long_run, 120, what="the third step")
    command.send_signal(signal.SIGINT)
    _, said = command.communicate(timeout=90)
    assert command.returncode == 1
    assert "Stopping and saving" in said and "stopped on request" in said and "Traceback" not in said
    stopped = long_run()
    assert stopped.state == "stopped" and stopped.step > 2
    assert ws.ledger.jobs.get(stopped.job_id).state is JobState.CANCELLED
