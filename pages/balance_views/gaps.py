"""Targets and gaps: what each cell should have, what is lacking, the largest gap first, each one click from work."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.balancing.asking import set_targets
from core.balancing.axes import Axis
from core.balancing.board import BalanceBoard
from core.balancing.targets import Deficit, Remedy, even_targets
from core.balancing.tasks import open_worklist
from core.records import Project
from pages.balance_views.names import cell_name, value_name
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import assignee_picker
from pages.shared.registry import page
from pages.shared.words import _, many, number, percent
from pages.shared.workspace import current_account, get_workspace, is_owner

SHOWN = 12
REMEDY_WORDS = {
    Remedy.TAG: "{n} segments wait to be tagged: enough to close it.",
    Remedy.TAG_AND_COLLECT: "{n} segments wait to be tagged; more must be collected.",
    Remedy.COLLECT: "Nothing waits to be tagged: more must be collected.",
}


def draw_gaps(project: Project, board: BalanceBoard) -> None:
    """The form for many targets at once, then the list of gaps."""
    if is_owner(project):
        _targets_form(project, board)
    labels = {value.key: value_name(value) for axis in (board.formality, board.domain) for value in axis.values}
    met = len(board.targets) - len(board.deficits)
    st.header(_("Gaps, the largest first"))
    if not board.targets:
        st.info(_("No target is set. Without targets nothing is lacking: say above how much each cell should have."))
        return
    missing = sum(item.missing for item in board.deficits)
    st.markdown(
        _("{met} of {total} targets are met; {missing} segments are missing in all.").format(
            met=number(met), total=number(len(board.targets)), missing=number(missing)
        )
    )
    if not board.deficits:
        return
    somebody = assignee_picker(project, st.container(width=320), "gaps")
    shown = SHOWN * st.session_state.setdefault("gaps-pages", 1)
    for item in board.deficits[:shown]:
        _gap(project, item, labels, somebody)
    if len(board.deficits) > shown and st.button(_("Show {n} more").format(n=min(SHOWN, len(board.deficits) - shown))):
        st.session_state["gaps-pages"] += 1
        st.rerun()
    _twin(board.deficits, labels)


def _targets_form(project: Project, board: BalanceBoard) -> None:
    with st.expander(_("Set targets"), expanded=not board.targets, icon=":material/flag:"), st.form("targets"):
        st.markdown(_("The same number for every combination of what you choose; an empty field means “any”."))
        languages = _several(board.language, _("Languages"))
        formality = _several(board.formality, _("Formality"))
        domain = _several(board.domain, _("Domains"))
        wanted = st.number_input(
            _("Kept segments that each should have"), 0, 1_000_000, 50, help=_("0 takes these targets away.")
        )
        if st.form_submit_button(_("Set these targets")):
            asked = even_targets(project.id, int(wanted), languages=languages, formalities=formality, domains=domain)
            with reported_errors():
                set_targets(get_workspace(), current_account(), project.id, asked)
                flash(many(len(asked), "{n} target is set.", "{n} targets are set."))
                st.rerun()


def _several(axis: Axis, label: str) -> list[str]:
    values = {value.key: value_name(value) if axis.name != "language" else value.label for value in axis.values}
    keys = [value.key for value in axis.values if value.on_scale]
    default = keys if axis.name == "language" else []
    return st.multiselect(label, keys, default=default, format_func=lambda key: values[key], key=f"targets-{axis.name}")


def _gap(project: Project, item: Deficit, labels: dict[str, str], somebody: str | None) -> None:
    place = cell_name(item.language, item.formality, item.domain, labels)
    with st.container(border=True):
        left, right = st.columns([4, 2], vertical_alignment="center")
        left.markdown(
            _("**{place}**: {have} of {wanted} ({share}), {missing} missing.").format(
                place=place,
                have=number(item.have),
                wanted=number(item.wanted),
                share=percent(item.share),
                missing=number(item.missing),
            )
            + "  \n"
            + _(REMEDY_WORDS[item.remedy]).format(n=number(item.candidates))
        )
        if item.remedy is not Remedy.TAG:
            right.page_link(page("collection"), label=_("Collect more"), icon=":material/library_add:")
        if item.language:
            right.page_link(
                page("collection"),
                label=_("Write for it"),
                icon=":material/edit_note:",
                query_params={"write": item.language, "formality": item.formality or "", "domain": item.domain or ""},
            )
            right.page_link(
                page("collection"),
                label=_("Translate into it"),
                icon=":material/translate:",
                query_params=translation_address(item),
            )
        key = f"gap-{item.language}-{item.formality}-{item.domain}"
        if is_owner(project) and right.button(_("Make it a worklist"), icon=":material/assignment_add:", key=key):
            with reported_errors():
                worklist = open_worklist(
                    get_workspace(), project.id, item, account_id=current_account().id, assigned_to=somebody
                )
                flash(_("Worklist “{name}” is open.").format(name=worklist.name))
                st.switch_page(page("tagging"), query_params={"worklist": worklist.id})


def translation_address(item: Deficit) -> dict[str, str]:
    """The address that fills in the Translate form for a gap."""
    cell = {"translate-to": item.language, "translate-formality": item.formality, "translate-domain": item.domain}
    return {"translate-count": str(item.missing)} | {name: value for name, value in cell.items() if value}


def _twin(deficits: Sequence[Deficit], labels: dict[str, str]) -> None:
    with st.expander(_("All gaps as a table"), icon=":material/table:"):
        table = pd.DataFrame(
            {
                _("Cell"): [cell_name(d.language, d.formality, d.domain, labels) for d in deficits],
                _("Has"): [d.have for d in deficits],
                _("Should have"): [d.wanted for d in deficits],
                _("Missing"): [d.missing for d in deficits],
                _("Wait to be tagged"): [d.candidates for d in deficits],
            }
        )
        st.dataframe(table, hide_index=True)
        st.download_button(
            _("Download CSV"), table.to_csv(index=False).encode("utf-8-sig"), "gaps.csv", "text/csv", key="gaps-csv"
        )
