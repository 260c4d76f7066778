"""Tag: one segment at a time, answered by keyboard alone; the worklists, and the list of domains."""

import streamlit as st

from core.tagging import schemes
from pages.shared.card.card import annotation_card
from pages.shared.feedback import empty_state, page_head, way_on
from pages.shared.words import _, many
from pages.shared.workspace import current_account, get_workspace, is_owner, needed_project
from pages.tag_views.choosing import chosen_worklist, open_worklists
from pages.tag_views.ending import draw_end
from pages.tag_views.keeping import draw_worklists
from pages.tag_views.listing import draw_lists

project = needed_project()
workspace, account = get_workspace(), current_account()
if not workspace.corpus(project.id).exists:
    page_head(_("Tag"), _("Here people say of one segment at a time how formal it is and what it is about."))
    empty_state(_("There is no text to tag yet."), _("Collect text"), "collection")
    st.stop()

offered = open_worklists(workspace, project, account)
page_head(
    _("Tag"),
    _("Say of one segment at a time how formal it is and what it is about. Press ? for the keys."),
    many(len(offered), "{n} worklist is open to you", "{n} worklists are open to you"),
)
worklist = chosen_worklist(offered)
asked = [schemes.current(workspace, project.id, name) for name in worklist.schemes]
ended = annotation_card(project, account, worklist, asked)
draw_end(worklist, offered, ended)

if is_owner(project):
    draw_lists(workspace, project, account, asked)
    draw_worklists(workspace, project, account)
way_on(_("See which languages, tones and domains are short"), "balancing")
