"""The project's runs: which one is shown, and what waits before there is a run."""

from collections.abc import Sequence

import streamlit as st

from core.records import FINAL_STATES, Job, Project, Run
from pages.shared.job_panel import job_panel
from pages.shared.words import _, moment
from pages.shared.workspace import get_workspace
from pages.train_views.live import draw_run


def draw_runs(project: Project, runs: Sequence[Run]) -> None:
    """Trainings that wait for a worker, then the chosen run."""
    for job in waiting_jobs(project, runs):
        job_panel(job.id)
    if not runs:
        st.info(_("No training has begun yet. Answer the questions under “New training”."))
        return
    by_id = {run.id: run for run in runs}
    chosen = st.selectbox(
        _("Run"), list(by_id), format_func=lambda key: _run_name(by_id[key]), key="run", bind="query-params"
    )
    draw_run(project, by_id[chosen])


def waiting_jobs(project: Project, runs: Sequence[Run]) -> list[Job]:
    """Trainings whose run is not made yet."""
    made = {run.job_id for run in runs}
    jobs = get_workspace().ledger.jobs.list(project.id)
    return [job for job in jobs if job.kind == "train" and job.state not in FINAL_STATES and job.id not in made]


def _run_name(run: Run) -> str:
    """A label that does not change while the run does: the picker goes by it."""
    return f"{run.name} · {moment(run.created_at)}" if run.created_at else run.name
