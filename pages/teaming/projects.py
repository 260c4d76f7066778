"""Making and changing a project: name, description, expected languages, schemes, archive."""

import streamlit as st

from core.records import Account, Project
from core.tagging import schemes
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import languages_picker
from pages.shared.words import _, many
from pages.shared.workspace import PROJECT_KEY, get_workspace


def draw_new_project(account: Account) -> None:
    """The form that makes a project."""
    with st.form("new-project", clear_on_submit=True):
        name = st.text_input(_("Name"), max_chars=120)
        description = st.text_area(_("What it is for"), max_chars=2000)
        languages = languages_picker(
            _("Expected languages"),
            [],
            "new-languages",
            _("Language identification weighs these most. It is the strongest evidence that it gets."),
        )
        only_expected = _only_expected("new-only-expected")
        chosen = _schemes_picker(tuple(schemes.presets()), "new-schemes")
        if st.form_submit_button(_("Make this project"), type="primary"):
            with reported_errors():
                project = get_workspace().ledger.projects.create(
                    name,
                    account_id=account.id,
                    description=description,
                    languages=tuple(languages),
                    only_expected=only_expected,
                    schemes=tuple(chosen),
                )
                st.session_state[PROJECT_KEY] = project.id
                st.query_params.pop(PROJECT_KEY, None)
                flash(_("Project “{name}” is made.").format(name=project.name))
                st.rerun()


def draw_project(project: Project, *, may_change: bool) -> None:
    """What the open project is, and for owners the form that changes it."""
    st.header(project.name)
    if not may_change:
        st.markdown(project.description or _("No description."))
        st.markdown(many(len(project.languages), "{n} expected language", "{n} expected languages"))
        return
    with st.form("change-project"):
        name = st.text_input(_("Name"), project.name, max_chars=120)
        description = st.text_area(_("What it is for"), project.description, max_chars=2000)
        languages = languages_picker(_("Expected languages"), project.languages, f"languages-{project.id}")
        only_expected = _only_expected(f"only-expected-{project.id}", chosen=project.only_expected)
        chosen = _schemes_picker(project.schemes, f"schemes-{project.id}")
        if st.form_submit_button(_("Save changes"), type="primary"):
            with reported_errors():
                get_workspace().ledger.projects.update(
                    project.id,
                    name=name,
                    description=description,
                    languages=tuple(languages),
                    only_expected=only_expected,
                    schemes=tuple(chosen),
                )
                flash(_("Saved."))
                st.rerun()
    _archive(project)


def _only_expected(key: str, *, chosen: bool = False) -> bool:
    return st.checkbox(
        _("No other language occurs in this project"),
        chosen,
        key=key,
        help=_(
            "Every text is then taken for the expected language that it looks most like. Short texts are recognised "
            "more often, but a text in any other language is let in under a wrong name, and nothing leaves it out. "
            "Switch this on only where you know the texts. Then start the identification again."
        ),
    )


def _schemes_picker(chosen: tuple[str, ...], key: str) -> list[str]:
    presets = schemes.presets()
    return st.multiselect(
        _("Tagged by"),
        list(presets),
        default=[name for name in chosen if name in presets],
        format_func=lambda name: _(presets[name].name),
        key=key,
    )


def _archive(project: Project) -> None:
    with st.popover(_("Archive this project"), icon=":material/archive:"):
        st.markdown(_("It leaves the list; nothing in it is deleted, and it can be brought back below."))
        if st.button(_("Archive"), key=f"archive-{project.id}"):
            get_workspace().ledger.projects.archive(project.id)
            st.session_state.pop(PROJECT_KEY, None)
            st.query_params.pop(PROJECT_KEY, None)
            flash(_("“{name}” is archived.").format(name=project.name))
            st.rerun()
    for old in get_workspace().ledger.projects.list(archived=True):
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.markdown(_("Archived: {name}").format(name=old.name))
        if right.button(_("Bring back"), key=f"unarchive-{old.id}"):
            get_workspace().ledger.projects.archive(old.id, archived=False)
            st.rerun()
