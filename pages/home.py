"""Home: the loop as a map, with a live figure at each station, the next useful step, and what happened lately."""

import streamlit as st

from core.overview import STATIONS, overview
from pages.overview.station_map import draw_station
from pages.overview.tour import draw_tour
from pages.shared.feedback import page_head
from pages.shared.job_panel import progress_words
from pages.shared.registry import page
from pages.shared.words import _, moment
from pages.shared.workspace import get_workspace, needed_project

project = needed_project()
found = overview(get_workspace(), project.id)
page_head(
    project.name,
    _("From raw text to a fine-tuned model, and from every gap back to new text. Each station shows where it stands."),
)
for row in (STATIONS[:3], STATIONS[3:]):
    for column, name in zip(st.columns(3), row, strict=True):
        with column:
            draw_station(name, found.standing[name], found.figures, is_next=name == found.next_station)

go_on = page(found.next_station)
if st.button(_("Go on: {station}").format(station=go_on.title), type="primary", icon=":material/arrow_forward:"):
    st.switch_page(go_on)
draw_tour(project, found)

if found.recent:
    st.header(_("Lately"))
    for job in found.recent:
        when = job.finished_at or job.updated_at or job.created_at
        st.markdown(f"{_(job.title)}: {progress_words(job)}" + (f", {moment(when)}" if when else ""))
