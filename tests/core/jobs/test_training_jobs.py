"""Previewing and training as jobs: a real frozen data version, a real child process, a tiny model."""

import json
from pathlib import Path

import pytest
from balance_project import balance_project
from tiny_models import make_causal, make_encoder

from core.errors import InvalidInputError, JobCancelledError, NotFoundError
from core.jobs.inline import run_inline
from core.jobs.submitting import cancel, retry
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.train import TrainRequest
from core.records import JobState
from core.settings import Settings
from core.training.folder import RunFolder, read_metrics
from core.training.recipe import DataChoice, Recipe
from core.workspace import open_workspace

TEXTS = ["habari ya asubuhi", "good morning to you", "bom dia para você"]


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """A workspace with a frozen project and two tiny models; shared, since every test makes runs of its own."""
    folder = tmp_path_factory.mktemp("training")
    settings = Settings(
        workspace=str(folder / "workspace"), worker_autostart=False, training_threads=1, _env_file=None, models=None
    )
    opened = open_workspace(settings)
    opened.models.add_folder(make_encoder(folder / "tiny-encoder", TEXTS))
    opened.models.add_folder(make_causal(folder / "tiny-causal", TEXTS))
    project = balance_project(opened)
    run_inline(opened, "freeze", FreezeRequest(project_id=project.id), project_id=project.id)
    yield opened
    opened.ledger.dispose()


def request(goal: str, model: str, **effort: object) -> TrainRequest:
    recipe = Recipe.model_validate({
        "goal": goal, "model": model, "method": {"rank": 4},
        "effort": {"epochs": 1, "batch_rows": 8, "max_tokens": 128 if goal == "classification" else 512, **effort},
    })  # fmt: skip
    return TrainRequest(project_id="everyday", recipe=recipe, name="First try")


@pytest.mark.parametrize(("goal", "model"), [("classification", "tiny-encoder"), ("rewriting", "tiny-causal")])
def test_preview_then_train(ws, goal, model, monkeypatch):
    monkeypatch.setattr("core.jobs.progress.WRITE_SECONDS", 0)  # six tiny steps may take less than the usual wait
    asked = request(goal, model, max_steps=6)
    report = run_inline(ws, "plan", asked, project_id="everyday")
    assert report.recipe.data.version == 1
    assert (report.plan.steps, report.plan.threads) == (6, 1)
    assert set(report.plan.rows) == {"ar", "de", "en", "pt", "yo", "zh"}
    assert ws.ledger.runs.list("everyday") == [] or goal == "rewriting"  # a preview makes no run

    marks = []
    done = run_inline(ws, "train", asked, project_id="everyday", on_progress=marks.append)
    run = ws.ledger.runs.get("everyday", done.run_id)
    assert (run.state, run.step, run.steps, run.kind, run.model) == ("trained", 6, 6, goal, model)
    assert run.name == "First try"
    assert Recipe.model_validate_json(run.recipe) == report.recipe
    assert marks[0].phase == "Loading the model"
    assert any(mark.phase == "Training" and mark.total == 6 and mark.unit == "steps" for mark in marks)
    folder = RunFolder(Path(run.path))
    assert folder.finished
    assert not (folder.path / "rows.jsonl").exists()  # no second copy of anybody's text is kept
    lock = json.loads(folder.data_lock.read_text())
    version = ws.ledger.data_versions.by_number("everyday", 1)
    assert (lock["version"], lock["content_hash"], lock["model"]) == (1, version.content_hash, model)
    assert done.steps == 6
    assert done.training_seconds > 0
    assert set(done.before) == set(done.before) & set(done.after)


def test_a_bad_recipe_fails_with_the_child_s_own_words(ws):
    with pytest.raises(InvalidInputError, match="no pair of at most 10 tokens"):
        run_inline(ws, "train", request("rewriting", "tiny-causal", max_tokens=10), project_id="everyday")
    assert ws.ledger.runs.list("everyday")[0].state == "failed"


def test_without_a_data_version_it_says_what_to_do(ws):
    ws.ledger.projects.create("Empty", languages=("en",))
    asked = request("classification", "tiny-encoder").model_copy(update={"project_id": "empty"})
    with pytest.raises(NotFoundError) as error:
        run_inline(ws, "train", asked, project_id="empty")
    assert "Freeze one" in error.value.hint
    missing = asked.recipe.model_copy(update={"data": DataChoice(version=9)})
    with pytest.raises(NotFoundError, match="9"):
        run_inline(ws, "train", asked.model_copy(update={"recipe": missing}), project_id="empty")


def test_cancel_saves_and_retry_goes_on(ws):
    """Cancelled by the ledger's state, as a person's click does it, while the child trains."""
    asked = request("classification", "tiny-encoder", epochs=100, batch_rows=8)
    cancelled = []

    def cancel_in_training(mark):
        if mark.phase == "Training" and mark.done >= 5 and not cancelled:
            cancelled.append(cancel(ws, ws.ledger.jobs.list("everyday", limit=1)[0].id))

    with pytest.raises(JobCancelledError):
        run_inline(ws, "train", asked, project_id="everyday", on_progress=cancel_in_training)
    job = ws.ledger.jobs.list("everyday", limit=1)[0]
    assert job.state is JobState.CANCELLED
    run = ws.ledger.runs.list("everyday")[0]
    assert run.state == "stopped"
    assert run.step >= 5
    folder = RunFolder(Path(run.path))
    assert (folder.checkpoints / f"step-{run.step}").is_dir()
    assert not folder.finished
    retry(ws, job.id)
    notes = [metric.note for metric in read_metrics(folder) if metric.note]
    assert notes[-1] == f"Stopped on request and saved at step {run.step}."
