"""Filter: the language of each segment, what is kept and why, thresholds to move, and what was left out."""

from collections.abc import Callable

import streamlit as st

from core.identification.pending import pending
from core.identification.summary import filter_summary
from core.jobs.submitting import submit
from core.jobs.workflows.identify import IdentifyRequest
from pages.filter_views.browsing import draw_browser
from pages.filter_views.checking import draw_checking
from pages.filter_views.detectors import draw_detectors
from pages.filter_views.duplicates import draw_duplicates
from pages.filter_views.mixed import draw_mixed
from pages.filter_views.overview import draw_verdicts
from pages.filter_views.teaching import draw_teaching
from pages.filter_views.thresholds import draw_thresholds
from pages.shared.feedback import empty_state, page_head, reported_errors, way_on
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace, needed_project

project = needed_project()
workspace = get_workspace()
with workspace.snapshot(project.id) as snapshot:
    summary = filter_summary(snapshot)
page_head(
    _("Filter"),
    _("Decide what stays, language by language. What is left out keeps its reason and can come back."),
    _("{kept} kept, {review} to review, {out} left out").format(
        kept=number(summary.counts.kept),
        review=number(summary.counts.review),
        out=number(summary.counts.dropped + summary.counts.unknown + summary.counts.unsupported),
    ),
)
if not summary.rows:
    empty_state(_("There is no text yet: collect some first."), _("Collect text"), "collection")
    st.stop()
if not project.languages:
    st.warning(
        _("This project does not say which languages it expects. Say so under Team: no other evidence is as strong.")
    )

waiting = pending(workspace, project.id)
if waiting:
    words = many(waiting, "Identify the language of {n} segment", "Identify the language of {n} segments")
    if st.button(words, type="primary", icon=":material/translate:"):
        with reported_errors():
            submit(
                workspace,
                "identify",
                IdentifyRequest(project_id=project.id),
                key=request_key("identify", waiting),
                project_id=project.id,
                account_id=current_account().id,
            )
latest = next((job for job in workspace.ledger.jobs.list(project.id) if job.kind == "identify"), None)
if latest is not None:
    job_panel(latest.id)

parts: list[tuple[str, Callable[[], None]]] = [
    (_("Verdicts"), lambda: draw_verdicts(summary)),
    (_("Thresholds"), lambda: draw_thresholds(project)),
    (_("Checks"), lambda: draw_checking(project)),
    (_("Mixed language"), lambda: draw_mixed(project)),
    (_("Duplicates"), lambda: draw_duplicates(project)),
    (_("What was left out"), lambda: draw_browser(project)),
    (_("Detectors"), lambda: draw_detectors(project)),
    (_("Teach a language"), lambda: draw_teaching(project)),
]
tabs = st.tabs([title for title, _draw in parts], key="filter-tab", on_change="rerun")  # only the open one is drawn
for tab, (_title, draw) in zip(tabs, parts, strict=True):
    if tab.open:
        with tab:
            draw()
way_on(many(summary.counts.kept, "{n} segment is kept: tag it", "{n} segments are kept: tag them"), "tagging")
