"""What the board counts: the unit, and the model whose tokens are meant."""

import streamlit as st

from core.balancing.axes import Unit
from core.balancing.board import BalanceBoard
from core.jobs.submitting import submit
from core.jobs.workflows.count_tokens import CountTokensRequest
from core.records import Project
from pages.shared.feedback import explain, reported_errors
from pages.shared.job_panel import job_panel, request_key
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace

UNIT_WORDS = {Unit.SEGMENTS: "Segments", Unit.CHARACTERS: "Characters", Unit.TOKENS: "Tokens"}


def choose_unit() -> tuple[Unit, str | None]:
    """The unit and, for tokens, the model; the first model of the store is offered."""
    left, middle, right = st.columns([3, 3, 2], vertical_alignment="bottom")
    chosen = left.segmented_control(
        _("Count in"),
        list(Unit),
        default=Unit.SEGMENTS,
        required=True,
        format_func=lambda unit: _(UNIT_WORDS[unit]),
        key="balance-unit",
    )
    unit = Unit(chosen or Unit.SEGMENTS)
    names = [card.name for card in get_workspace().models.describe() if card.kind in ("encoder", "causal")]
    model = None
    if unit is Unit.TOKENS:
        model = middle.selectbox(_("Tokens of which model"), names, key="balance-model")
        with right:
            explain(
                _("Tokens"),
                _(
                    "The pieces that a model cuts text into. A training pays by the token, and a language that the "
                    "model knows badly is cut into more of them."
                ),
            )
    return unit, model


def draw_counting(project: Project, board: BalanceBoard) -> None:
    """While segments lack a count of their tokens: say so, and offer to count them."""
    if board.unit is not Unit.TOKENS or not board.tokens_model or not board.uncounted:
        return
    st.info(
        many(
            board.uncounted,
            "The tokens of {n} segment are not counted with this model yet; the figures leave it out.",
            "The tokens of {n} segments are not counted with this model yet; the figures leave them out.",
        )
    )
    if st.button(_("Count the tokens of {n} segments").format(n=number(board.uncounted)), icon=":material/calculate:"):
        with reported_errors():
            submit(
                get_workspace(),
                "tokens",
                CountTokensRequest(project_id=project.id, model=board.tokens_model),
                key=request_key("tokens", board.tokens_model, board.corpus_version, board.uncounted),
                project_id=project.id,
                account_id=current_account().id,
            )
    latest = next((job for job in get_workspace().ledger.jobs.list(project.id) if job.kind == "tokens"), None)
    if latest is not None:
        job_panel(latest.id)
