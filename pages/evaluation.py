"""Evaluate: base against tuned per language, weak cells, the texts behind each score, and a sentence to try."""

import streamlit as st

from core.evaluation.dashboard import read_dashboard
from core.jobs.submitting import submit
from core.jobs.workflows.evaluate import EvaluateRequest
from pages.evaluating.cells import draw_cells
from pages.evaluating.languages import draw_languages
from pages.evaluating.trying import draw_try
from pages.evaluating.wrong import draw_wrong
from pages.shared.feedback import empty_state, page_head, reported_errors, way_on
from pages.shared.job_panel import job_panel
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace, needed_project

project = needed_project()
workspace = get_workspace()
runs = [run for run in workspace.ledger.runs.list(project.id) if run.state in ("trained", "stopped")]
page_head(
    _("Evaluate"),
    _("Did the fine-tune help, in which languages, and where not? Each number says how sure it is."),
    many(len(runs), "{n} trained run", "{n} trained runs"),
)
if not runs:
    empty_state(_("A run can be evaluated once it is trained; there is none yet."), _("Train a model"), "training")
    st.stop()

names = {run.id: f"{run.name} · {run.model}" for run in runs}
run_id = st.selectbox(
    _("Run"), list(names), format_func=lambda key: names[key], key="evaluation-run", bind="query-params"
)
board = read_dashboard(workspace, project.id, run_id)
job_id = f"evaluate-{run_id}"
if st.button(
    _("Evaluate again") if board.scores else _("Evaluate this run"), type="secondary" if board.scores else "primary"
):
    with reported_errors():
        st.session_state[job_id] = submit(
            workspace,
            "evaluate",
            EvaluateRequest(project_id=project.id, run_id=run_id),
            key=f"{job_id}-{st.session_state.get(job_id, 'first')}",
            project_id=project.id,
            account_id=current_account().id,
        ).id
running = next(
    (j for j in workspace.ledger.jobs.list(project.id) if j.kind == "evaluate" and run_id in j.request), None
)
if running is not None:
    job_panel(running.id)
if not board.scores:
    st.info(_("No score yet. Evaluating asks base and tuned about every held-out segment; it takes some minutes."))
    st.stop()

by_language, cells, wrong, trying = st.tabs(
    [_("Languages"), _("Language × formality × domain"), _("Misjudged texts"), _("Try it")]
)
with by_language:
    draw_languages(board)
with cells:
    draw_cells(project, board)
with wrong:
    draw_wrong(project, board)
with trying:
    draw_try(board.run, project)
way_on(_("Turn the weakest cells into worklists, then tag"), "tagging")
