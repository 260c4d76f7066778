"""Web pages: look at one page first, then fetch it and the pages it links to on the same site."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.collection.web.extracting import Reading
from core.collection.web.looking import Look, look
from core.jobs.submitting import submit
from core.jobs.workflows.crawl import CrawlRequest
from core.records import Project
from pages.shared.feedback import reported_errors
from pages.shared.job_panel import request_key
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.words import _, duration, many, number
from pages.shared.workspace import current_account, get_workspace

LOOK_KEY = "web-look"
SHOWN_PARAGRAPHS = 5
SHOWN_LANGUAGES = 12


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
    if seen.languages:
        named = ", ".join(language_label(tag) for tag in seen.languages[:SHOWN_LANGUAGES])
        rest = len(seen.languages) - SHOWN_LANGUAGES
        named += " " + _("and {n} more").format(n=number(rest)) if rest > 0 else ""
        st.markdown(_("There are versions of this page in {languages}.").format(languages=named))
    st.markdown(
        many(len(seen.paragraphs), "{n} paragraph on this page", "{n} paragraphs on this page")
        + ", "
        + many(len(seen.links), "{n} link on the same site", "{n} links on the same site")
    )
    for paragraph in seen.paragraphs[:SHOWN_PARAGRAPHS]:
        show_text(paragraph, seen.declared_language, small=True)


def _fetch(project: Project, seen: Look) -> None:
    with st.form("crawl"):
        request = _asked(project, seen)
        wait = max(seen.wait, request.delay)
        pace = _("One page of a site every {wait}: about {time} for {n} pages.")
        st.caption(pace.format(wait=duration(wait), time=duration(wait * request.pages), n=number(request.pages)))
        if not st.form_submit_button(_("Fetch and add"), type="primary"):
            return
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
            st.rerun()


def _asked(project: Project, seen: Look) -> CrawlRequest:
    """The form: where to begin, how far to go, how fast, and what to take."""
    left, middle, right = st.columns(3)
    more = st.text_area(
        _("Begin at these addresses too"),
        placeholder="https://example.org/sitemap.xml",
        help=_("One a line: pages, sitemaps or feeds. Sites are fetched side by side, each at its own pace."),
        height=68,
    )
    hosts = left.text_input(
        _("Further hosts"), placeholder="*.example.org", help=_("Links to them are followed as well.")
    )
    languages = middle.multiselect(
        _("Only these languages"),
        sorted({*project.languages, *seen.languages}),
        format_func=language_label,
        help=_("By what the pages declare. Pages that declare nothing are taken."),
    )
    return CrawlRequest(
        project_id=project.id,
        url=seen.url,
        more_urls=[line.strip() for line in more.splitlines() if line.strip()],
        hosts=hosts.replace(",", " ").split(),
        languages=languages,
        pages=left.number_input(_("Pages at most"), 1, 20_000, 50),
        depth=middle.number_input(_("Links deep"), 0, 50, 1, help=_("0 is this page alone.")),
        prefix=right.text_input(_("Only addresses below"), placeholder="/sw/"),
        delay=right.number_input(_("Seconds between two pages of a site"), 0.0, 60.0, 1.0, 0.5),
        licence=left.text_input(_("Licence, where a page names none")),
        text=_way_of_reading(middle, seen),
        sitemaps=left.checkbox(_("Use the site's sitemaps and feeds"), value=seen.has_sitemap),
        pairs=middle.checkbox(
            _("Align language versions"),
            value=True,
            help=_("Other versions of a page (hreflang) are followed, and matched paragraph by paragraph."),
        ),
        revisit=right.checkbox(
            _("Look again at pages collected before"), help=_("Adds what changed, and lists what vanished.")
        ),
    )


def _way_of_reading(column: DeltaGenerator, seen: Look) -> Reading:
    words = {
        "article": _("the article ({n} paragraphs here)").format(n=seen.article),
        "everything": _("every paragraph ({n} here)").format(n=seen.everything),
    }
    ways: list[Reading] = ["article", "everything"]
    return column.selectbox(_("Take"), ways, format_func=words.__getitem__)
