"""Which detector can say which of the expected languages; a language that none can say is never guessed at."""

import pandas as pd
import streamlit as st

from core.errors import ModelMissingError
from core.identification.configuration import project_specs
from core.identification.coverage import coverage, sayable
from core.records import Project
from pages.filter_views.names import language_words
from pages.shared.words import _
from pages.shared.workspace import get_workspace


def draw_detectors(project: Project) -> None:
    """A table of expected languages by detector."""
    try:
        known = coverage(project_specs(get_workspace(), project))
    except ModelMissingError as error:
        st.info(str(error))
        return
    found = {tag: sayable(tag, known) for tag in project.languages}
    table = pd.DataFrame({_("Language"): [language_words(tag) for tag in found]})
    for detector in known:
        table[detector] = [_("can say it") if detector in names else "–" for names in found.values()]
    st.markdown(_("A detector that cannot say a language has no say on it."))
    st.dataframe(table, hide_index=True)
    missing = [language_words(tag) for tag, names in found.items() if not names]
    if missing:
        st.warning(
            _("No detector knows: {names}. Their segments are marked so, and kept for people to judge.").format(
                names=", ".join(missing)
            )
        )
