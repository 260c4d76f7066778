"""What every page starts from: the workspace, who is signed in, and the project that is open."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.access import SESSION_COOKIE, account_by_cookie, sign_in_required
from core.api.starting import served_workspace
from core.records import LOCAL_ACCOUNT, Account, Project, Role
from core.workspace import Workspace
from pages.shared.words import LANGUAGE_KEY

PROJECT_KEY = "project"


def get_workspace() -> Workspace:
    """The workspace this server serves."""
    return served_workspace()


def current_account() -> Account:
    """Who is signed in; without accounts, the one local user. The gate has refused everybody else."""
    workspace = get_workspace()
    if not sign_in_required(workspace):
        stored = workspace.ledger.accounts.get(LOCAL_ACCOUNT.id)
        st.session_state.setdefault(LANGUAGE_KEY, stored.interface_language)
        return replace(LOCAL_ACCOUNT, languages=stored.languages, interface_language=stored.interface_language)
    account = account_by_cookie(workspace, st.context.cookies.get(SESSION_COOKIE, ""))
    if account is None:
        st.html('<meta http-equiv="refresh" content="0; url=/sign-in">')
        st.stop()
    st.session_state.setdefault(LANGUAGE_KEY, account.interface_language)
    return account


def visible_projects() -> list[Project]:
    """The projects that the signed-in account is a member of (all, for an administrator), newest first."""
    account = current_account()
    return get_workspace().ledger.projects.list(None if account.is_admin else account.id)


def current_project() -> Project | None:
    """The open project: the one in the address, else the one chosen last, else the first; None without any."""
    projects = {project.id: project for project in visible_projects()}
    wanted = st.query_params.get(PROJECT_KEY) or st.session_state.get(PROJECT_KEY)
    chosen = projects.get(str(wanted)) or next(iter(projects.values()), None)
    if chosen is not None:
        st.session_state[PROJECT_KEY] = chosen.id
    return chosen


def needed_project() -> Project:
    """The open project; without one, the page says how to make one and ends here."""
    project = current_project()
    if project is None:
        from pages.shared.feedback import empty_state
        from pages.shared.words import _

        empty_state(_("There is no project yet."), _("Make a project"), "team")
        st.stop()
    return project


def account_names(project: Project) -> Callable[[str], str]:
    """A function from an account's id to its name; one that is no member any more stays an id."""
    names = {member.account_id: member.name for member in get_workspace().ledger.members.list(project.id)}
    return lambda account_id: names.get(account_id, account_id)


def is_owner(project: Project) -> bool:
    """Whether the signed-in account may change the project itself."""
    account = current_account()
    return account.is_admin or get_workspace().ledger.members.role(project.id, account.id) is Role.OWNER
