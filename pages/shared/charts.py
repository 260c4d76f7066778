"""Charts to read: the palette, a heat map and bars, each with a caption that states the finding and a table twin.

The same colour stands for the same thing on every page. Empty cells stay visible. Pictures are exported by Plotly's own
toolbar (PNG) and by `chart_with_twin` (SVG through the toolbar of the vector button, CSV of the figures).
"""

import math
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pages.shared.words import _

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#6b6b6b")
FORMALITY_COLOURS: Mapping[str, str] = {
    "colloquial": "#D55E00",
    "rather_colloquial": "#E69F00",
    "neutral": "#8a8a8a",
    "rather_formal": "#56B4E9",
    "formal": "#0072B2",
    "unmarked": "#CC79A7",
    "cannot_tell": "#6b6b6b",
    "": "#c9c9c9",
}
VERDICT_COLOURS: Mapping[str, str] = {
    "keep": "#009E73",
    "review": "#E69F00",
    "drop": "#D55E00",
    "unknown": "#CC79A7",
    "unsupported": "#6b6b6b",
}
RAMP = "Cividis"
INK = "#3a4046"


def chart_with_twin(figure: go.Figure, table: pd.DataFrame, finding: str, key: str) -> None:
    """Draw a chart, the sentence that it shows, and the same figures as a table and as CSV."""
    st.plotly_chart(_laid_out(figure), key=key, config=_config(key), alt=finding)
    _twin(table, finding, key)


def clickable_chart(
    figure: go.Figure, table: pd.DataFrame, finding: str, key: str, on_click: Callable[[], None]
) -> None:
    """The same, with points that can be clicked: `on_click` then finds them with `clicked(key)`.

    A chart is no use to a keyboard: whatever a click does must be reachable by a picker beside it.
    """
    st.plotly_chart(
        _laid_out(figure), key=key, config=_config(key), alt=finding, on_select=on_click, selection_mode="points"
    )
    _twin(table, finding, key)


def clicked(key: str) -> list[str]:
    """What the clicked point of a `clickable_chart` carries as custom data; empty when nothing is chosen."""
    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    return [str(value) for value in points[0].get("customdata", [])] if points else []


def _laid_out(figure: go.Figure) -> go.Figure:
    if st.context.theme.type == "light":  # Streamlit's own grey for axes is too pale to read small
        figure.update_xaxes(tickfont={"color": INK}, title_font={"color": INK})
        figure.update_yaxes(tickfont={"color": INK}, title_font={"color": INK})
    figure.update_layout(margin={"l": 8, "r": 8, "t": 28, "b": 8}, legend={"orientation": "h"}, font={"size": 14})
    return figure


def _config(key: str) -> dict[str, object]:
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": key},
    }


def _twin(table: pd.DataFrame, finding: str, key: str) -> None:
    st.caption(finding)
    with st.expander(_("The same as a table"), icon=":material/table:"):
        st.dataframe(table, hide_index=True)
        st.download_button(
            _("Download CSV"), table.to_csv(index=False).encode("utf-8-sig"), f"{key}.csv", "text/csv", key=f"{key}-csv"
        )


def heat_map(
    values: Sequence[Sequence[float | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    texts: Sequence[Sequence[str]],
    *,
    logarithmic: bool = False,
    limits: tuple[float, float] | None = None,
) -> go.Figure:
    """A labelled heat map; None is an empty cell, drawn as such with the text “–”."""
    frame = pd.DataFrame(values, dtype="float64")
    shown = frame.map(_log) if logarithmic else frame
    figure = go.Figure(
        go.Heatmap(
            z=shown.to_numpy(),
            x=list(columns),
            y=list(rows),
            text=[list(line) for line in texts],
            texttemplate="%{text}",
            hovertemplate="%{y} · %{x}: %{text}<extra></extra>",
            colorscale=RAMP,
            showscale=False,
            xgap=2,
            ygap=2,
            zmin=limits[0] if limits else None,
            zmax=limits[1] if limits else None,
        )
    )
    figure.update_yaxes(autorange="reversed", type="category")
    figure.update_xaxes(side="top", type="category")
    figure.update_layout(height=max(220, 60 + 34 * len(rows)))
    return figure


def _log(value: float) -> float:
    return math.log10(value + 1) if value >= 0 else value


def stacked_bars(
    names: Sequence[str], parts: Mapping[str, Sequence[float]], labels: Mapping[str, str], colours: Mapping[str, str]
) -> go.Figure:
    """Horizontal bars, one a name, stacked by part; `labels` and `colours` by part."""
    figure = go.Figure()
    for part, values in parts.items():
        figure.add_bar(
            y=list(names),
            x=list(values),
            name=labels.get(part, part),
            orientation="h",
            marker={"color": colours.get(part, "#6b6b6b"), "pattern": {"shape": "/" if part in ("", "drop") else ""}},
        )
    figure.update_layout(barmode="stack", height=max(220, 80 + 28 * len(names)))
    figure.update_yaxes(autorange="reversed", type="category")
    return figure
