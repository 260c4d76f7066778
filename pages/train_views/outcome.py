"""What a finished run came to: measures on the dev rows, the adapter to take away, its card, the way to Evaluate."""

from pathlib import Path

import pandas as pd
import streamlit as st

from core.records import Project, Run
from core.training.card import erased_since, zip_adapter
from core.training.folder import RunFolder
from core.training.watching import Watched
from pages.balance_views.names import language_name
from pages.shared.feedback import explain
from pages.shared.registry import page
from pages.shared.words import _, many, mark, number
from pages.shared.workspace import get_workspace

MEASURES = {
    "formality_macro_f1": mark("Macro-F1 of formality"),
    "domain_macro_f1": mark("Macro-F1 of domain"),
    "formality_loss": mark("Loss of formality (lower is better)"),
    "domain_loss": mark("Loss of domain (lower is better)"),
    "bits_per_byte": mark("Bits per byte (lower is better)"),
}
MEASURE_WORDS = mark(
    "Macro-F1 is the mean, over all classes, of how well each is found (1 is perfect). Bits per byte says how "
    "surprised the model is by the right text (lower is better)."
)


def draw_outcome(project: Project, run: Run, watched: Watched) -> None:
    """The result, and what can be done with it."""
    st.success(_("Trained: {n} steps.").format(n=number(watched.step)), icon=":material/check_circle:")
    folder = RunFolder(Path(run.path))
    _say_erased(project, run, folder)
    left, right, third = st.columns([3, 3, 2], vertical_alignment="center")
    left.page_link(
        page("evaluation"),
        label=_("Evaluate it: base against tuned, per language"),
        icon=":material/monitoring:",
        query_params={"evaluation-run": run.id},
    )
    right.download_button(
        _("Download the adapter (zip)"),
        lambda: zip_adapter(folder).open("rb"),
        f"{project.id}-{run.id}.zip",
        "application/zip",
        icon=":material/download:",
        key=f"adapter-{run.id}",
        on_click="ignore",
    )
    with third:
        explain(_("The measures"), _(MEASURE_WORDS))
    _measures(watched)
    with st.expander(_("Card of the run"), icon=":material/badge:"):
        st.markdown(folder.card.read_text(encoding="utf-8"))
    with st.expander(_("Its recipe"), icon=":material/receipt_long:"):
        st.code(folder.recipe.read_text(encoding="utf-8"), language="yaml")


def _say_erased(project: Project, run: Run, folder: RunFolder) -> None:
    gone = erased_since(folder, get_workspace().ledger.data_versions.get(project.id, run.data_version_id))
    if gone:
        words = many(gone, "It learnt from {n} text that was erased", "It learnt from {n} texts that were erased")
        st.warning(words + " " + _("since: a source was taken down, or a contributor withdrew. Consider a new run."))


def _measures(watched: Watched) -> None:
    names = list(dict.fromkeys([*watched.before, *watched.after]))
    if not names:
        return
    table = pd.DataFrame(
        {
            _("On the dev rows"): [_measure_name(name) for name in names],
            _("Base"): [_value(watched.before.get(name)) for name in names],
            _("Tuned"): [_value(watched.after.get(name)) for name in names],
        }
    )
    st.dataframe(table, hide_index=True, height="content" if len(names) <= 30 else "auto")
    st.caption(_("Dev rows are few; whether it helped, and where, is what Evaluate says on the test rows."))


def _measure_name(name: str) -> str:
    measure, _colon, tag = name.partition(":")
    words = _(MEASURES.get(measure, measure))
    return f"{words}, {language_name(tag)}" if tag else words


def _value(value: float | None) -> str:
    return "–" if value is None else number(value, 3)
