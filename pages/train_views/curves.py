"""The loss of a run: over its steps, and per language from its first steps to its last."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.training.watching import Watched
from pages.balance_views.names import language_name
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.feedback import explain
from pages.shared.words import _, mark, number

HEIGHT = 380
LOSS = mark(
    "How wrong the model still is on the rows that it is learning from: 0 would be never wrong. It should fall, and "
    "flatten out."
)


def draw_curves(watched: Watched, key: str) -> None:
    """Both charts side by side, each with its table."""
    if not watched.curve:
        return
    left, right = st.columns(2)
    with left:
        _over_steps(watched, key)
    with right:
        _per_language(watched, key)
    explain(_("Loss"), _(LOSS))


def _over_steps(watched: Watched, key: str) -> None:
    steps = [point.step for point in watched.curve]
    losses = [point.loss for point in watched.curve]
    single = watched.steps_taken
    figure = go.Figure()
    figure.add_scatter(
        x=[point.step for point in single], y=[point.loss for point in single], mode="markers",
        name=_("single steps"), marker={"color": OKABE_ITO[5], "size": 5, "opacity": 0.6},
    )  # fmt: skip
    figure.add_scatter(x=steps, y=losses, mode="lines", name=_("mean"), line={"color": OKABE_ITO[0], "width": 3})
    figure.update_xaxes(title=_("step"), range=[0, watched.steps or steps[-1]])
    figure.update_yaxes(title=_("loss"), rangemode="tozero")
    figure.update_layout(height=HEIGHT, legend={"y": 1.0, "yanchor": "bottom", "x": 0})
    table = pd.DataFrame({_("Step"): steps, _("Loss"): [round(loss, 4) for loss in losses]})
    finding = _("Loss over the steps: {first} at first, {last} now.").format(
        first=number(losses[0], 2), last=number(losses[-1], 2)
    )
    chart_with_twin(figure, table, finding, f"loss-{key}")


def _per_language(watched: Watched, key: str) -> None:
    names = [language_name(tag) for tag in watched.by_language]
    first = [points[0].loss for points in watched.by_language.values()]
    last = [points[-1].loss for points in watched.by_language.values()]
    figure = go.Figure()
    for values, name, symbol, colour in (
        (first, _("at first"), "circle-open", OKABE_ITO[1]),
        (last, _("now"), "circle", OKABE_ITO[0]),
    ):
        figure.add_scatter(
            x=values, y=names, mode="markers", name=name,
            marker={"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2}},
        )  # fmt: skip
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(title=_("loss"), rangemode="tozero")
    figure.update_layout(height=max(HEIGHT, 120 + 20 * len(names)), legend={"y": 1.0, "yanchor": "bottom", "x": 0})
    table = pd.DataFrame(
        {
            _("Language"): names,
            _("Loss at first"): [round(value, 4) for value in first],
            _("Loss now"): [round(value, 4) for value in last],
        }
    )
    finding = _("Highest now: {language}. The order says where there is most left to learn.").format(language=names[0])
    chart_with_twin(figure, table, finding, f"languages-{key}")
