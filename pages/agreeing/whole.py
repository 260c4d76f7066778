"""All languages together: each coefficient with its interval, in plain words, and its signature."""

import streamlit as st

from core.agreement.board import AgreementBoard
from core.agreement.coefficients import COEFFICIENTS
from pages.agreeing.words import confusion, reading, written
from pages.shared.feedback import explain
from pages.shared.values import Naming
from pages.shared.words import _, mark

TOLD = {
    "alpha": mark(
        "How much better than by chance people agree: 1 is always, 0 is what chance gives, below 0 is worse. "
        "From 0.8 on labels are commonly called reliable, from 0.667 on good for tentative conclusions."
    ),
    "gwet": mark(
        "Agreement beyond chance that does not collapse where nearly all segments have one value. "
        "Where it is high and α low, one value is far more common than the others."
    ),
    "fleiss": mark(
        "Agreement beyond chance of several people, as papers often report it. It falls where one value rules."
    ),
    "percent": mark("How often two people gave the very same value. Easy to read, but chance alone gives some of it."),
}


def draw_whole(board: AgreementBoard, naming: Naming) -> None:
    """The figures of the whole scheme, and what is confused most."""
    row = board.everything
    for column, figure in zip(st.columns(len(row.figures)), row.figures, strict=True):
        title = COEFFICIENTS[figure.coefficient].called(board.scheme.ordinal)
        with column:
            explain(title, _(TOLD[figure.coefficient]))
            st.markdown(f"**{written(figure)}**")
    alpha = row.figure("alpha")
    if alpha.value is not None:
        st.markdown(
            _("α is {reading}. Confused most: {pair}.").format(reading=reading(alpha), pair=confusion(row, naming))
        )
    with st.expander(_("Signature"), icon=":material/fingerprint:"):
        st.code("\n".join(figure.signature for figure in row.figures), language=None, wrap_lines=True)
