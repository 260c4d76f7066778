"""What was left out, by reason and language, with what decided it; any row can be taken back, and left out again."""

import uuid
from html import escape

import streamlit as st

from core.cleaning.trying import VALUES
from core.corpus.flaws import REASONS
from core.corpus.rows import SegmentRow
from core.identification import restoring
from core.limits import SHARES
from core.records import FilterPolicy, Project, Selection
from pages.filter_views.limit_effect import figures_words
from pages.filter_views.marking import block, difference_html, personal_html
from pages.filter_views.names import language_words, limit_words, reason_words
from pages.shared.feedback import flash, reported_errors
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
        left, middle, right = st.columns(3)
        reason = left.selectbox(
            _("Reason"),
            list(counts),
            format_func=lambda key: f"{reason_words(key)} ({number(counts[key])})",
            key="browse-reason",
        )
        languages = {tag or "": n for tag, n in snapshot.facet("tag", Selection(reasons=(reason,)))}
        tag = middle.selectbox(
            _("Language"),
            [None, *languages],
            format_func=lambda key: (
                _("all languages") if key is None else f"{language_words(key)} ({number(languages[key])})"
            ),
            key=f"browse-language-{reason}",
        )
        text = right.text_input(_("Containing"), key="browse-text")
        chosen = Selection(reasons=(reason,), text=text, languages=() if tag is None else (tag,))
        pages = st.session_state.setdefault(f"browse-{project.id}-{reason}-{tag}-{text}", [None])
        rows = snapshot.page(chosen, after=pages[-1], limit=PAGE_ROWS)
    if not rows:
        st.info(_("No segment holds this."))
    for row in rows:
        _row(project, row, snapshot.policy)
    _turn(pages, rows)


def _row(project: Project, row: SegmentRow, policy: FilterPolicy) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    text = row.segment.text
    with left:
        shown = block(personal_html(text, row.personal_data), text, row.tag)
        st.html(f'{shown}<div class="iso-meta">{escape(_facts(row, policy))}</div>')
        if row.normalised is not None and row.normalised != text:
            with st.expander(_("Normalised it would read"), icon=":material/difference:"):
                st.html(block(difference_html(text, row.normalised), text, row.tag))
    back = row.reason != "taken_back"
    if right.button(_("Take back") if back else _("Leave out again"), key=f"restore-{row.segment.id}"):
        with reported_errors():
            act = restoring.take_back if back else restoring.withdraw
            act(get_workspace(), project.id, current_account().id, [row.segment.id], key=uuid.uuid4().hex)
            flash(_("Taken back.") if back else _("Left out again."))
            st.rerun()


def _facts(row: SegmentRow, policy: FilterPolicy) -> str:
    """What decided it: the figure and its limit, or the score, its threshold and the votes."""
    parts = [language_words(row.tag)]
    if row.reason in REASONS:
        return " · ".join([*parts, *_limit(row, policy), *filter(None, [figures_words(row)])])
    if row.score is not None:
        parts.append(
            _("score {score}, threshold {threshold}").format(
                score=number(row.score, 2), threshold=number(row.threshold or 0, 2)
            )
        )
    if row.segment.declared_language:
        parts.append(_("its source says {tag}").format(tag=row.segment.declared_language))
    return " · ".join([*parts, *_votes(row)])


def _votes(row: SegmentRow) -> list[str]:
    """What each detector says first; the rest of its list is in the export."""
    first = {vote.detector: vote for vote in reversed(row.votes) if vote.score >= TOLD}
    return [f"{name}: {vote.tag or '–'} {number(vote.score, 2)}" for name, vote in reversed(first.items())]


def _limit(row: SegmentRow, policy: FilterPolicy) -> list[str]:
    limit = policy.limits.get(row.reason)
    if limit is None or row.reason not in VALUES or row.reason == "duplicate":
        return []
    value = number(limit.at(row.tag), 2 if row.reason in SHARES else 0)
    return [_("{limit}: {value}").format(limit=limit_words(row.reason), value=value)]


def _turn(pages: list[int | None], rows: list[SegmentRow]) -> None:
    left, right = st.columns(2)
    if len(pages) > 1 and left.button(_("Previous"), icon=":material/chevron_left:", key="browse-previous"):
        pages.pop()
        st.rerun(scope="fragment")
    if len(rows) == PAGE_ROWS and right.button(_("Next"), icon=":material/chevron_right:", key="browse-next"):
        pages.append(rows[-1].number)
        st.rerun(scope="fragment")
