"""What two detectors say differently, and one button that makes a worklist of it."""

import pandas as pd
import streamlit as st

from core.identification.checking import disagreeing, vote_counts, work
from core.identification.checking.disagreeing import Disagreement
from core.records import Project
from pages.filter_views.names import language_words
from pages.shared.feedback import flash, reported_errors
from pages.shared.words import _, many, number
from pages.shared.workspace import current_account, get_workspace, is_owner

SHOWN = 12


def draw_disagreements(project: Project) -> None:
    """Choose two detectors; read on what they disagree; hand it to people."""
    st.header(_("Where two detectors disagree"))
    workspace = get_workspace()
    with workspace.snapshot(project.id) as snapshot:
        counts = vote_counts.counted(snapshot, workspace.project_folder(project.id))
        names = disagreeing.detectors(counts)
        if len(names) < 2:
            st.info(_("Only one detector was asked, so none disagree."))
            return
        left, right = st.columns(2)
        first = left.selectbox(_("One detector"), names, key="disagree-first")
        second = right.selectbox(_("Another"), [name for name in names if name != first], key="disagree-second")
        found = disagreeing.disagreements(counts, first, second)
        if not found:
            st.info(_("These two agree on every segment."))
            return
        st.dataframe(
            pd.DataFrame(
                {
                    _("{name} says").format(name=first): [language_words(one.one) for one in found[:SHOWN]],
                    _("{name} says").format(name=second): [language_words(one.other) for one in found[:SHOWN]],
                    _("Segments"): [one.rows for one in found[:SHOWN]],
                }
            ),
            hide_index=True,
            key="disagreements",
        )
        chosen = st.selectbox(
            _("Give to people"),
            [None, *found],
            format_func=lambda one: _pair_words(one, sum(pair.rows for pair in found)),
            key="disagree-pair",
        )
        pressed = st.button(_("Make a worklist of these"), disabled=not is_owner(project), key="disagree-worklist")
        if not pressed:
            return
        pair = {"one": chosen.one, "other": chosen.other} if chosen else {}
        ids = disagreeing.disagreeing(snapshot, counts, first, second, limit=work.AT_MOST, **pair)
    with reported_errors():
        made = work.open_worklist(
            workspace,
            current_account(),
            project.id,
            _("{first} and {second} disagree").format(first=first, second=second),
            ids,
            reason=_pair_words(chosen, len(ids)),
        )
        n = len(made.selection.segment_ids)
        flash(
            many(n, "The worklist “{name}” has {n} segment.", "The worklist “{name}” has {n} segments.", name=made.name)
        )
        st.rerun()


def _pair_words(one: Disagreement | None, total: int) -> str:
    if one is None:
        return _("All disagreements ({n})").format(n=number(total))
    return _("{one} or {other} ({n})").format(
        one=language_words(one.one), other=language_words(one.other), n=number(one.rows)
    )
