"""Worklists as their owners keep them: who has which, assign, close."""

import streamlit as st

from core.access import require
from core.records import Account, Project, Role, Worklist
from core.tagging import worklists
from core.workspace import Workspace
from pages.shared.feedback import flash
from pages.shared.words import _

NOBODY = ""


def draw_worklists(workspace: Workspace, project: Project, account: Account) -> None:
    """A folded list of all open worklists with who they are assigned to."""
    people = {member.account_id: member.name for member in workspace.ledger.members.list(project.id)}
    with st.expander(_("Worklists: assign and close"), icon=":material/checklist:"):
        st.markdown(_("Worklists are made where a gap is seen: on Balance, Evaluate and Filter."))
        for worklist in workspace.ledger.worklists.list(project.id):
            _line(workspace, project, account, worklist, people)


def _line(workspace: Workspace, project: Project, account: Account, worklist: Worklist, people: dict[str, str]) -> None:
    name, who, end = st.columns([3, 2, 1], vertical_alignment="bottom")
    name.markdown(f"**{worklist.name}**  \n{worklist.reason}")
    if worklist.id == worklists.everything(workspace, project.id).id:  # always there, for everybody
        return
    options = [NOBODY, *dict.fromkeys([*people, *([worklist.assigned_to] if worklist.assigned_to else [])])]
    picked = who.selectbox(
        _("For"),
        options,
        index=options.index(worklist.assigned_to or NOBODY),
        format_func=lambda key: people.get(key, key) if key else _("everybody"),
        key=f"assign-{worklist.id}",
    )
    if picked != (worklist.assigned_to or NOBODY):
        require(workspace, account, project.id, Role.OWNER)
        workspace.ledger.worklists.assign(project.id, worklist.id, picked or None)
        st.rerun()
    if end.button(_("Close"), key=f"close-{worklist.id}", help=_("Its labels stay.")):
        require(workspace, account, project.id, Role.OWNER)
        workspace.ledger.worklists.close(project.id, worklist.id)
        flash(_("“{name}” is closed. Its labels stay.").format(name=worklist.name))
        st.rerun()
