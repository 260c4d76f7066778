"""Segments that switch between languages, with their spans, and segments in another language than their document."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.identification.checking import work
from core.identification.mixing import browsing, documents
from core.identification.mixing.browsing import MixedRow, Pair
from core.identification.mixing.spans import Span
from core.languages import direction_of
from core.records import Project
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.texts import show_text
from pages.shared.words import _, many, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner

PAGE_ROWS = 20
LINES = ("solid", "dashed", "dotted", "double")
TINTS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")  # Okabe-Ito, told apart by the line and the label as well


@st.fragment
def draw_mixed(project: Project) -> None:
    """Choose two languages; read the segments that hold both; hand them to people."""
    with get_workspace().snapshot(project.id) as snapshot:
        found = browsing.pairs(snapshot)
        if not found:
            st.info(_("No segment switches between languages, as far as the detectors can tell."))
        else:
            st.markdown(
                _(
                    "Segments that hold more than one language are kept: colloquial text is full of them. Runs of "
                    "fewer than three words, such as a name or a quoted word, do not count."
                )
            )
            pair = st.selectbox(
                _("Languages"),
                [None, *found],
                format_func=lambda one: _pair_words(one, sum(other.rows for other in found)),
                key="mixed-pair",
            )
            own, second = (pair.language, pair.second) if pair else (None, None)
            pages = st.session_state.setdefault(f"mixed-{project.id}-{pair}", [-1])
            ids = browsing.mixed_ids(snapshot, language=own, second=second, after=pages[-1], limit=PAGE_ROWS)
            rows = browsing.mixed_rows(snapshot, ids)
            for row in rows:
                _row(row)
            _turn(pages, rows)
            everything = browsing.mixed_ids(snapshot, language=own, second=second, limit=work.AT_MOST)
            _give(project, everything, _("Mixed: {pair}").format(pair=_pair_words(pair, len(everything))), "mixed")
    _draw_documents(project)


def _row(row: MixedRow) -> None:
    shares = ", ".join(f"{language_words(tag)} {percent(share)}" for tag, share in row.shares.items())
    st.html(mixed_html(row.row.segment.text, row.spans) + f'<div class="iso-meta">{escape(shares)}</div>')


def mixed_html(text: str, spans: Sequence[Span]) -> str:
    """`text` as HTML: every span in its language, tinted, underlined in a line of its own and followed by its tag."""
    order = list(dict.fromkeys(span.language for span in spans))
    parts = [_span_html(text[span.start : span.end], span, order.index(span.language) % len(LINES)) for span in spans]
    return f'<div class="iso-text small" dir="{direction_of(text, order[0] if order else None)}">{"".join(parts)}</div>'


def _span_html(text: str, span: Span, place: int) -> str:
    style = (
        f"background: color-mix(in srgb, {TINTS[place]} 16%, transparent); border-bottom: 3px {LINES[place]} "
        f"{TINTS[place]}; padding-bottom: 1px; -webkit-box-decoration-break: clone; box-decoration-break: clone;"
    )
    tag = escape(span.language)
    label = f'<sub dir="ltr" style="font: 600 0.7rem var(--st-font, sans-serif); margin: 0 0.25em;">{tag}</sub>'
    name = escape(language_words(span.language))
    return f'<span lang="{tag}" title="{name}" style="{style}">{escape(text)}</span>{label}'


def _draw_documents(project: Project) -> None:
    st.header(_("Segments in another language than their document"))
    with get_workspace().snapshot(project.id) as snapshot:
        found = documents.out_of_place(snapshot)
        if not found:
            st.info(_("No segment differs from nearly all others of its document."))
            return
        st.markdown(_("A quotation, a switch, or a mistake of the detectors: nearly all else in the document differs."))
        chosen = st.selectbox(
            _("Differing"),
            found,
            format_func=lambda one: _("{language} in {main} documents ({n})").format(
                language=language_words(one.tag), main=language_words(one.main), n=number(one.rows)
            ),
            key="out-of-place",
        )
        ids = documents.segments_out_of_place(snapshot, tag=chosen.tag, main=chosen.main, limit=work.AT_MOST)
        for row in snapshot.rows(ids[:PAGE_ROWS]):
            show_text(row.segment.text, row.tag, row.segment.document_id, small=True)
    name = _("{language} in {main} documents").format(
        language=language_words(chosen.tag), main=language_words(chosen.main)
    )
    _give(project, ids, name, "documents")


def _give(project: Project, ids: list[str], name: str, key: str) -> None:
    words = many(len(ids), "Make a worklist of this {n} segment", "Make a worklist of these {n} segments")
    if not st.button(words, disabled=not is_owner(project) or not ids, key=f"worklist-{key}"):
        return
    with reported_errors():
        made = work.open_worklist(
            get_workspace(), current_account(), project.id, name, ids, reason=_("Found on the Filter page.")
        )
        flash(_("The worklist “{name}” is open on Tag.").format(name=made.name))
        st.rerun()


def _pair_words(pair: Pair | None, total: int) -> str:
    if pair is None:
        return _("all languages ({n})").format(n=number(total))
    return _("{one} with {other} ({n})").format(
        one=language_words(pair.language), other=language_words(pair.second), n=number(pair.rows)
    )


def _turn(pages: list[int], rows: list[MixedRow]) -> None:
    left, right = st.columns(2)
    if len(pages) > 1 and left.button(_("Previous"), icon=":material/chevron_left:", key="mixed-previous"):
        pages.pop()
        st.rerun(scope="fragment")
    if len(rows) == PAGE_ROWS and right.button(_("Next"), icon=":material/chevron_right:", key="mixed-next"):
        pages.append(rows[-1].row.number)
        st.rerun(scope="fragment")
