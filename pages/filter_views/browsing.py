"""What was left out, by reason, with each detector's vote; any row can be taken back, and taken-back rows left out."""

import uuid

import streamlit as st

from core.corpus.rows import SegmentRow
from core.identification import restoring
from core.records import Project, Selection
from pages.filter_views.names import language_words, reason_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.texts import show_text
from pages.shared.words import _, number
from pages.shared.workspace import current_account, get_workspace

PAGE_ROWS = 20
TOLD = 0.1  # votes weaker than this are not worth a reader's time
NOT_KEPT = ("drop", "unknown", "unsupported", "review")


@st.fragment
def draw_browser(project: Project) -> None:
    """Choose a reason and a language, read the rows, take back what belongs in."""
    with get_workspace().snapshot(project.id) as snapshot:
        reasons = snapshot.facet("reason", Selection(verdicts=NOT_KEPT))
        reasons += snapshot.facet("reason", Selection(reasons=("taken_back",)))
        if not reasons:
            st.info(_("Nothing is left out."))
            return
        counts = {str(name): n for name, n in reasons}
        left, right = st.columns(2)
        reason = left.selectbox(
            _("Reason"),
            list(counts),
            format_func=lambda key: f"{reason_words(key)} ({number(counts[key])})",
            key="browse-reason",
        )
        text = right.text_input(_("Containing"), key="browse-text")
        chosen = Selection(reasons=(reason,), text=text)
        pages = st.session_state.setdefault(f"browse-{project.id}-{reason}-{text}", [None])
        rows = snapshot.page(chosen, after=pages[-1], limit=PAGE_ROWS)
    for row in rows:
        _row(project, row)
    _turn(pages, rows)


def _row(project: Project, row: SegmentRow) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        show_text(row.segment.text, row.tag, _facts(row), small=True)
    back = row.reason != "taken_back"
    if right.button(_("Take back") if back else _("Leave out again"), key=f"restore-{row.segment.id}"):
        with reported_errors():
            act = restoring.take_back if back else restoring.withdraw
            act(get_workspace(), project.id, current_account().id, [row.segment.id], key=uuid.uuid4().hex)
            flash(_("Taken back.") if back else _("Left out again."))
            st.rerun()


def _facts(row: SegmentRow) -> str:
    parts = [language_words(row.tag)]
    if row.score is not None:
        parts.append(
            _("score {score}, threshold {threshold}").format(
                score=number(row.score, 2), threshold=number(row.threshold or 0, 2)
            )
        )
    if row.segment.declared_language:
        parts.append(_("its source says {tag}").format(tag=row.segment.declared_language))
    parts += [f"{vote.detector}: {vote.tag or '–'} {number(vote.score, 2)}" for vote in row.votes if vote.score >= TOLD]
    return " · ".join(parts)


def _turn(pages: list[int | None], rows: list[SegmentRow]) -> None:
    left, right = st.columns(2)
    if len(pages) > 1 and left.button(_("Previous"), icon=":material/chevron_left:", key="browse-previous"):
        pages.pop()
        st.rerun(scope="fragment")
    if len(rows) == PAGE_ROWS and right.button(_("Next"), icon=":material/chevron_right:", key="browse-next"):
        pages.append(rows[-1].number)
        st.rerun(scope="fragment")
