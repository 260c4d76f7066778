"""How segments flow from collected to kept, and where they leave, as a picture with its table."""

from collections.abc import Mapping
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.cleaning.flowing import CLEAN, COLLECTED, IDENTIFIED, KEPT, OTHERS, Cell, Step, Stream, cells, steps, streams
from core.records import Project, Verdict
from pages.filter_views.names import language_words, reason_words, verdict_words
from pages.shared.charts import INK, VERDICT_COLOURS, chart_with_twin
from pages.shared.words import _, mark, number, percent
from pages.shared.workspace import get_workspace

STAGES = {COLLECTED: mark("Collected"), IDENTIFIED: mark("Identified"), CLEAN: mark("Clean"), KEPT: mark("Kept")}
STAGE_COLOURS = {IDENTIFIED: "#56B4E9", CLEAN: "#0072B2", KEPT: VERDICT_COLOURS["keep"]}
WAITING = "#c9c9c9"
PART = "#8a8a8a"
ROW_HEIGHT = 30
# On a narrow screen no label of the picture has room: the same flow as steps stands in its place.
NARROW = """<style>
.iso-steps {display: none;}
.iso-steps ol {list-style: none; margin: 0; padding: 0;}
.iso-steps li {border-inline-start: 4px solid; padding: .1rem 0 .6rem .8rem; margin: 0;}
.iso-steps ul {margin: .2rem 0 0; padding: 0;}
.iso-steps ul li {border: 0; list-style: none; padding: .1rem 0;}
.iso-steps .bar {height: .4rem; margin-top: .2rem;}
@media (max-width: 640px) {
  .iso-steps {display: block;}
  .st-key-wide-flow [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]) {display: none;}
}
</style>"""


@st.fragment
def draw_flow(project: Project) -> None:
    """Choose what the flow begins with; the picture, its finding, its table."""
    by = st.radio(
        _("Begin with"),
        ["source", "language"],
        format_func=lambda key: _("Sources") if key == "source" else _("Languages"),
        horizontal=True,
        key="flow-by",
    )
    workspace = get_workspace()
    with workspace.snapshot(project.id) as snapshot:
        found = cells(snapshot, by)
    names = {source.id: source.name for source in workspace.ledger.sources.list(project.id)}
    if by == "language":
        names = {cell.part: language_words(cell.part) for cell in found}
    kept = sum(cell.rows for cell in found if cell.verdict == Verdict.KEEP)
    total = sum(cell.rows for cell in found)
    finding = _("{kept} of {total} collected segments are kept; each stream that leaves says why.").format(
        kept=number(kept), total=number(total)
    )
    st.html(NARROW + _steps_html(steps(found), {cell.reason: cell.verdict for cell in found}))
    with st.container(key="wide-flow"):
        chart_with_twin(_figure(streams(found), found, names), _table(found, names), finding, "flow")


def _figure(flows: list[Stream], found: list[Cell], names: dict[str, str]) -> go.Figure:
    verdicts = {cell.reason: cell.verdict for cell in found}
    nodes = list(dict.fromkeys(name for flow in flows for name in (flow.begin, flow.end)))
    places = {name: place for place, name in enumerate(nodes)}
    through = {name: max(_sum(flows, "begin", name), _sum(flows, "end", name)) for name in nodes}
    colours = [_colour(name, verdicts) for name in nodes]
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [f"{_label(name, names, verdicts)} · {number(through[name])}" for name in nodes],
                "color": colours,
                "pad": 18,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [places[flow.begin] for flow in flows],
                "target": [places[flow.end] for flow in flows],
                "value": [flow.rows for flow in flows],
                "color": [_pale(colours[places[flow.end]]) for flow in flows],
                "hovertemplate": "%{source.label} → %{target.label}: %{value}<extra></extra>",
            },
            textfont={"size": 13, "color": INK} if st.context.theme.type == "light" else {"size": 13},
        )
    )
    figure.update_layout(height=max(320, 80 + ROW_HEIGHT * len(nodes)))
    return figure


def _steps_html(found: list[Step], verdicts: Mapping[str, str | None]) -> str:
    """Each stage with how many reach it and who leaves there, read from top to bottom."""
    total = max(1, found[0].rows)
    rows = []
    for step in found:
        colour = STAGE_COLOURS.get(step.stage, PART)
        leaving = "".join(
            f'<li><span style="color:{_colour(reason, verdicts)}" aria-hidden="true">■</span>'
            f" {escape(reason_words(reason))}: {number(n)}</li>"
            for reason, n in step.leaving
        )
        head = f"<b>{escape(_(STAGES[step.stage]))}</b>: {number(step.rows)} ({percent(step.rows / total)})"
        bar = f'<div class="bar" style="width:{100 * step.rows / total:.1f}%;background:{colour}"></div>'
        listed = f'<div class="iso-meta">{escape(_("leave here:"))}</div><ul>{leaving}</ul>' if leaving else ""
        rows.append(f'<li style="border-color:{colour}">{head}{bar}{listed}</li>')
    return f'<div class="iso-steps"><ol>{"".join(rows)}</ol></div>'


def _sum(flows: list[Stream], side: str, name: str) -> int:
    return sum(flow.rows for flow in flows if getattr(flow, side) == name)


def _label(name: str, names: dict[str, str], verdicts: dict[str, str | None]) -> str:
    if name in STAGES:
        return _(STAGES[name])
    if name in verdicts:
        return reason_words(name)
    return _("all others") if name == OTHERS else names.get(name, name)


def _colour(name: str, verdicts: Mapping[str, str | None]) -> str:
    if name in STAGE_COLOURS:
        return STAGE_COLOURS[name]
    if name in verdicts:
        return VERDICT_COLOURS.get(verdicts[name] or "", WAITING)
    return PART


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def _table(found: list[Cell], names: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("From"): [names.get(cell.part, cell.part) for cell in found],
            _("Verdict"): [verdict_words(cell.verdict) for cell in found],
            _("Reason"): [reason_words(cell.reason) for cell in found],
            _("Segments"): [cell.rows for cell in found],
        }
    )
