"""Which detectors a project asks, and which of them can say each of its languages; none guesses at what it cannot."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.access import require
from core.errors import ModelMissingError
from core.identification.configuration import project_specs
from core.identification.coverage import Coverage, coverage, sayable
from core.identification.detectors import DETECTORS, check, own_files
from core.identification.detectors.lingua import MOST
from core.records import Project, Role
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _
from pages.shared.workspace import current_account, get_workspace, is_owner


def draw_detectors(project: Project) -> None:
    """The choice of detectors, and a table of expected languages by detector."""
    _choose(project)
    try:
        known = coverage(project_specs(get_workspace(), project))
    except ModelMissingError as error:
        st.info(str(error))
        return
    _tell_left_out(project, known)
    found = {tag: sayable(tag, known) for tag in project.languages}
    table = pd.DataFrame({_("Language"): [language_words(tag) for tag in found]})
    for detector in known:
        table[_title(detector)] = [_("can say it") if detector in names else "–" for names in found.values()]
    st.markdown(_("A detector that cannot say a language has no say on it."))
    st.dataframe(table, hide_index=True)
    missing = [language_words(tag) for tag, names in found.items() if not names]
    if missing:
        st.warning(
            _("No detector knows: {names}. Their segments are marked so, and kept for people to judge.").format(
                names=", ".join(missing)
            )
        )


def _choose(project: Project) -> None:
    """A form for owners; what was identified by other detectors is asked again when identification is next started."""
    installed = [name for name, kind in DETECTORS.items() if kind.installed]
    options = list(dict.fromkeys([*project.detectors, *installed, *own_files(get_workspace().models)]))
    with st.form("detectors", border=False):
        chosen = st.multiselect(
            _("Detectors to ask"),
            options,
            default=list(project.detectors),
            format_func=_title,
            disabled=not is_owner(project),
            help=_("They vote; slow ones are asked only where the others are in doubt."),
        )
        _tell_licences(options)
        sent = st.form_submit_button(_("Use these detectors"), disabled=not is_owner(project))
    if not sent:
        return
    with reported_errors():
        require(get_workspace(), current_account(), project.id, Role.OWNER)
        get_workspace().ledger.projects.update(project.id, detectors=check(chosen))
        flash(_("From now on these detectors are asked. Start the identification to have it done."))
        st.rerun()


def _tell_licences(names: Sequence[str]) -> None:
    """Under which licence each detector stands; those that do not come with the app are named as such."""
    kinds = [DETECTORS[name] for name in names if name in DETECTORS]
    st.caption(_("Licences: {list}").format(list="; ".join(f"{kind.title} {kind.licence}" for kind in kinds)))
    missing = [kind for kind in DETECTORS.values() if kind.optional and not kind.installed]
    if missing:
        listed = "; ".join(f"{kind.title} ({kind.licence}): pip install {kind.package}" for kind in missing)
        st.caption(_("More detectors can be installed: {list}").format(list=listed))


def _tell_left_out(project: Project, known: Coverage) -> None:
    """Say which chosen detectors are not asked, since they cannot be made for the project's languages."""
    for name in project.detectors:
        if name in DETECTORS and DETECTORS[name].declared and name not in known:
            st.info(
                _(
                    "{name} is not asked: it tells from 2 to {most} declared languages apart, among those it knows, "
                    "and this project declares {count}."
                ).format(name=_title(name), most=MOST, count=len(project.languages))
            )


def _title(name: str) -> str:
    return DETECTORS[name].title if name in DETECTORS else name
