"""The list of domains (or of another list scheme): edited by the project's owners, each change a new version."""

from collections.abc import Sequence

import streamlit as st

from core.access import require
from core.records import Account, Project, Role, Scheme
from core.tagging import editing, schemes
from core.workspace import Workspace
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _


def draw_lists(workspace: Workspace, project: Project, account: Account, asked: Sequence[Scheme]) -> None:
    """One folded editor for each scheme that is a list."""
    for scheme in asked:
        if not scheme.ordinal:
            with st.expander(_("Edit the list “{name}”").format(name=scheme.name), icon=":material/edit:"):
                _editor(workspace, project, account, scheme)


def _editor(workspace: Workspace, project: Project, account: Account, scheme: Scheme) -> None:
    st.markdown(
        _(
            "Add a line, change a name, take a line out. Nothing that was tagged is lost: what was tagged with a value "
            "that you take out keeps it."
        )
    )
    rows = [[value.key, value.label, value.description, not value.on_scale] for value in scheme.values]
    names = ("key", "label", "description", "apart")
    edited = st.data_editor(
        [dict(zip(names, row, strict=True)) for row in rows],
        num_rows="dynamic",
        hide_index=True,
        key=f"list-{scheme.id}-{scheme.version}",
        column_order=names[1:],
        column_config={
            "label": st.column_config.TextColumn(_("Name"), required=True),
            "description": st.column_config.TextColumn(_("What belongs to it"), width="large"),
            "apart": st.column_config.CheckboxColumn(
                _("Counted apart"), help=_("For answers such as “cannot tell”, which are no value of the list proper.")
            ),
        },
    )
    with reported_errors():
        values = editing.revised(scheme, editing.lines_of(edited))
        change = editing.compared(scheme, values)
        if not change.is_any:
            return
        st.markdown(_preview(change, scheme.version + 1))
        if st.button(_("Save as version {n}").format(n=scheme.version + 1), type="primary", key=f"save-{scheme.id}"):
            require(workspace, account, project.id, Role.OWNER)
            schemes.edit(workspace, project.id, scheme.id, values, after=scheme.version, account_id=account.id)
            flash(_("The list is saved as version {n}.").format(n=scheme.version + 1))
            st.rerun()


def _preview(change: editing.Change, version: int) -> str:
    parts = [
        (_("new: {names}"), change.added),
        (_("renamed: {names}"), tuple(f"{old} → {new}" for old, new in change.renamed)),
        (_("taken out: {names}"), change.removed),
    ]
    told = [words.format(names=", ".join(names)) for words, names in parts if names]
    return _("Version {n} would have: {changes}.").format(
        n=version, changes="; ".join(told) or _("another order or wording")
    )
