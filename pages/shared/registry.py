"""The registry of pages: one line each, in the order of the work."""

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import Page

from pages.shared.words import _


@dataclass(frozen=True)
class PageEntry:
    """A page: its file below pages/, its title (English; translated when drawn) and its icon."""

    key: str
    file: str
    title: str
    icon: str


PAGES = (
    PageEntry("home", "home.py", "Home", ":material/home:"),
    PageEntry("collection", "collection.py", "Collect", ":material/library_add:"),
    PageEntry("filtering", "filtering.py", "Filter", ":material/filter_alt:"),
    PageEntry("tagging", "tagging.py", "Tag", ":material/sell:"),
    PageEntry("concordance", "concordance.py", "Concordance", ":material/format_align_center:"),
    PageEntry("agreement", "agreement.py", "Agreement", ":material/handshake:"),
    PageEntry("balancing", "balancing.py", "Balance", ":material/balance:"),
    PageEntry("training", "training.py", "Train", ":material/model_training:"),
    PageEntry("evaluation", "evaluation.py", "Evaluate", ":material/monitoring:"),
    PageEntry("team", "team.py", "Team", ":material/group:"),
    PageEntry("settings", "settings.py", "Settings", ":material/settings:"),
)


def navigation_pages() -> list[Page]:
    """The pages as st.navigation takes them."""
    return [as_page(entry) for entry in PAGES]


def draw_menu() -> None:
    """The menu, in the order of the work; what is not part of the loop stands below a line."""
    for entry in PAGES:
        if entry.key == "team":
            st.divider()
        st.page_link(as_page(entry))


def page(key: str) -> Page:
    """The page called `key`, for links and switches."""
    return as_page(next(entry for entry in PAGES if entry.key == key))


def as_page(entry: PageEntry) -> Page:
    """A registry line as Streamlit's page object."""
    path = "" if entry.key == "home" else entry.key
    return st.Page(entry.file, title=_(entry.title), icon=entry.icon, url_path=path, default=entry.key == "home")
