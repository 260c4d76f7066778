"""Agreement by language, least first: a chart of alpha with its interval, and all figures as a table."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.agreement.board import AgreementBoard, AgreementRow
from core.agreement.coefficients import COEFFICIENTS
from core.agreement.measuring import TENTATIVE
from pages.agreeing.words import confusion, written
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.pickers import language_label
from pages.shared.values import Naming
from pages.shared.words import _, many


def place(tag: str | None) -> str:
    """A language's name; the empty tag is an unknown one."""
    return language_label(tag) if tag else _("unknown language")


def draw_languages(board: AgreementBoard, naming: Naming) -> None:
    """The chart with its table twin; languages without a figure stand in the table with the reason."""
    if not board.languages:
        st.info(_("Nothing is labelled yet."))
        return
    known = [row for row in board.languages if row.figure("alpha").value is not None]
    low = sum((row.figure("alpha").value or 0) < TENTATIVE for row in known)
    finding = many(
        len(known), "α of {n} language; {low} below 0.667.", "α of {n} languages; {low} below 0.667.", low=str(low)
    )
    if known:
        chart_with_twin(_figure(known), _table(board, naming), finding, f"agreement-{board.scheme.id}")
    else:
        st.dataframe(_table(board, naming), hide_index=True)


def _figure(rows: list[AgreementRow]) -> go.Figure:
    figure = go.Figure()
    alphas = [row.figure("alpha") for row in rows]
    values = [one.value or 0 for one in alphas]
    figure.add_scatter(
        x=values,
        y=[place(row.language) for row in rows],
        mode="markers",
        marker={"color": OKABE_ITO[0], "size": 12},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(one.high or value) - value for one, value in zip(alphas, values, strict=True)],
            "arrayminus": [
                0 if one.low is None else value - one.low for one, value in zip(alphas, values, strict=True)
            ],
        },
        hovertemplate="%{y}: %{x:.2f}<extra></extra>",
        showlegend=False,
    )
    figure.add_vline(x=TENTATIVE, line_dash="dot", line_color=OKABE_ITO[7])
    figure.update_xaxes(title=_("Krippendorff's α with its 95 % interval"), range=[min(0, *values) - 0.05, 1.05])
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_layout(height=max(220, 120 + 34 * len(rows)))
    return figure


def _table(board: AgreementBoard, naming: Naming) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                _("Language"): place(row.language),
                _("Labelled"): row.segments,
                _("By several"): row.shared,
                **{COEFFICIENTS[one.coefficient].called(board.scheme.ordinal): written(one) for one in row.figures},
                _("Confused most"): confusion(row, naming),
            }
            for row in board.languages
        ]
    )
