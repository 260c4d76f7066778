"""People of a project: roles, the languages each one knows, and invitations by link."""

import streamlit as st

from core.access import invite, sign_in_required
from core.records import Member, Project, Role
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import language_label, languages_picker
from pages.shared.words import _
from pages.shared.workspace import current_account, get_workspace

ROLE_WORDS = {Role.OWNER: "owner", Role.ANNOTATOR: "annotator"}


def draw_members(project: Project, *, may_change: bool) -> None:
    """One line a member."""
    for member in get_workspace().ledger.members.list(project.id):
        left, middle, right = st.columns([2, 3, 2], vertical_alignment="center")
        left.markdown(f"**{member.name}**, {_(ROLE_WORDS[member.role])}")
        known = ", ".join(language_label(tag) for tag in member.languages)
        middle.markdown(known or _("languages not said yet (under Settings)"))
        if may_change and member.account_id != current_account().id:
            _change(project, member, right)


def _change(project: Project, member: Member, place: "st.delta_generator.DeltaGenerator") -> None:
    with place.popover(_("Change"), icon=":material/edit:"):
        role = st.selectbox(
            _("Role"),
            list(Role),
            index=list(Role).index(member.role),
            format_func=lambda key: _(ROLE_WORDS[key]),
            key=f"role-{member.account_id}",
        )
        if st.button(_("Save"), key=f"save-{member.account_id}"):
            with reported_errors():
                get_workspace().ledger.members.put(project.id, member.account_id, role or member.role)
                st.rerun()
        if st.button(_("Remove from the project"), key=f"remove-{member.account_id}"):
            with reported_errors():
                get_workspace().ledger.members.remove(project.id, member.account_id)
                flash(_("{name} is no longer a member; the labels stay.").format(name=member.name))
                st.rerun()


def draw_invitation(project: Project) -> None:
    """A link that lets one person in."""
    st.header(_("Invite somebody"))
    if not sign_in_required(get_workspace()):
        st.info(
            _("You work alone on this machine, without accounts. To invite people, make your own account first:")
            + "\n\n`python -m core account add NAME --admin`"
        )
        return
    with st.form("invite"):
        role = st.selectbox(_("Role"), [Role.ANNOTATOR, Role.OWNER], format_func=lambda key: _(ROLE_WORDS[key]))
        languages = languages_picker(_("Languages the person knows"), [], "invite-languages")
        if st.form_submit_button(_("Make a link"), type="primary"):
            with reported_errors():
                token = invite(get_workspace(), current_account(), project.id, role, languages=tuple(languages))
                host = st.context.headers.get("Host", "localhost:8501")
                scheme = st.context.headers.get("X-Forwarded-Proto", "http")
                st.markdown(_("Send this link to one person. It works once, for a week:"))
                st.code(f"{scheme}://{host}/join/{token}", language=None)
