"""Which of the project's detectors can say a language at all, in one line beside its threshold."""

import streamlit as st

from core.errors import ModelMissingError
from core.identification.configuration import project_specs
from core.identification.coverage import coverage, sayable
from core.records import Project
from pages.shared.words import _
from pages.shared.workspace import get_workspace


def draw_sayers(project: Project, tag: str) -> None:
    """Who can say `tag`, and who has no say on it."""
    workspace = get_workspace()
    try:
        known = coverage(project_specs(workspace, project))
    except ModelMissingError as error:
        st.caption(str(error))
        return
    able = sayable(tag, known)
    others = [name for name in known if name not in able]
    words = _("Can say this language: {able}.").format(able=", ".join(able) or _("no detector"))
    if others:
        words += " " + _("Have no say on it: {others}.").format(others=", ".join(others))
    st.caption(words)
