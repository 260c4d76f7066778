"""The end of a worklist leads on: what was done, and what else there is to do."""

from collections.abc import Sequence

import streamlit as st

from core.records import Worklist
from pages.shared.registry import page
from pages.shared.words import _
from pages.tag_views.choosing import PARAMETER, title

ENDED_KEY = "ended-worklists"


def draw_end(worklist: Worklist, offered: Sequence[Worklist], ended: int | None) -> None:
    """Show what comes next once the card has said that nothing is left; `ended` is how many were tagged, or None."""
    finished: set[str] = st.session_state.setdefault(ENDED_KEY, set())
    if ended is not None:
        finished.add(worklist.id)
    if worklist.id not in finished:
        return
    with st.container(border=True):
        st.markdown(_("**What else waits.** To read again what you tagged, open “Last choices” in the card."))
        for other in offered:
            if other.id != worklist.id:
                st.button(
                    _("Open “{name}”").format(name=title(other)), key=f"go-{other.id}", on_click=_open, args=(other.id,)
                )
        st.page_link(page("balancing"), label=_("Languages and domains that are short"), icon=":material/balance:")
        st.page_link(page("filtering"), label=_("Segments whose language is in doubt"), icon=":material/filter_alt:")


def _open(worklist_id: str) -> None:
    st.query_params[PARAMETER] = worklist_id
