"""Pictures of a crawl: what it yielded over time, and by language."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.collection.web.watching import CrawlView
from pages.shared.charts import OKABE_ITO, chart_with_twin
from pages.shared.pickers import language_label
from pages.shared.words import _, duration, number

LINES = 6  # languages with a line of their own
COLOURS = (*OKABE_ITO[:LINES], OKABE_ITO[-1])  # without the yellow, which a thin line cannot bear
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")


def growth(view: CrawlView, key: str) -> None:
    """Paragraphs over time, a line for each of the largest languages and one for all others, labelled at their ends."""
    if not view.times:
        return
    lines = _lines(view)
    minutes = [time / 60 for time in view.times]
    figure = go.Figure()
    for place, (name, values) in enumerate(lines.items()):
        line = {"color": COLOURS[place], "dash": DASHES[place], "width": 2}
        figure.add_scatter(x=minutes, y=values, name=name, mode="lines", line=line)
    figure.update_layout(
        height=360,
        xaxis_title=_("minutes since the first page"),
        yaxis_title=_("paragraphs"),
        legend={"y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        uirevision=key,
    )
    total = sum(one.paragraphs for one in view.languages)
    finding = _("{n} paragraphs in {languages} languages after {time}.").format(
        n=number(total), languages=number(len(view.languages)), time=duration(view.times[-1])
    )
    chart_with_twin(figure, _table(view), finding, key)


def languages_table(view: CrawlView) -> None:
    """What each language gave."""
    st.dataframe(_table(view), hide_index=True)


def _lines(view: CrawlView) -> dict[str, list[int]]:
    named = [one.language for one in view.languages[:LINES]]
    found = {_label(language): view.grown[language] for language in named if language in view.grown}
    rest = [values for language, values in view.grown.items() if language not in named]
    if rest:
        words = _("{n} other languages").format(n=number(len(rest)))
        found[words] = [sum(values) for values in zip(*rest, strict=True)]
    return found


def _table(view: CrawlView) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Language"): [_label(one.language) for one in view.languages],
            _("Pages"): [one.pages for one in view.languages],
            _("Paragraphs"): [one.paragraphs for one in view.languages],
        }
    )


def _label(tag: str) -> str:
    return _("not declared") if tag == "und" else language_label(tag)
