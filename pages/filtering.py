"""Filter: the language of each segment, what is kept and why, thresholds and limits to move, what was left out."""

from collections.abc import Callable

import streamlit as st

from core.identification.summary import filter_summary
from pages.filter_views.browsing import draw_browser
from pages.filter_views.checking import draw_checking
from pages.filter_views.cleaning import draw_cleaning
from pages.filter_views.detectors import draw_detectors
from pages.filter_views.duplicates import draw_duplicates
from pages.filter_views.flow import draw_flow
from pages.filter_views.mixed import draw_mixed
from pages.filter_views.overview import draw_verdicts
from pages.filter_views.teaching import draw_teaching
from pages.filter_views.thresholds import draw_thresholds
from pages.filter_views.work import draw_work
from pages.shared.feedback import empty_state, page_head, way_on
from pages.shared.words import _, many, number
from pages.shared.workspace import get_workspace, needed_project

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

draw_work(project)

parts: list[tuple[str, Callable[[], None]]] = [
    (_("Verdicts"), lambda: draw_verdicts(summary)),
    (_("Flow"), lambda: draw_flow(project)),
    (_("Thresholds"), lambda: draw_thresholds(project)),
    (_("Checks"), lambda: draw_checking(project)),
    (_("Mixed language"), lambda: draw_mixed(project)),
    (_("Cleaning"), lambda: draw_cleaning(project)),
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
