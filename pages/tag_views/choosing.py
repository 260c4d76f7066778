"""Which worklist is worked on: the one in the address, else the first; assigned ones stand first."""

from collections.abc import Sequence

import streamlit as st

from core.records import Account, Project, Worklist
from core.tagging import worklists
from core.workspace import Workspace
from pages.shared.words import _

PARAMETER = "worklist"


def open_worklists(workspace: Workspace, project: Project, account: Account) -> list[Worklist]:
    """The open worklists of this person, those assigned to them first; the standing one is made when missing."""
    worklists.everything(workspace, project.id)
    found = workspace.ledger.worklists.list(project.id, account_id=account.id)
    return sorted(found, key=lambda one: one.assigned_to != account.id)


def chosen_worklist(offered: Sequence[Worklist]) -> Worklist:
    """Let the person choose; a link `?worklist=ID` opens that one."""
    by_id = {one.id: one for one in offered}
    wanted = st.query_params.get(PARAMETER)
    if wanted is not None and wanted not in by_id:
        st.warning(_("The worklist of this link is closed, or somebody else's. Here is another one."))
    start = wanted if wanted in by_id else offered[0].id
    picked = start
    if len(by_id) > 1:
        picked = st.selectbox(
            _("Worklist"), list(by_id), index=list(by_id).index(start), format_func=lambda key: title(by_id[key])
        )
    if picked != wanted:
        st.query_params[PARAMETER] = picked
    worklist = by_id[picked]
    if worklist.reason:
        st.caption(worklist.reason)
    return worklist


def title(worklist: Worklist) -> str:
    """A worklist's name, and that it is yours where it was assigned."""
    return worklist.name if worklist.assigned_to is None else _("{name} (assigned to you)").format(name=worklist.name)
