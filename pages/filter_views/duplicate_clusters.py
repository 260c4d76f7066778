"""Clusters of duplicates to read: which member is kept and why, where the others differ, and choosing another one."""

import uuid
from collections.abc import Mapping
from html import escape

import streamlit as st

from core.cleaning.duplicates.browsing import Cluster, Member, keep_instead, kept_because, largest, members
from core.cleaning.duplicates.differing import differences
from core.records import Project
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.texts import text_html
from pages.shared.words import _, many, mark, number, percent
from pages.shared.workspace import current_account, get_workspace

PAGE_CLUSTERS = 8
WHY = {
    "not_left_out": mark("the others were left out by hand"),
    "taken_back": mark("a person chose it"),
    "labelled": mark("people have labelled it"),
    "verdict": mark("the filter keeps it"),
    "quality": mark("it is cleaner text"),
    "longest": mark("it is the longest"),
    "earliest": mark("it came first"),
}


@st.fragment
def draw_clusters(project: Project, sources: Mapping[str, str]) -> None:
    """Clusters by language and source, largest first."""
    left, right = st.columns(2)
    with get_workspace().snapshot(project.id) as snapshot:
        tags = [str(tag) for tag, _n in snapshot.facet("tag") if tag]
        language = left.selectbox(
            _("Language"),
            [None, *tags],
            format_func=lambda tag: language_words(tag) if tag else _("any"),
            key="duplicates-tag",
        )
        source = right.selectbox(
            _("Source"),
            [None, *sources],
            format_func=lambda one: sources[one] if one else _("any"),
            key="duplicates-source",
        )
        page = st.session_state.setdefault(f"duplicates-page-{project.id}-{language}-{source}", [0])
        shown = largest(snapshot, language=language, source=source, skip=page[0], limit=PAGE_CLUSTERS + 1)
        read = members(snapshot, [cluster.id for cluster in shown[:PAGE_CLUSTERS]])
    for cluster in shown[:PAGE_CLUSTERS]:
        if cluster.id in read:
            _cluster(project, cluster, read[cluster.id], sources)
    if not shown:
        st.info(_("No cluster has such a segment."))
    back, on = st.columns(2)
    if page[0] and back.button(_("Previous"), icon=":material/chevron_left:", key="duplicates-previous"):
        page[0] -= PAGE_CLUSTERS
        st.rerun(scope="fragment")
    if len(shown) > PAGE_CLUSTERS and on.button(_("Next"), icon=":material/chevron_right:", key="duplicates-next"):
        page[0] += PAGE_CLUSTERS
        st.rerun(scope="fragment")


def _cluster(project: Project, cluster: Cluster, shown: list[Member], sources: Mapping[str, str]) -> None:
    because = kept_because(shown)
    kept, *others = shown
    with st.container(border=True):
        facts = [
            many(cluster.size, "{n} segment", "{n} segments"),
            ", ".join(language_words(tag) for tag in cluster.languages),
            ", ".join(sorted(sources.get(source, source) for source in cluster.sources)),
        ]
        st.caption(" · ".join(facts))
        st.html(text_html(kept.row.segment.text, kept.row.tag))
        st.markdown(_("Kept, because {reason}.").format(reason=_(WHY[because])) if because else _("Kept."))
        with st.expander(many(len(others), "The other one", "The {n} others"), icon=":material/difference:"):
            for member in others:
                _member(project, kept, member, sources)
            if cluster.size > len(shown):
                st.caption(_("… and {n} more.").format(n=number(cluster.size - len(shown))))


def _member(project: Project, kept: Member, member: Member, sources: Mapping[str, str]) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.html(_compared(kept, member))
        parts = [language_words(member.row.tag), sources.get(member.row.segment.source_id, "")]
        if member.similarity is not None:
            alike = _("the same text") if member.similarity == 1 else _("{share} alike")
            parts.insert(0, alike.format(share=percent(member.similarity)))
        st.caption(" · ".join(part for part in parts if part))
    if right.button(_("Keep this one"), key=f"keep-{member.row.segment.id}"):
        with reported_errors():
            keep_instead(
                get_workspace(),
                project.id,
                current_account().id,
                member.row.segment.id,
                [kept.row.segment.id],
                key=uuid.uuid4().hex,
            )
            flash(_("Kept from now on; the other one is left out by hand."))
            st.rerun()


def _compared(kept: Member, member: Member) -> str:
    """The member's text; what only it has is underlined, what only the kept one has is struck through."""
    marks = {
        "same": "{}",
        "gone": '<del style="opacity:.75">{}</del>',
        "new": '<ins style="background:rgba(230,159,0,.25)">{}</ins>',
    }
    pieces = differences(kept.row.segment.text, member.row.segment.text)
    inner = "".join(marks[piece.kind].format(escape(piece.text)) for piece in pieces)
    language = f' lang="{escape(member.row.tag)}"' if member.row.tag else ""
    return f'<div class="iso-text small" dir="auto"{language}>{inner}</div>'
