"""Evaluate: leads on without a run, asks once a click, turns a weak cell into a worklist for somebody."""

import pytest
from training_project import PROJECT, training_workspace

from core.jobs.inline import run_inline
from core.jobs.performing import perform
from core.jobs.run import PlainSteps
from core.jobs.workflows.train import TrainRequest
from core.records import JobState
from core.training.recipe import Recipe


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """A workspace with a run of four steps that nobody has evaluated yet."""
    opened = training_workspace(tmp_path_factory.mktemp("evaluate"))
    recipe = Recipe.model_validate({"goal": "classification", "model": "tiny", "effort": {"max_steps": 4}})
    run_inline(opened, "train", TrainRequest(project_id=PROJECT, recipe=recipe, name="Tried"), project_id=PROJECT)
    yield opened
    opened.ledger.dispose()


def evaluations(ws):
    return [job for job in ws.ledger.jobs.list(PROJECT) if job.kind == "evaluate"]


def finish(ws):
    """Do the queued evaluation here and now."""
    (queued,) = (job for job in evaluations(ws) if job.state is JobState.QUEUED)
    perform(ws, queued.id, lambda _attempt: PlainSteps(), raise_errors=True)


def test_without_a_trained_run_it_leads_to_train(workspace, open_page, words):
    workspace.ledger.projects.create("Bare")
    page = open_page(workspace, "evaluation")
    assert not page.exception
    assert "A run can be evaluated once it is trained" in words(page)


def test_each_click_asks_once_and_a_later_one_asks_again(ws, open_page, words, button):
    page = open_page(ws, "evaluation")
    assert "No score yet." in words(page)
    button(page, "Evaluate this run").click().run()
    assert len(evaluations(ws)) == 1
    assert button(open_page(ws, "evaluation"), "Evaluate this run").disabled  # in another window too
    finish(ws)
    page = open_page(ws, "evaluation")
    assert "No score yet." not in words(page)
    button(page, "Evaluate again").click().run()
    assert not page.exception
    assert len(evaluations(ws)) == 2
    finish(ws)


def test_a_weak_cell_becomes_work_for_somebody(ws, open_page, words, button):
    page = open_page(ws, "evaluation")
    assert "Weakest cells" in words(page)
    button(page, "Make it a worklist").click().run()
    (made,) = (item for item in ws.ledger.worklists.list(PROJECT) if item.reason.startswith("Weak in evaluation: "))
    assert made.goal == 25
    assert made.selection.formality and made.selection.domains
    (target,) = ws.ledger.targets.list(PROJECT)
    assert (target.language,) == made.selection.languages
