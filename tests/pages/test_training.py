"""Train: leads on without data, asks seven questions, plans, starts once, shows a run live and at rest."""

import uuid
from pathlib import Path

import pytest
from training_project import PROJECT, training_workspace

from core.jobs.performing import perform
from core.jobs.run import PlainSteps
from core.jobs.submitting import create
from core.jobs.workflows.train import TrainRequest
from core.records import JobState, Run
from core.training.folder import Metric, RunFolder, add_metric, write_json
from core.training.recipe import Recipe


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """One workspace with a frozen project and a tiny model, for all tests of this file."""
    opened = training_workspace(tmp_path_factory.mktemp("train"))
    yield opened
    opened.ledger.dispose()


@pytest.fixture
def half_done(ws):
    """A run whose files say step 3 of 20, saved at 2, and its job at work."""
    recipe = Recipe.model_validate({"goal": "classification", "model": "tiny", "data": {"version": 1}})
    request = TrainRequest(project_id=PROJECT, recipe=recipe)
    made = []

    def make(state: JobState, run_state: str) -> Run:
        key = uuid.uuid4().hex
        job = create(ws, "train", request, key=key, project_id=PROJECT, account_id="local")
        ws.ledger.jobs.change(job.id, when={JobState.QUEUED}, state=state, error="The disk is full.", hint="Free some.")
        folder = RunFolder(ws.run_folder(PROJECT, f"run-{job.id[:16]}"))
        for stage in ("load", "tokenise", "baseline", "train"):
            add_metric(folder, Metric(stage=stage))
        for step in range(1, 4):
            per_language = {"ar": 2.0 / step, "yo": 3.0 / step}
            add_metric(
                folder,
                Metric(
                    stage="train", step=step, steps=20, loss=2.5 / step, loss_per_language=per_language, eta_seconds=90
                ),
            )
        (folder.checkpoints / "step-2").mkdir(parents=True)
        write_json(folder.data_lock, {})
        version = ws.ledger.data_versions.by_number(PROJECT, 1)
        run = Run(
            id=folder.path.name, project_id=PROJECT, name=f"Half {key}", kind="classification", model="tiny",
            data_version_id=version.id, recipe=recipe.model_dump_json(), seed=1, path=str(folder.path), state=run_state,
            step=3, steps=20, job_id=job.id,
        )  # fmt: skip
        made.append(ws.ledger.runs.add(run))
        return made[-1]

    yield make
    for run in made:  # no other test is to see it at work
        ws.ledger.jobs.change(run.job_id, when=set(JobState), state=JobState.CANCELLED)
        ws.ledger.runs.update(PROJECT, run.id, state="stopped")


def do(ws, kind):
    """Do the newest queued job of a kind here and now."""
    job = next(job for job in ws.ledger.jobs.list(PROJECT) if job.kind == kind and job.state is JobState.QUEUED)
    return perform(ws, job.id, lambda _attempt: PlainSteps(), raise_errors=True)


def test_without_a_data_version_it_leads_to_balance(workspace, open_page, words):
    workspace.ledger.projects.create("Bare")
    page = open_page(workspace, "training")
    assert not page.exception
    assert "A training needs a data version" in words(page)


def test_seven_questions_and_no_more(ws, open_page, words):
    page = open_page(ws, "training")
    assert not page.exception
    asked = [item.label for kind in ("radio", "selectbox", "segmented_control", "multiselect", "text_input")
             for item in getattr(page.main, kind)]  # fmt: skip
    questions = [label for label in asked if label.endswith("?") and label != "How is the model changed?"]
    assert questions == [
        "What is to be learnt?", "Which data version?", "Which model?",
        "How much effort?", "Leave languages out?", "Its name?",
    ]  # fmt: skip
    assert "On what?" in words(page)  # answered by the machine where there is no choice
    assert "no GPU that can be used" in words(page)


def test_problems_stand_beside_their_fields_all_at_once(ws, open_page, words, button):
    page = open_page(ws, "training")
    page.radio(key="train-goal").set_value("rewriting")
    page.multiselect(key="train-left-out").set_value(["ar", "de", "en", "pt", "yo", "zh"]).run()
    assert not page.exception
    page.selectbox(key="train-model-rewriting")  # the catalogue's causal model, which is not fetched
    said = words(page)
    assert "No language is left to train on. Leave fewer out." in said
    assert "It is not here yet" in said
    assert button(page, "Show the plan").disabled


def test_from_the_plan_to_the_outcome(ws, open_page, words, button):
    page = open_page(ws, "training")
    page.selectbox(key="train-model-classification").select("tiny")
    page.segmented_control(key="train-effort").set_value("quick").run()
    button(page, "Show the plan").click().run()
    button_labels = [item.label for item in page.button]
    assert not any(label.startswith("Start training") for label in button_labels)  # nothing starts without a plan
    do(ws, "plan")
    page.run()
    said = words(page)
    assert page.metric[0].label == "Steps"
    assert int(page.metric[0].value) > 3
    assert "of the model's" in said
    assert "Rows and passes per language" in said
    assert "goal: classification" in page.code[0].value

    start = button(page, "Start training, about")
    start.click().run()
    trainings = [job for job in ws.ledger.jobs.list(PROJECT) if job.kind == "train"]
    assert len(trainings) == 1
    assert TrainRequest.model_validate_json(trainings[0].request).recipe.data.version == 1

    do(ws, "train")
    page = open_page(ws, "training", training="Runs")
    said = words(page)
    assert not page.exception
    assert "Trained: " in said
    assert "Loss over the steps" in said
    assert "rank 8" in said  # the card
    run = ws.ledger.runs.list(PROJECT)[0]
    assert RunFolder(Path(run.path)).finished


def test_a_run_at_work_is_shown_from_its_files(ws, half_done, open_page, words):
    ws.ledger.heartbeat.beat(1, "here", "test")
    run = half_done(JobState.RUNNING, "training")
    page = open_page(ws, "training", run=run.id)  # it opens on the runs by itself
    said = words(page)
    assert not page.exception
    assert ":material/check: load the model" in said
    assert "**train**" in said
    assert "Loss over the steps: 2.50 at first, 0.83 now." in said
    assert "Highest now: Yoruba (yo)." in said
    assert any("Step 3 of 20, about 2 min left" in item.text for item in page.get("progress"))
    ws.ledger.heartbeat.clear(1, "here")


def test_without_a_worker_it_says_where_it_was_interrupted(ws, half_done, open_page, words):
    run = half_done(JobState.RUNNING, "training")
    page = open_page(ws, "training", run=run.id)
    assert "Interrupted at step 3; saved at step 2." in words(page)


def test_cancel_saves_and_resume_goes_on(ws, half_done, open_page, words, button):
    run = half_done(JobState.RUNNING, "training")
    page = open_page(ws, "training", run=run.id)
    button(page, "Cancel and save").click().run()
    assert ws.ledger.jobs.get(run.job_id).state is JobState.STOPPING
    ws.ledger.jobs.change(run.job_id, when={JobState.STOPPING}, state=JobState.CANCELLED)
    ws.ledger.runs.update(PROJECT, run.id, state="stopped")
    page = open_page(ws, "training", training="Runs", run=run.id)
    assert "The training was stopped. Saved at step 2 of 20." in words(page)
    button(page, "Go on from step 2").click().run()
    assert ws.ledger.jobs.get(run.job_id).state is JobState.QUEUED


def test_a_failure_shows_its_cause_and_what_is_kept(ws, half_done, open_page, words, button):
    run = half_done(JobState.FAILED, "failed")
    page = open_page(ws, "training", training="Runs", run=run.id)
    said = words(page)
    assert "**The training failed.** The disk is full." in said
    assert "Saved at step 2 of 20." in said
    assert button(page, "Go on from step 2")
