"""What normalisation would change, text by text: before and after, and of each which one is given out."""

import uuid
from collections.abc import Sequence

import streamlit as st

from core.cleaning import singly
from core.cleaning.singly import Decided
from core.corpus.rows import SegmentRow
from core.corpus.snapshot import Snapshot
from core.own_labels import GIVEN_TEXT, NORMALISED, ORIGINAL
from core.records import Project
from pages.filter_views.marking import block, difference_html
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, many, mark, number
from pages.shared.workspace import current_account, get_workspace

SHOWN = 10
GIVEN = {
    (ORIGINAL, False): mark("given out as it is stored"),
    (ORIGINAL, True): mark("given out as it is stored, chosen by hand"),
    (NORMALISED, False): mark("given out normalised"),
    (NORMALISED, True): mark("given out normalised, chosen by hand"),
}
ACTS = {ORIGINAL: mark("Keep the original"), NORMALISED: mark("Take normalised")}
ALL_ACTS = {ORIGINAL: mark("Keep the originals of all shown"), NORMALISED: mark("Take all shown normalised")}


@st.fragment
def draw_normalised(project: Project) -> None:
    """Choose which rows to read; read them; keep or take single ones; take the last choice back."""
    with get_workspace().snapshot(project.id) as snapshot:
        form, tag = _wanted(project, snapshot, singly.decided(snapshot))
        pages = st.session_state.setdefault(f"normalised-{project.id}-{form}-{tag}", [-1])
        rows = singly.changed(snapshot, after=pages[-1], limit=SHOWN, language=tag, form=form)
        usual = NORMALISED if snapshot.policy.use_normalised else ORIGINAL
    _undo(project)
    if not rows:
        st.info(_("No text is left here."))
    for row in rows:
        _row(project, row, usual)
    _turn(pages, rows)
    if len(rows) > 1:
        _all_shown(project, rows, usual)


def _wanted(project: Project, snapshot: Snapshot, counts: Decided) -> tuple[str | None, str | None]:
    """Which form was chosen by hand (None: any) and which language (None: all) are to be read."""
    left, right = st.columns(2)
    sizes = {None: counts.changed, ORIGINAL: counts.original, NORMALISED: counts.normalised}
    names = {
        None: _("all that would read otherwise"),
        ORIGINAL: _("original kept by hand"),
        NORMALISED: _("normalised text taken by hand"),
    }
    form = left.selectbox(
        _("Texts"),
        list(sizes),
        format_func=lambda key: f"{names[key]} ({number(sizes[key])})",
        key=f"normalised-form-{project.id}",
    )
    query = f"select tag, count(*) as n from segments s where {singly.CHANGED} group by tag order by n desc, tag"  # noqa: S608
    languages = {row["tag"]: row["n"] for row in snapshot.sql(query).to_pylist() if row["tag"]}
    tag = right.selectbox(
        _("Language"),
        [None, *languages],
        format_func=lambda key: (
            _("all languages") if key is None else f"{language_words(key)} ({number(languages[key])})"
        ),
        key=f"normalised-language-{project.id}",
    )
    return form, tag


def _row(project: Project, row: SegmentRow, usual: str) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    before, own = row.segment.text, row.labels.get(GIVEN_TEXT)
    given = own or usual
    note = f'<div class="iso-meta">{language_words(row.tag)} · {_(GIVEN[given, own is not None])}</div>'
    left.html(block(difference_html(before, row.normalised or ""), before, row.tag) + note)
    other = NORMALISED if given == ORIGINAL else ORIGINAL
    if right.button(_(ACTS[other]), key=f"give-{row.segment.id}", width="stretch"):
        _choose(project, [row.segment.id], other)


def _all_shown(project: Project, rows: Sequence[SegmentRow], usual: str) -> None:
    other = NORMALISED if usual == ORIGINAL else ORIGINAL
    if st.button(_(ALL_ACTS[other]), key="give-all-shown"):
        _choose(project, [row.segment.id for row in rows], other)


def _choose(project: Project, ids: Sequence[str], form: str) -> None:
    key = uuid.uuid4().hex
    with reported_errors():
        singly.choose(get_workspace(), project.id, current_account().id, ids, form, key=key)
        st.session_state[_last(project)] = (key, tuple(ids))
        st.rerun()


def _undo(project: Project) -> None:
    """The last choice of this sitting, to be taken back."""
    key, ids = st.session_state.get(_last(project), ("", ()))
    if not ids:
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.markdown(many(len(ids), "Chosen for {n} text.", "Chosen for {n} texts."))
    if right.button(_("Undo"), icon=":material/undo:", key="give-undo", width="stretch"):
        with reported_errors():
            del st.session_state[_last(project)]
            singly.undo(get_workspace(), project.id, current_account().id, ids, key=key)
            flash(_("Taken back."))
            st.rerun()


def _last(project: Project) -> str:
    return f"normalised-last-{project.id}"


def _turn(pages: list[int], rows: Sequence[SegmentRow]) -> None:
    left, right = st.columns(2)
    if len(pages) > 1 and left.button(_("Previous"), icon=":material/chevron_left:", key="normalised-previous"):
        pages.pop()
        st.rerun(scope="fragment")
    if len(rows) == SHOWN and right.button(_("Next"), icon=":material/chevron_right:", key="normalised-next"):
        pages.append(rows[-1].number)
        st.rerun(scope="fragment")
