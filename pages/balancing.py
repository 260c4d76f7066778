"""Balance: how much there is of what, what is lacking, how it is mixed, and freezing a data version."""

import streamlit as st

from core.balancing.board import read_board
from pages.balance_views.cell import draw_cell, take_click
from pages.balance_views.controls import choose_unit, draw_counting
from pages.balance_views.figures import draw_figures
from pages.balance_views.freeze_form import draw_freeze
from pages.balance_views.gaps import draw_gaps
from pages.balance_views.mixing import draw_mixture
from pages.balance_views.standing import draw_bars, draw_map
from pages.balance_views.versions import draw_versions
from pages.shared.feedback import empty_state, page_head, way_on
from pages.shared.words import _, many
from pages.shared.workspace import get_workspace, needed_project

project = needed_project()
workspace = get_workspace()
head = st.container()
unit, model = choose_unit()
board = read_board(workspace, project.id, unit=unit, tokens_model=model)
versions = workspace.ledger.data_versions.list(project.id)
with head:
    page_head(
        _("Balance"),
        _("See what each language has and lacks, ask for what is missing, then freeze a data version to train on."),
        ", ".join(
            [
                many(board.segments, "{n} kept segment", "{n} kept segments"),
                many(len(board.deficits), "{n} gap", "{n} gaps"),
                many(len(versions), "{n} data version", "{n} data versions"),
            ]
        ),
    )
if not board.segments:
    empty_state(
        _("No segment is kept yet, so there is nothing to weigh. Text is kept once its language is identified."),
        _("Filter the text"),
        "filtering",
    )
    st.stop()
draw_counting(project, board)
stands, gaps, mixture, freeze, frozen = st.tabs(
    [_("State"), _("Gaps"), _("Mixture"), _("Freeze"), _("Versions")],
    key="tab",
    bind="query-params",
)
with stands:
    if stands.open:
        draw_figures(board)
        draw_map(board, take_click)
        draw_cell(project, board)
        draw_bars(board)
with gaps:
    if gaps.open:
        draw_gaps(project, board)
with mixture:
    if mixture.open:
        draw_mixture(board)
with freeze:
    if freeze.open:
        draw_freeze(project, board, workspace.ledger.data_versions.next_number(project.id))
with frozen:
    if frozen.open:
        draw_versions(project, versions, board.segments)
way_on(_("Train a model on a frozen data version"), "training")
