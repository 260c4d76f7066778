"""Trainings by REST: a start is one job however often it is sent; what a run has is served, what it lacks is said."""

from pathlib import Path

import pytest
from api_client import client_of
from balance_project import balance_project

from core.jobs.inline import run_inline
from core.jobs.workflows.freeze import FreezeRequest
from core.records import Run
from core.training.folder import Metric, RunFolder, add_metric

RECIPE = {"goal": "classification", "model": "tiny", "data": {"version": 1}}


@pytest.fixture
def api(workspace):
    project = balance_project(workspace)
    run_inline(workspace, "freeze", FreezeRequest(project_id=project.id), project_id=project.id)
    return client_of(workspace)


@pytest.fixture
def run(workspace, api):
    version = workspace.ledger.data_versions.by_number("everyday", 1)
    path = workspace.run_folder("everyday", "r1")
    add_metric(RunFolder(path), Metric(stage="train", step=2, steps=8, loss=1.5))
    made = Run("r1", "everyday", "First", "classification", "tiny", version.id, "{}", 1, str(path), state="training")
    return workspace.ledger.runs.add(made)


@pytest.mark.parametrize("path", ["plans", "runs"])
def test_sending_twice_starts_one_job(workspace, api, path):
    sent = [api.post(f"/projects/everyday/{path}", json={"key": "k", "recipe": RECIPE}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [202, 202]
    assert sent[0].json()["id"] == sent[1].json()["id"]


def test_a_bad_recipe_is_refused_with_its_field(api):
    answer = api.post("/projects/everyday/runs", json={"key": "k", "recipe": RECIPE | {"effort": {"epochs": 0}}})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][-1] == "epochs"


def test_a_run_shows_how_far_it_is(api, run):
    found = api.get("/projects/everyday/runs/r1").json()
    assert found["run"]["name"] == "First"
    assert (found["watched"]["step"], found["watched"]["steps"]) == (2, 8)
    assert found["watched"]["curve"] == [{"step": 2, "loss": 1.5}]
    assert api.get("/projects/everyday/runs/none").status_code == 404


def test_card_and_adapter_are_there_once_it_is_finished(api, run):
    assert api.get("/projects/everyday/runs/r1/card").status_code == 404
    assert "has no adapter yet" in api.get("/projects/everyday/runs/r1/adapter").json()["error"]
    folder = RunFolder(Path(run.path))
    folder.adapter.mkdir()
    (folder.adapter / "adapter_config.json").write_text("{}", encoding="utf-8")
    folder.card.write_text("# r1", encoding="utf-8")
    assert api.get("/projects/everyday/runs/r1/card").text == "# r1"
    answer = api.get("/projects/everyday/runs/r1/adapter")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.content[:2] == b"PK"
