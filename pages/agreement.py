"""Agreement: how far people say the same, where they do not, and everybody's own labels to take along."""

import streamlit as st

from core.agreement.board import agreement_board
from core.agreement.measuring import Undefined
from core.tagging import schemes
from pages.agreeing.deciding import draw_deciding
from pages.agreeing.languages import draw_languages
from pages.agreeing.pairs import draw_pairs
from pages.agreeing.people import draw_people
from pages.agreeing.whole import draw_whole
from pages.shared.feedback import empty_state, page_head, way_on
from pages.shared.values import task_words, value_words
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace, is_owner, needed_project

project = needed_project()
workspace = get_workspace()
head, chosen = st.container(), st.container()
scheme = chosen.selectbox(
    _("Tagged by"),
    [one.id for one in schemes.of_project(workspace, project.id)],
    format_func=task_words,
    key="scheme",
    bind="query-params",
)
board = agreement_board(workspace, project.id, scheme)
with head:
    page_head(
        _("Agreement"),
        _("See how far people say the same of the same segments. Low agreement is a question to the guidelines first."),
        ", ".join(
            [
                many(board.everything.segments, "{n} labelled segment", "{n} labelled segments"),
                many(board.everything.shared, "{n} by several people", "{n} by several people"),
                many(len(board.people), "{n} person", "{n} people"),
            ]
        ),
    )
if board.everything.figure("percent").why in (Undefined.ONE_PERSON, Undefined.NO_OVERLAP):
    empty_state(
        _("No segment was labelled by two people yet: there is nothing to compare. Let a worklist ask several people."),
        _("Tag"),
        "tagging",
    )
    if not board.people:
        st.stop()
naming = value_words(project)
draw_whole(board, naming)
languages, pairs, people, deciding = st.tabs(
    [_("Languages"), _("Pairs"), _("People"), _("Decide")], key="tab", bind="query-params"
)
with languages:
    if languages.open:
        draw_languages(board, naming)
with pairs:
    if pairs.open:
        draw_pairs(project, board, naming, is_owner=is_owner(project))
with people:
    if people.open:
        draw_people(project, board, naming, is_owner=is_owner(project))
with deciding:
    if deciding.open:
        draw_deciding(project, board, naming, is_owner=is_owner(project))
way_on(_("Tag on"), "tagging")
