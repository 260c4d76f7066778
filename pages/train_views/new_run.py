"""A new training: the questions, the plan, and one button at a time."""

from collections.abc import Sequence

import streamlit as st

from core.access import require
from core.balancing.frozen import manifest_of
from core.jobs.planned import ask_for_plan, plan_job, read_plan
from core.jobs.submitting import retry, submit
from core.jobs.workflows.train import TrainRequest
from core.records import DataVersion, JobState, Project, Role
from core.training.choosing import problems, recipe_of
from core.training.devices import find_device
from core.training.recipe import Recipe
from pages.shared.feedback import flash, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _
from pages.shared.workspace import current_account, get_workspace, is_owner
from pages.train_views.plan_panel import draw_plan, start_label
from pages.train_views.questions import Questions

GO_TO_RUNS = "train-started"  # set by the button, read by the page before its tabs are drawn


def draw_new_run(project: Project, versions: Sequence[DataVersion], runs: int) -> None:
    """The questions, then either the button that plans or the plan with the button that starts."""
    workspace = get_workspace()
    device = find_device()
    models = workspace.models.describe()
    questions = Questions(models, versions, device)
    with reported_errors():
        goal = questions.ask_goal()
        version = questions.ask_version()
        contents = manifest_of(version).contents
        choices = questions.ask(goal, version, contents)
        found = problems(choices, contents, models, has_gpu=device.gpu is not None)
        questions.show(found)
        if any(problem.is_blocking for problem in found):
            st.button(_("Show the plan"), type="primary", disabled=True)
            return
        recipe = recipe_of(choices, contents, has_gpu=device.gpu is not None)
        _plan_or_start(project, version, recipe, choices.name, runs)


def _plan_or_start(project: Project, version: DataVersion, recipe: Recipe, name: str, runs: int) -> None:
    workspace = get_workspace()
    job = plan_job(workspace, version, recipe)
    report = read_plan(job)
    if report is not None:
        st.header(_("The plan"))
        _start_button(project, report.recipe, name, start_label(report.plan), runs)
        draw_plan(project, report, manifest_of(version).contents)
        return
    if job is None or job.state in (JobState.FAILED, JobState.CANCELLED):
        label = _("Show the plan") if job is None else _("Plan again")
        if st.button(label, type="primary", icon=":material/fact_check:", disabled=not is_owner(project)):
            require(workspace, current_account(), project.id, Role.OWNER)
            if job is None:
                ask_for_plan(workspace, version, recipe, account_id=current_account().id)
            else:
                retry(workspace, job.id)
            st.rerun()
        st.caption(_("Nothing is trained yet: the model is loaded, a few steps are tried and thrown away."))
    if job is not None:
        job_panel(job.id)


def _start_button(project: Project, recipe: Recipe, name: str, label: str, runs: int) -> None:
    if not st.button(label, type="primary", icon=":material/play_arrow:", disabled=not is_owner(project)):
        return
    workspace, account = get_workspace(), current_account()
    require(workspace, account, project.id, Role.OWNER)
    submit(
        workspace,
        "train",
        TrainRequest(project_id=project.id, recipe=recipe, name=name),
        key=request_key("train", runs, recipe.model_dump_json(), name),
        project_id=project.id,
        account_id=account.id,
    )
    flash(_("The training is on its way. You can leave this page, or close the browser."))
    st.session_state[GO_TO_RUNS] = True
    st.rerun()
