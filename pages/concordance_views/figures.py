"""How many hits each language has, what they look like, and the lines as a file."""

import streamlit as st

from core.concordance.searching import Concordance
from core.concordance.writing import as_csv
from pages.filter_views.names import language_words
from pages.shared.texts import counted_html
from pages.shared.words import _, many, number

FORMS = 15


def draw_figures(found: Concordance) -> None:
    """Two tables beside each other, and the export."""
    left, right = st.columns(2)
    languages = [(language_words(tag), None, number(n)) for tag, n in found.languages]
    left.html(counted_html(languages, (_("Language"), _("Hits"))))
    forms = [(form, None, number(n)) for form, n in found.forms[:FORMS]]
    right.html(counted_html(forms, (_("What stands there"), _("Hits"))))
    if len(found.forms) > FORMS:
        right.caption(many(len(found.forms) - FORMS, "and {n} other form", "and {n} other forms"))
    order = st.session_state["concordance-order"]
    st.download_button(
        _("All lines as CSV"),
        data=lambda: as_csv(found.hits, order),
        file_name="concordance.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
