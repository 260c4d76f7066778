"""Web pages: look at one page first, then fetch it and the pages it links to on the same site."""

import streamlit as st
from core.collection.web.looking import Look, look
from core.jobs.workflows.crawl import CrawlRequest

from core.jobs.submitting import submit
from core.records import Project
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import request_key
from pages.shared.texts import show_text
from pages.shared.words import _, duration, many
from pages.shared.workspace import current_account, get_workspace

LOOK_KEY = "web-look"
SHOWN_PARAGRAPHS = 5


def draw_web(project: Project) -> None:
    """Address, look, then fetch."""
    with st.form("look"):
        address = st.text_input(_("Address of a page"), placeholder="https://example.org/sw/")
        if st.form_submit_button(_("Look at this page")):
            with reported_errors(), st.spinner(_("Fetching one page. Nothing is added yet.")):
                st.session_state[LOOK_KEY] = look(get_workspace(), address.strip())
    seen = st.session_state.get(LOOK_KEY)
    if isinstance(seen, Look):
        _show(seen)
        _fetch(project, seen)


def _show(seen: Look) -> None:
    st.header(seen.title or seen.url)
    st.caption(f"{seen.robots} {seen.note}")
    st.markdown(
        many(len(seen.paragraphs), "{n} paragraph on this page", "{n} paragraphs on this page")
        + ", "
        + many(len(seen.links), "{n} link on the same site", "{n} links on the same site")
    )
    for paragraph in seen.paragraphs[:SHOWN_PARAGRAPHS]:
        show_text(paragraph, seen.declared_language, small=True)


def _fetch(project: Project, seen: Look) -> None:
    with st.form("crawl"):
        left, middle, right = st.columns(3)
        pages = left.number_input(_("Pages at most"), 1, 20_000, 50)
        depth = middle.number_input(_("Links deep"), 0, 50, 1, help=_("0 is this page alone."))
        prefix = right.text_input(_("Only addresses below"), placeholder="/sw/")
        licence = left.text_input(_("Licence, where a page names none"))
        text = middle.selectbox(
            _("Take"),
            ["article", "everything"],
            format_func=lambda way: {
                "article": _("the article ({n} paragraphs here)").format(n=seen.article),
                "everything": _("every paragraph ({n} here)").format(n=seen.everything),
            }[way],
        )
        st.caption(
            _("One page every {wait}: about {time}.").format(wait=duration(seen.wait), time=duration(seen.wait * pages))
        )
        if not st.form_submit_button(_("Fetch and add"), type="primary"):
            return
        request = CrawlRequest(
            project_id=project.id, url=seen.url, pages=pages, depth=depth, prefix=prefix, licence=licence, text=text
        )
        with reported_errors():
            jobs = len(get_workspace().ledger.jobs.list(project.id))
            submit(
                get_workspace(),
                "crawl",
                request,
                key=request_key("crawl", seen.url, jobs),
                project_id=project.id,
                account_id=current_account().id,
            )
