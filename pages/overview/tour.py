"""The guided first run: five stops through the sample project, dismissed with one click and found again in Settings."""

import streamlit as st

from core.overview import Overview
from core.records import Project
from pages.shared.registry import page
from pages.shared.words import _

TOUR_KEY = "tour_hidden"
STOPS = (
    ("tagging", "Tag three segments in your own language: one key a question, no mouse needed."),
    ("filtering", "See what was left out, and why. Move a threshold and watch the counts before anything changes."),
    ("balancing", "Find the empty cells: which language lacks formal or colloquial text on which subject."),
    ("training", "Read the plan of a fine-tune (rows, minutes, memory), then start it with one button."),
    ("evaluation", "Compare base and tuned per language, and turn the weakest cell into a task."),
)


def draw_tour(project: Project, found: Overview) -> None:
    """The five stops, on the sample project, until they are dismissed."""
    if not project.id.startswith("sample") or st.session_state.get(TOUR_KEY) or not found.figures.segments:
        return
    with st.container(border=True, key="tour"):
        st.markdown("**" + _("Five stops through the sample") + "**")
        for number, (key, text) in enumerate(STOPS, start=1):
            left, right = st.columns([1, 6], vertical_alignment="center")
            left.page_link(page(key), label=f"{number}. {page(key).title}")
            right.markdown(_(text))
        if st.button(_("Hide the tour"), type="tertiary"):
            st.session_state[TOUR_KEY] = True
            st.rerun()
