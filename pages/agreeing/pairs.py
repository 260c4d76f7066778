"""Agreement of each two people in each language they share, least first; for owners of the project."""

import pandas as pd
import streamlit as st

from core.agreement.board import AgreementBoard, agreement_pairs
from core.agreement.coefficients import COEFFICIENTS
from core.records import Project
from pages.agreeing.languages import place
from pages.agreeing.words import confusion, written
from pages.shared.values import Naming
from pages.shared.words import _
from pages.shared.workspace import account_names, get_workspace

SHOWN = ("cohen", "alpha", "percent")


def draw_pairs(project: Project, board: AgreementBoard, naming: Naming, *, is_owner: bool) -> None:
    """The table of pairs."""
    if not is_owner:
        st.info(_("Who agrees with whom is shown to the project's owners."))
        return
    pairs = agreement_pairs(get_workspace(), project.id, board.scheme.id)
    if not pairs:
        st.info(_("No two people labelled the same segment yet."))
        return
    names = account_names(project)
    rows = [
        {
            _("Language"): place(row.language),
            _("First"): names(row.pair[0] if row.pair else ""),
            _("Second"): names(row.pair[1] if row.pair else ""),
            _("By both"): row.shared,
            **{COEFFICIENTS[name].called(board.scheme.ordinal): written(row.figure(name)) for name in SHOWN},
            _("Confused most"): confusion(row, naming),
        }
        for row in pairs
    ]
    st.caption(_("Two people who read the guidelines differently show here first."))
    st.dataframe(pd.DataFrame(rows), hide_index=True)
