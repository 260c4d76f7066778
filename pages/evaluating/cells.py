"""Cells: accuracy of the tuned model by language × domain for each formality; a weak cell becomes a worklist."""

import pandas as pd
import streamlit as st

from core.balancing.asking import ask_for_more
from core.evaluation.board import CellScore, cell_scores
from core.evaluation.dashboard import Dashboard
from core.records import Project, Target
from pages.evaluating.languages import place_name
from pages.shared.charts import chart_with_twin, heat_map
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import assignee_picker
from pages.shared.registry import page
from pages.shared.values import Naming, task_words, value_words
from pages.shared.words import _, number, percent
from pages.shared.workspace import current_account, get_workspace

SHOWN_WEAK = 8
MORE = 25  # segments asked for: what makes a cell's figure more than a hint


def draw_cells(project: Project, board: Dashboard) -> None:
    """The heat maps and the list of the weakest cells."""
    if board.run.kind != "classification":
        st.info(_("Cells are shown for classification runs; rewriting is scored per language."))
        return
    left, right = st.columns(2)
    task = left.selectbox(_("Task"), board.tasks, format_func=task_words, key="cells-task")
    named = value_words(project)
    cells = cell_scores(board.scores, task)
    formalities = sorted({cell.formality for cell in cells})
    formality = right.selectbox(_("Formality of the text"), formalities, format_func=named, key="cells-formality")
    _map([cell for cell in cells if cell.formality == formality], f"{task}-{formality}", named)
    st.header(_("Weakest cells"))
    st.caption(
        _("A worklist collects untagged text of the cell for people to tag; the test split itself is never handed out.")
    )
    somebody = assignee_picker(project, st.container(width=320), "weak-cells")
    for cell in cells[:SHOWN_WEAK]:
        _weak_cell(project, cell, task, somebody, named)


def _map(cells: list[CellScore], key: str, named: Naming) -> None:
    rows = sorted({cell.language for cell in cells})
    columns = sorted({cell.domain for cell in cells})
    names = [named(column) for column in columns]
    by_place = {(cell.language, cell.domain): cell for cell in cells}
    found = [[by_place.get((row, column)) for column in columns] for row in rows]
    values = [[cell.tuned.value if cell else None for cell in line] for line in found]
    texts = [
        [percent(cell.tuned.value or 0) + f" ({cell.tuned.n})" if cell else "–" for cell in line] for line in found
    ]
    table = pd.DataFrame(texts, columns=names)
    table.insert(0, _("Language"), [place_name(row) for row in rows])
    figure = heat_map(values, [place_name(row) for row in rows], names, texts, limits=(0, 1))
    few = sum(cell.tuned.n < 20 for cell in cells)
    finding = _("Share judged right, with the number of texts. {few} of {total} cells have fewer than 20: hints only.")
    chart_with_twin(figure, table, finding.format(few=few, total=len(cells)), f"cells-{key}")


def _weak_cell(project: Project, cell: CellScore, task: str, somebody: str | None, named: Naming) -> None:
    place = f"{place_name(cell.language)} · {named(cell.formality)} · {named(cell.domain)}"
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        _("{place}: {right} right of {n}").format(
            place=place, right=number((cell.tuned.value or 0) * cell.tuned.n), n=cell.tuned.n
        )
    )
    if right.button(_("Make it a worklist"), key=f"gap-{task}-{cell.language}-{cell.formality}-{cell.domain}"):
        with reported_errors():
            why = _("Weak in evaluation: {value} of {n} right.").format(
                value=percent(cell.tuned.value or 0), n=cell.tuned.n
            )
            wanted = Target(project.id, cell.language, cell.formality, cell.domain, 0)
            worklist = ask_for_more(get_workspace(), current_account(), wanted, MORE, assigned_to=somebody, why=why)
            flash(_("Worklist “{name}” is open.").format(name=worklist.name))
            st.switch_page(page("tagging"), query_params={"worklist": worklist.id})
