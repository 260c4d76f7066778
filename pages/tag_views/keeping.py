"""Worklists as their owners keep them: who has which, how many people label each segment, assign, close."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import require
from core.records import Account, Project, Role, Worklist
from core.tagging import worklists
from core.workspace import Workspace
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import overlap_picker
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
    name, who, several, end = st.columns([3, 2, 2, 1], vertical_alignment="bottom")
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
        disabled=worklist.overlap > 1,
    )
    if picked != (worklist.assigned_to or NOBODY):
        require(workspace, account, project.id, Role.OWNER)
        workspace.ledger.worklists.assign(project.id, worklist.id, picked or None)
        st.rerun()
    if worklist.assigned_to is None and worklist.schemes:
        _ask_several(workspace, project, account, worklist, several)
    if end.button(_("Close"), key=f"close-{worklist.id}", help=_("Its labels stay.")):
        require(workspace, account, project.id, Role.OWNER)
        workspace.ledger.worklists.close(project.id, worklist.id)
        flash(_("“{name}” is closed. Its labels stay.").format(name=worklist.name))
        st.rerun()


def _ask_several(
    workspace: Workspace, project: Project, account: Account, worklist: Worklist, place: DeltaGenerator
) -> None:
    """How many people label each segment, and whether they may see what the others said once they are done."""
    overlap = overlap_picker(place, f"{worklist.id}-{worklist.overlap}", worklist.overlap)
    shows = worklist.shows_others
    if overlap > 1:
        shows = place.checkbox(
            _("Show what others said, once done"),
            worklist.shows_others,
            key=f"shows-{worklist.id}-{worklist.shows_others}",
        )
    if (overlap, shows) != (worklist.overlap, worklist.shows_others):
        with reported_errors():
            require(workspace, account, project.id, Role.OWNER)
            worklists.set_overlap(workspace, worklist, overlap, shows_others=shows)
            st.rerun()
