"""Where it stands: the figures in words, language × domain as a heat map, language × formality as bars."""

from collections.abc import Callable, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.balancing.axes import AxisValue, Grid, Unit
from core.balancing.board import BalanceBoard
from pages.balance_views.names import column_name, language_name, largest_first, short, value_name
from pages.shared.charts import FORMALITY_COLOURS, chart_with_twin, clickable_chart, heat_map, stacked_bars
from pages.shared.words import _, many, number

ANY = "any"
MAP_KEY = "balance-map"
EMPTY_TINT = "rgba(138,143,147,0.22)"
UNITS = {Unit.SEGMENTS: "segments", Unit.CHARACTERS: "characters", Unit.TOKENS: "tokens"}


def draw_map(board: BalanceBoard, on_click: Callable[[], None]) -> None:
    """Language × domain, of one formality or of all; a click on a cell chooses it for the panel below."""
    st.header(_("Language × domain"))
    formalities = [value for value in board.formality.values if value.on_scale or value.segments]
    names = {value.key: value_name(value) for value in formalities}
    only = st.selectbox(
        _("Of which formality"),
        [ANY, *names],
        format_func=lambda key: _("all of them") if key == ANY else names[key],
        key="balance-formality",
    )
    grid = board.grid(**({} if only == ANY else {"formality": only}))
    rows, columns = _shown_rows(grid), _shown_columns(grid)
    texts = [[short(grid.amounts[i][j]) for j, _c in columns] for i, _r in rows]
    values = [[float(grid.amounts[i][j]) or None for j, _c in columns] for i, _r in rows]
    row_names = [language_name(row.key) for _i, row in rows]
    figure = heat_map(values, row_names, [column_name(column) for _j, column in columns], texts, logarithmic=True)
    figure.update_xaxes(tickangle=0)
    _add_points(figure, [row for _i, row in rows], [column for _j, column in columns], texts)
    table = pd.DataFrame([[grid.amounts[i][j] for j, _c in columns] for i, _r in rows])
    table.columns = [value_name(column) for _j, column in columns]
    table.insert(0, _("Language"), row_names)
    with st.container(key="wide-balance-map"):
        clickable_chart(figure, table, _map_finding(board, grid), MAP_KEY, on_click)


def draw_bars(board: BalanceBoard) -> None:
    """Language × formality, stacked in the order of the scale; what is not tagged is hatched."""
    st.header(_("Language × formality"))
    grid = board.grid(columns="formality")
    rows, columns = _shown_rows(grid), _shown_columns(grid)
    labels = {column.key: value_name(column) for _j, column in columns}
    parts = {column.key: [float(grid.amounts[i][j]) for i, _r in rows] for j, column in columns}
    row_names = [language_name(row.key) for _i, row in rows]
    figure = stacked_bars(row_names, parts, labels, FORMALITY_COLOURS)
    figure.update_xaxes(title=_(UNITS[board.unit]))
    figure.update_layout(legend={"y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"})
    table = pd.DataFrame({labels[key]: amounts for key, amounts in parts.items()}).astype(int)
    table.insert(0, _("Language"), row_names)
    chart_with_twin(figure, table, _bars_finding(board), "balance-bars")


def _shown_rows(grid: Grid) -> list[tuple[int, AxisValue]]:
    return largest_first(grid.rows)


def _shown_columns(grid: Grid) -> list[tuple[int, AxisValue]]:
    return [(place, value) for place, value in enumerate(grid.columns) if value.on_scale or value.segments]


def _add_points(
    figure: go.Figure, rows: Sequence[AxisValue], columns: Sequence[AxisValue], texts: Sequence[Sequence[str]]
) -> None:
    """A point in each cell, for what Plotly's heat maps lack: a click, a mark and a figure where there is nothing."""
    places = [(i, j) for i in range(len(rows)) for j in range(len(columns))]
    figure.update_traces(hoverinfo="skip", hovertemplate=None)
    figure.add_heatmap(  # empty cells are cells too: a tint of their own
        z=[[0 if text == "0" else None for text in line] for line in texts],
        x=[column_name(value) for value in columns],
        y=[language_name(value.key) for value in rows],
        colorscale=[[0, EMPTY_TINT], [1, EMPTY_TINT]],
        showscale=False,
        hoverinfo="skip",
        xgap=2,
        ygap=2,
    )
    figure.add_scatter(
        x=[column_name(columns[j]) for _i, j in places],
        y=[language_name(rows[i].key) for i, _j in places],
        customdata=[[rows[i].key, columns[j].key] for i, j in places],
        hovertext=[f"{language_name(rows[i].key)} · {value_name(columns[j])}: {texts[i][j]}" for i, j in places],
        hoverinfo="text",
        mode="markers",
        marker={"symbol": "square-open", "size": 24, "color": "rgba(0,0,0,0)", "line": {"width": 3}},
        selected={"marker": {"color": "#D55E00", "opacity": 0.55}},
        unselected={"marker": {"color": "rgba(0,0,0,0)"}},
        showlegend=False,
    )
    figure.update_layout(hovermode="closest", hoverdistance=60, dragmode=False)


def _map_finding(board: BalanceBoard, grid: Grid) -> str:
    words = many(
        grid.empty,
        "{n} of {total} cells of language and domain is empty.",
        "{n} of {total} cells of language and domain are empty.",
        total=number(grid.cells),
    )
    untagged = next((value for value in grid.columns if not value.key), None)
    if untagged is not None and untagged.segments:
        words += " " + many(
            untagged.segments, "{n} segment has no domain yet.", "{n} segments have no domain yet (last column)."
        )
    scale = _("Colours follow a logarithmic scale, in {unit}.").format(unit=_(UNITS[board.unit]))
    return f"{words} {scale} {_('Click a cell to choose it below.')}"


def _bars_finding(board: BalanceBoard) -> str:
    values = [value for value in board.formality.values if value.on_scale]
    if not any(value.amount for value in values):
        return _("Nothing is tagged with a formality yet.")
    most, least = max(values, key=lambda v: v.amount), min(values, key=lambda v: v.amount)
    return _("Most is {most} ({most_n}), least is {least} ({least_n}). Hatched: not tagged yet.").format(
        most=value_name(most), most_n=short(most.amount), least=value_name(least), least_n=short(least.amount)
    )
