"""Team: projects, who works in this one, and the languages each person knows."""

import streamlit as st

from pages.shared.feedback import page_head
from pages.shared.words import _, many
from pages.shared.workspace import current_account, current_project, get_workspace, is_owner, visible_projects
from pages.teaming.members import draw_invitation, draw_members
from pages.teaming.projects import draw_new_project, draw_project

workspace = get_workspace()
account = current_account()
project = current_project()
page_head(
    _("Team"),
    _("Make and describe projects, say which languages they expect, and invite people to work in them."),
    many(len(visible_projects()), "{n} project", "{n} projects"),
)
this, people, new = st.tabs([_("This project"), _("People"), _("New project")])
with this:
    if project is None:
        st.info(_("There is no project yet: make one under “New project”."))
    else:
        draw_project(project, may_change=is_owner(project))
with people:
    if project is not None:
        draw_members(project, may_change=is_owner(project))
        if is_owner(project):
            draw_invitation(project)
with new:
    draw_new_project(account)
