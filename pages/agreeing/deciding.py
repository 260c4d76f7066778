"""Where people differ: one segment after the other is decided with a reason; unanimous ones are accepted in one go."""

import streamlit as st

from core.agreement import adjudicating
from core.agreement.adjudicating import Queue, Ruling, ShownDispute
from core.agreement.board import AgreementBoard
from core.records import AdjudicationReason, Project
from pages.agreeing.languages import place
from pages.shared.feedback import flash, reported_errors
from pages.shared.job_panel import request_key
from pages.shared.texts import show_text
from pages.shared.values import Naming
from pages.shared.words import _, many, mark
from pages.shared.workspace import account_names, current_account, get_workspace

REASONS = {
    AdjudicationReason.GUIDELINE_GAP: mark("The guidelines do not say"),
    AdjudicationReason.DIALECT: mark("It differs by dialect or generation"),
    AdjudicationReason.ERROR: mark("Somebody made a mistake"),
    AdjudicationReason.AMBIGUOUS: mark("The text can be read both ways"),
    AdjudicationReason.OTHER: mark("Something else"),
}
PLACE, LAST, TURN = "deciding-place", "deciding-last", "deciding-turn"


def draw_deciding(project: Project, board: AgreementBoard, naming: Naming, *, is_owner: bool) -> None:
    """The queue, most disagreement first; for owners of the project."""
    if not is_owner:
        st.info(_("The project's owners decide where people differ."))
        return
    queue = adjudicating.queue(get_workspace(), project.id, board.scheme.id)
    gold = adjudicating.gold(get_workspace(), project.id, board.scheme.id)
    st.markdown(
        ", ".join(
            [
                many(queue.total, "{n} segment to decide", "{n} segments to decide"),
                many(len(gold), "{n} decided", "{n} decided"),
            ]
        )
    )
    _unanimous(project, board, queue, naming)
    _undo(project, board)
    if not queue.items:
        st.info(_("Nobody differs about a segment that is not decided yet."))
        return
    at = st.session_state.get(PLACE, 0) % len(queue.items)
    _dispute(project, board, queue.items[at], naming)
    if len(queue.items) > 1 and st.button(_("Another one first"), icon=":material/skip_next:", key="deciding-next"):
        st.session_state[PLACE] = at + 1
        st.rerun()


def _unanimous(project: Project, board: AgreementBoard, queue: Queue, naming: Naming) -> None:
    total = sum(times for _value, times in queue.unanimous)
    if not total:
        return
    with st.container(border=True):
        listed = ", ".join(f"{naming(value)}: {times}" for value, times in queue.unanimous)
        st.markdown(
            many(total, "All who were asked agree on {n} segment.", "All who were asked agree on {n} segments.")
            + f" {listed}"
        )
        if st.button(_("Accept them"), key="deciding-unanimous", icon=":material/done_all:"):
            key = _key("unanimous")
            with reported_errors():
                adjudicating.accept_unanimous(get_workspace(), current_account(), project.id, key, board.scheme.id)
                _done(key, many(total, "{n} segment is decided.", "{n} segments are decided."))


def _undo(project: Project, board: AgreementBoard) -> None:
    last = st.session_state.get(LAST)
    if last and st.button(_("Undo the last decision"), key="deciding-undo", icon=":material/undo:"):
        with reported_errors():
            adjudicating.undo(get_workspace(), current_account(), project.id, last, board.scheme.id)
            st.session_state.pop(LAST)
            flash(_("The decision is taken back."))
            st.rerun()


def _dispute(project: Project, board: AgreementBoard, shown: ShownDispute, naming: Naming) -> None:
    dispute, names = shown.dispute, account_names(project)
    show_text(shown.text, dispute.language, place(dispute.language))
    for one in dispute.opinions:
        st.markdown(f"{names(one.account_id)}: **{naming(one.value)}**")
    with st.form(f"decide-{dispute.segment_id}"):
        value = st.radio(
            _("What holds"), board.scheme.keys(), format_func=naming, index=None, horizontal=True, key="deciding-value"
        )
        left, right = st.columns([2, 3])
        reason = left.selectbox(
            _("Why people differ"), list(REASONS), format_func=lambda one: _(REASONS[one]), index=None
        )
        note = right.text_input(_("Note (optional)"))
        if not st.form_submit_button(_("Decide"), type="primary"):
            return
    with reported_errors():
        key = _key("ruling")
        ruling = Ruling(key, dispute.segment_id, board.scheme.id, value, reason, note)
        if value is None:
            st.warning(_("Choose what holds."))
            return
        adjudicating.decide(get_workspace(), current_account(), project.id, ruling)
        _done(key, _("Decided: {value}.").format(value=naming(value)))


def _key(what: str) -> str:
    """Another one after each decision of this session; a double click has the same."""
    return request_key(what, st.session_state.get(TURN, 0))


def _done(key: str, message: str) -> None:
    st.session_state[LAST] = key
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    flash(message)
    st.rerun()
