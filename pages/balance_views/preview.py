"""What a data version holds, or would hold: rows per split and language, groups, licences, passes, notes."""

import pandas as pd
import streamlit as st

from core.balancing.board import BalanceBoard
from core.balancing.freezing import plan_freeze
from core.balancing.manifest import Contents, FreezeChoice
from core.balancing.splitting import SPLITS
from core.records import Project
from pages.balance_views.names import language_name
from pages.shared.words import _, many, mark, number, percent
from pages.shared.workspace import get_workspace

LEFT_OUT = {
    "no_language": mark("{n} without a language cannot be in it."),
    "machine_held_out": mark("{n} made by machines are left out: what they were made from is in dev or test."),
    "machine_over_share": mark("{n} made by machines are left out: they are more than their language may have."),
}
FULL_ROWS = 30  # a longer table scrolls
KEPT_KEY = "freeze-preview"


def preview(project: Project, choice: FreezeChoice, board: BalanceBoard) -> Contents:
    """What freezing would give now; worked out again only when something that matters has changed."""
    state = (
        project.id,
        project.group_column,
        choice.model_dump_json(exclude={"name"}),
        board.corpus_version,
        board.policy_version,
        get_workspace().ledger.events.latest(project.id),
        get_workspace().ledger.data_versions.next_number(project.id),
    )
    kept = st.session_state.get(KEPT_KEY)
    if kept is None or kept[0] != state:
        with st.spinner(_("Working out the splits")):
            kept = (state, plan_freeze(get_workspace(), project.id, choice))
        st.session_state[KEPT_KEY] = kept
    contents: Contents = kept[1]
    return contents


def draw_summary(contents: Contents) -> None:
    """How much there is, what stays together, and the notes that a person should read first."""
    total = sum(contents.rows.values())
    parts = ", ".join(
        f"{_(split)} {number(n)} ({percent(n / total if total else 0)})" for split, n in contents.rows.items()
    )
    st.markdown(many(total, "**{n} segment**: {parts}.", "**{n} segments**: {parts}.", parts=parts))
    st.markdown(
        many(
            contents.groups,
            "{n} group that stays together; it has {largest} segments.",
            "{n} groups that stay together, the largest of {largest} segments: nothing leaks between splits.",
            largest=number(contents.largest_group),
        )
    )
    notes = [_(note.message) for note in contents.notes]
    notes += [_(LEFT_OUT.get(reason, reason)).format(n=number(n)) for reason, n in contents.left_out.items()]
    if contents.machine:
        made = sum(contents.machine.values())
        notes.append(_("{n} were made by machines; all of them are in train.").format(n=number(made)))
    if notes:
        st.warning("\n".join(f"- {note}" for note in notes))


def draw_details(contents: Contents, key: str) -> None:
    """Rows per split and language with the passes of a training, and the licences."""
    _languages(contents, key)
    _licences(contents)


def _languages(contents: Contents, key: str) -> None:
    epochs = contents.mixture.epochs
    ordered = sorted(contents.languages, key=lambda tag: -sum(contents.languages[tag].values()))
    table = pd.DataFrame(
        {
            _("Language"): [language_name(tag) for tag in ordered],
            **{_(split): [contents.languages[tag][split] for tag in ordered] for split in SPLITS},
            _("Passes"): [round(epochs.get(tag, 0), 2) for tag in ordered],
        }
    )
    st.dataframe(
        table, hide_index=True, key=f"languages-{key}", height="content" if len(table) <= FULL_ROWS else "auto"
    )


def _licences(contents: Contents) -> None:
    lines = [
        f"- {share.licence or _('no licence named')}: "
        + many(share.segments, "{n} segment", "{n} segments")
        + f" ({', '.join(share.sources[:4])}{', …' if len(share.sources) > 4 else ''})"
        for share in contents.licences
    ]
    st.markdown(f"**{_('Licences')}**\n\n" + "\n".join(lines))
