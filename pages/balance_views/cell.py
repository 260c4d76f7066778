"""One cell of the board: how much it has, how much it should have, and handing what it lacks to somebody."""

import streamlit as st

from core.balancing.asking import ask_for, cell_segments, deficit_of
from core.balancing.axes import Axis
from core.balancing.board import BalanceBoard
from core.records import Project, Target
from pages.balance_views.names import language_name, value_name
from pages.balance_views.standing import ANY, MAP_KEY
from pages.shared.charts import clicked
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import assignee_picker, overlap_picker
from pages.shared.registry import page
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace, is_owner

ANYTHING = ""  # in a picker
USUAL_TARGET = 50


def take_click() -> None:
    """Put the clicked cell of the map into the pickers."""
    found = clicked(MAP_KEY)
    if found:
        language, domain = found
        st.session_state["cell-language"] = language
        st.session_state["cell-domain"] = domain
        chosen = st.session_state.get("balance-formality")
        st.session_state["cell-formality"] = chosen if chosen and chosen != ANY else ANYTHING


def draw_cell(project: Project, board: BalanceBoard) -> None:
    """The pickers, what the cell holds, and for owners what can be done about it."""
    with st.container(border=True, key="balance-cell"):
        st.subheader(_("One cell"))
        language, formality, domain = _chosen(board)
        if language is formality is domain is None:
            st.markdown(_("Click a cell of the map, or choose one here, to see what it lacks and ask for more of it."))
            return
        have = cell_segments(board, language, formality, domain)
        target = next(
            (t for t in board.targets if (t.language, t.formality, t.domain) == (language, formality, domain)), None
        )
        st.markdown(_state(board, have, target))
        if is_owner(project):
            _ask(project, Target(project.id, language, formality, domain, target.wanted if target else 0), have)


def _chosen(board: BalanceBoard) -> tuple[str | None, str | None, str | None]:
    columns = st.columns(3)
    axes = (board.language, board.formality, board.domain)
    labels = (_("Language"), _("Formality"), _("Domain"))
    found = [_pick(axis, label, column) for axis, label, column in zip(axes, labels, columns, strict=True)]
    return found[0], found[1], found[2]


def _pick(axis: Axis, label: str, column: st.delta_generator.DeltaGenerator) -> str | None:
    keys = [value.key for value in axis.values if value.key]
    names = {v.key: language_name(v.key) if axis.name == "language" else value_name(v) for v in axis.values}
    found = column.selectbox(
        label, [ANYTHING, *keys], format_func=lambda key: names[key] if key else _("any"), key=f"cell-{axis.name}"
    )
    return found or None


def _state(board: BalanceBoard, have: int, target: Target | None) -> str:
    words = many(have, "**{n} kept segment** here.", "**{n} kept segments** here.")
    if target is None:
        return words + " " + _("No target is set.")
    deficit = deficit_of(board, target)
    if deficit is None:
        return words + " " + _("The target of {n} is met.").format(n=number(target.wanted))
    waiting = many(deficit.candidates, "{n} more could be tagged into it.", "{n} more could be tagged into it.")
    missing = _("The target is {wanted}: {missing} are missing.").format(
        wanted=number(target.wanted), missing=number(deficit.missing)
    )
    return f"{words} {missing} {waiting}"


def _ask(project: Project, target: Target, have: int) -> None:
    left, middle, several, right = st.columns([2, 3, 2, 2], vertical_alignment="bottom")
    wanted = left.number_input(
        _("How many it should have"), 1, 1_000_000, target.wanted or max(USUAL_TARGET, have + 10), key=f"want-{target}"
    )
    somebody = assignee_picker(project, middle, "cell")
    overlap = overlap_picker(several, "cell")
    if right.button(_("Make it a worklist"), icon=":material/assignment_add:", key="cell-worklist"):
        with reported_errors():
            asked = Target(project.id, target.language, target.formality, target.domain, int(wanted))
            worklist = ask_for(get_workspace(), current_account(), asked, assigned_to=somebody, overlap=overlap)
            flash(_("Worklist “{name}” is open.").format(name=worklist.name))
            st.switch_page(page("tagging"), query_params={"worklist": worklist.id})
