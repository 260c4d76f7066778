"""Concordance: every place where a word, a part of one or a pattern stands, line by line; many tagged at once."""

import streamlit as st

from core.concordance.searching import search
from pages.concordance_views.asking import asked_query
from pages.concordance_views.batch import draw_batch, draw_batches
from pages.concordance_views.figures import draw_figures
from pages.concordance_views.lines import draw_lines
from pages.shared.feedback import empty_state, page_head, reported_errors, way_on
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace, needed_project

project = needed_project()
workspace = get_workspace()
purpose = _("See a word, a part of one or a pattern wherever it stands, and tag many segments at once.")
if not workspace.corpus(project.id).exists:
    page_head(_("Concordance"), purpose)
    empty_state(_("There is no text to look through yet."), _("Collect text"), "collection")
    st.stop()

with workspace.snapshot(project.id) as snapshot:
    total = snapshot.count()
page_head(_("Concordance"), purpose, many(total, "{n} segment to look through", "{n} segments to look through"))
query = asked_query(project)
if query is not None:
    with reported_errors():
        found = search(workspace, project.id, query)
        if found.hits:
            draw_lines(found)
            draw_figures(found)
            draw_batch(project, found)
        else:
            st.info(_("This stands nowhere in the segments chosen. Try a part of the word, or another comparison."))
draw_batches(project)
way_on(_("Tag one segment at a time"), "tagging")
