"""The figures of balance in plain words: how many languages there really are, how even, what is empty."""

import streamlit as st

from core.balancing.axes import Axis
from core.balancing.board import BalanceBoard
from pages.shared.feedback import explain
from pages.shared.words import _, many, number, percent

TIED = 0.3  # Cramér's V from which two axes are said to go together

EFFECTIVE = (
    "How many equally large languages would be as mixed as these. Ten languages of which one has nearly all the text "
    "count as little more than one."
)
EVENNESS = (
    "How close the amounts are to each other: 100 % when all have the same, 0 % when one has everything. It is the "
    "entropy of the shares divided by the most it could be."
)


def draw_figures(board: BalanceBoard) -> None:
    """Three boxes, one an axis, and the warnings that follow from the figures."""
    boxes = st.columns(3)
    with boxes[0].container(border=True, height="stretch"):
        _language_box(board.language)
    with boxes[1].container(border=True, height="stretch"):
        _tagged_box(board.formality, _("Formality"))
    with boxes[2].container(border=True, height="stretch"):
        _tagged_box(board.domain, _("Domain"))
    left, right, _rest = st.columns([2, 2, 5])
    with left:
        explain(_("Effective number"), _(EFFECTIVE))
    with right:
        explain(_("Evenness"), _(EVENNESS))
    st.markdown(_cells_words(board))
    _tied(board)


def _language_box(axis: Axis) -> None:
    wanted = [value for value in axis.values if value.is_wanted]
    with_text = sum(value.segments > 0 for value in wanted)
    st.markdown(f"**{_('Languages')}**")
    st.markdown(
        _("{n} of {total} expected languages have text.").format(n=number(with_text), total=number(len(wanted)))
        if wanted
        else many(len(axis.on_scale()), "{n} language", "{n} languages")
    )
    st.markdown(_evenness(axis))
    missing = [value.label for value in wanted if not value.segments]
    if missing:
        st.markdown(_("Without text: {names}.").format(names=", ".join(missing[:8])))


def _tagged_box(axis: Axis, name: str) -> None:
    st.markdown(f"**{name}**")
    st.markdown(
        _("{share} of the text is tagged with one of {n} values.").format(
            share=percent(axis.on_scale_share), n=number(len(axis.on_scale()))
        )
    )
    st.markdown(_evenness(axis))


def _evenness(axis: Axis) -> str:
    if not axis.effective_number:
        return _("Nothing to compare yet.")
    return _("As mixed as {n} equally large ones (of {total}); evenness {share}.").format(
        n=number(axis.effective_number, 1), total=number(len(axis.on_scale())), share=percent(axis.evenness)
    )


def _cells_words(board: BalanceBoard) -> str:
    words = many(
        board.empty_cells,
        "**{n} of {total} cells** of language, formality and domain is empty.",
        "**{n} of {total} cells** of language, formality and domain are empty.",
        total=number(board.all_cells),
    )
    smallest = many(board.smallest_cell, "The smallest cell has {n} segment.", "The smallest cell has {n} segments.")
    return words if board.empty_cells else f"{words} {smallest}"


def _tied(board: BalanceBoard) -> None:
    """A model that could guess formality or domain from the language alone would learn just that."""
    pairs = (
        (board.language_by_formality, _("formality")),
        (board.language_by_domain, _("domain")),
    )
    for strength, other in pairs:
        if strength >= TIED:
            st.warning(
                _(
                    "Language and {other} go together here (Cramér's V {v}; 0 is independent, 1 is one says the "
                    "other). A model may learn the language instead: fill the cells that are short."
                ).format(other=other, v=number(strength, 2))
            )
