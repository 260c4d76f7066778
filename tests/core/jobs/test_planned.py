"""A plan is asked for once per recipe and content."""

import pytest
from balance_project import balance_project

from core.errors import InvalidInputError
from core.jobs.inline import run_inline
from core.jobs.planned import ask_for_plan, plan_job, read_plan
from core.jobs.workflows.freeze import FreezeRequest
from core.jobs.workflows.plan import PlanReport
from core.records import JobState
from core.training.plan import Plan
from core.training.recipe import Recipe

PLAN = Plan(
    goal="classification", model="m", rows={"yo": 1}, epochs={"yo": 1.0}, left_out={}, steps=1, tokens=1,
    padding_share=0.0, seconds_per_step=1.0, seconds=1.0, threads=1, memory_bytes=1, disk_bytes=1, trainable=1,
    parameters=1, sample=(), warnings=(),
)  # fmt: skip


@pytest.fixture
def version(workspace):
    project = balance_project(workspace)
    run_inline(workspace, "freeze", FreezeRequest(project_id=project.id), project_id=project.id)
    return workspace.ledger.data_versions.by_number(project.id, 1)


def recipe(seed=1, version=1):
    return Recipe.model_validate({"goal": "classification", "model": "m", "data": {"version": version}, "seed": seed})


def test_the_same_recipe_finds_its_plan_and_another_does_not(workspace, version):
    assert plan_job(workspace, version, recipe()) is None
    job = ask_for_plan(workspace, version, recipe(), account_id="local")
    assert ask_for_plan(workspace, version, recipe(), account_id="local").id == job.id
    assert plan_job(workspace, version, recipe()).id == job.id
    assert plan_job(workspace, version, recipe(seed=2)) is None
    assert read_plan(job) is None
    report = PlanReport(plan=PLAN, recipe=recipe())
    done = {"state": JobState.DONE, "report": report.model_dump_json()}
    workspace.ledger.jobs.change(job.id, when={JobState.QUEUED}, **done)
    assert read_plan(plan_job(workspace, version, recipe())) == report


def test_a_recipe_for_another_version_is_refused(workspace, version):
    with pytest.raises(InvalidInputError, match="data version 2, not 1"):
        ask_for_plan(workspace, version, recipe(version=2), account_id="local")
