"""Sources: where each body of text came from, its licence, and how many segments of it are here and kept."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from core.collection.reports import source_counts

from core.records import Project, Source
from pages.shared.words import _, day, percent
from pages.shared.workspace import get_workspace


def draw_sources(project: Project, sources: Sequence[Source]) -> None:
    """One row a source, newest first."""
    if not sources:
        st.info(_("Nothing has been collected yet. Each file, page or text you add is listed here with its licence."))
        return
    with get_workspace().snapshot(project.id) as snapshot:
        counts = source_counts(snapshot)
    rows = [(source, *counts.get(source.id, (0, 0))) for source in sources]
    st.dataframe(
        pd.DataFrame(
            {
                _("Source"): [source.name for source, *_rest in rows],
                _("Kind"): [_(source.kind) for source, *_rest in rows],
                _("Segments"): [n for _s, n, _k in rows],
                _("Kept"): [percent(kept / n) if n else "–" for _s, n, kept in rows],
                _("Licence"): [source.licence or _("not said") for source, *_rest in rows],
                _("Consent"): [source.consent or _("not said") for source, *_rest in rows],
                _("Added"): [day(source.created_at) if source.created_at else "" for source, *_rest in rows],
            }
        ),
        hide_index=True,
    )
