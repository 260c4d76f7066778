"""Each person's counts on and off the scale, and everybody's own labels as a file; for owners of the project."""

import pandas as pd
import streamlit as st

from core.agreement.board import AgreementBoard
from core.agreement.exporting import own_labels_csv
from core.records import Project
from pages.shared.values import Naming
from pages.shared.words import _
from pages.shared.workspace import account_names, get_workspace


def draw_people(project: Project, board: AgreementBoard, naming: Naming, *, is_owner: bool) -> None:
    """The table of people and the download."""
    if not is_owner:
        st.info(_("Other people's counts are shown to the project's owners."))
        return
    names = account_names(project)
    off = sorted({value for one in board.people for value, _times in one.off_scale})
    rows = [
        {
            _("Person"): names(one.account_id),
            _("On the scale"): one.on_scale,
            **{naming(value): dict(one.off_scale).get(value, 0) for value in off},
        }
        for one in board.people
    ]
    st.caption(_("Values off the scale (unmarked, cannot tell) are counted here and left out of all figures."))
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.download_button(
        _("Everybody's own labels (CSV)"),
        lambda: own_labels_csv(get_workspace(), project.id, board.scheme.id),
        f"{project.id}-{board.scheme.id}-labels.csv",
        "text/csv",
        icon=":material/download:",
        help=_("One line a label: who gave which value to which segment, when, in how many seconds."),
    )
