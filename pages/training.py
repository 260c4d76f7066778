"""Train: seven questions, a plan to read, one button; then the run, live."""

import streamlit as st

from pages.shared.feedback import empty_state, page_head, way_on
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace, needed_project
from pages.train_views.new_run import GO_TO_RUNS, draw_new_run
from pages.train_views.runs import draw_runs, waiting_jobs

project = needed_project()
workspace = get_workspace()
versions = workspace.ledger.data_versions.list(project.id)
runs = workspace.ledger.runs.list(project.id)
at_work = [run for run in runs if run.state in ("new", "training")]
page_head(
    _("Train"),
    _("Fine-tune a model on a data version. You see what it takes before anything starts."),
    ", ".join(
        [
            many(len(versions), "{n} data version", "{n} data versions"),
            many(len(runs), "{n} run", "{n} runs"),
            many(len(at_work), "{n} at work", "{n} at work"),
        ]
    ),
)
if not versions:
    empty_state(
        _("A training needs a data version: a fixed selection of texts with their tags. There is none yet."),
        _("Freeze a data version"),
        "balancing",
    )
    st.stop()

new_title, runs_title = _("New training"), _("Runs")
if st.session_state.pop(GO_TO_RUNS, False):
    st.session_state["training"] = runs_title
    st.session_state.pop("run", None)
is_busy = bool(at_work or waiting_jobs(project, runs))
# decided once a visit: another default would throw the visitor back to the form when a run ends
first = st.session_state.setdefault(f"training-first-{project.id}", runs_title if is_busy else new_title)
new, shown = st.tabs([new_title, runs_title], default=first, key="training", bind="query-params")
with new:
    if new.open:
        draw_new_run(project, versions, len(runs))
with shown:
    if shown.open:
        draw_runs(project, runs)
way_on(_("Evaluate what a run has learnt"), "evaluation")
