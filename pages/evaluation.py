"""Evaluate: base against tuned per language, weak cells, the texts behind each score, and a sentence to try."""

import streamlit as st

from core.evaluation.dashboard import read_dashboard
from core.jobs.submitting import submit
from core.jobs.workflows.evaluate import EvaluateRequest
from core.records import FINAL_STATES
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
asked = [job for job in workspace.ledger.jobs.list(project.id) if job.kind == "evaluate" and run_id in job.request]
is_busy = bool(asked) and asked[0].state not in FINAL_STATES
label = _("Evaluate again") if board.scores else _("Evaluate this run")
if st.button(label, type="secondary" if board.scores else "primary", disabled=is_busy):
    with reported_errors():
        asked[:0] = [
            submit(
                workspace,
                "evaluate",
                EvaluateRequest(project_id=project.id, run_id=run_id),
                key=f"evaluate-{run_id}-after-{asked[0].id if asked else 'nothing'}",
                project_id=project.id,
                account_id=current_account().id,
            )
        ]
if asked:
    job_panel(asked[0].id)
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
