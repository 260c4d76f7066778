"""The evidence behind a score: which class was taken for which, and the misjudged texts themselves."""

import pandas as pd
import streamlit as st

from core.evaluation.board import confusion, misjudged
from core.evaluation.dashboard import Dashboard, texts_of
from core.records import Project
from pages.evaluating.languages import place_name
from pages.shared.charts import chart_with_twin, heat_map
from pages.shared.texts import show_text
from pages.shared.values import task_words, value_words
from pages.shared.words import _, many, percent
from pages.shared.workspace import get_workspace

SHOWN = 20


def draw_wrong(project: Project, board: Dashboard) -> None:
    """Confusion table and texts, in one language or all."""
    if board.run.kind != "classification":
        _rewrites(project, board)
        return
    tasks = sorted({item.task for item in board.classes})
    languages = [None, *sorted({item.language for item in board.classes})]
    left, middle, right = st.columns(3)
    task = left.selectbox(_("Task"), tasks, format_func=task_words, key="wrong-task")
    language = middle.selectbox(_("Language"), languages, format_func=place_name, key="wrong-language")
    system = right.segmented_control(_("Model"), ["base", "tuned"], default="tuned", key="wrong-system") or "tuned"
    named = value_words(project)
    table = confusion(board.classes, task, language, system)
    names = [named(key) for key in table.classes]
    counts = [[float(n) for n in line] for line in table.counts]
    texts = [[str(n) for n in line] for line in table.counts]
    figure = heat_map(
        counts,
        [_("is {x}").format(x=name) for name in names],
        names,
        texts,
        logarithmic=True,
    )
    wrong = misjudged(board.classes, task, language=language, system=system)
    twin = pd.DataFrame(texts, columns=names).assign(**{_("gold"): names})
    chart_with_twin(
        figure,
        twin,
        many(len(wrong), "{n} text misjudged", "{n} texts misjudged"),
        f"confusion-{task}-{language}-{system}",
    )
    rows = texts_of(get_workspace(), project.id, [item.segment_id for item in wrong[:SHOWN]])
    for item in wrong[:SHOWN]:
        row = rows.get(item.segment_id)
        if row is None:
            continue
        guess, share = (item.base, item.base_share) if system == "base" else (item.tuned, item.tuned_share)
        meta = _("{language} · is {gold}, was taken for {guess} with {share}").format(
            language=place_name(item.language),
            gold=named(item.gold),
            guess=named(guess),
            share=percent(share),
        )
        show_text(row.segment.text, item.language, meta)


def _rewrites(project: Project, board: Dashboard) -> None:
    written = [item for item in board.rewrites if item.tuned_text is not None]
    rows = texts_of(get_workspace(), project.id, [i for item in written for i in (item.source_id, item.target_id)])
    named = value_words(project)
    for item in written:
        source, target = rows.get(item.source_id), rows.get(item.target_id)
        if source is None or target is None:
            continue
        with st.container(border=True):
            st.caption(
                _("{language}, to {formality}").format(
                    language=place_name(item.language), formality=named(item.formality)
                )
            )
            show_text(source.segment.text, item.language, _("given"), small=True)
            show_text(target.segment.text, item.language, _("reference"), small=True)
            show_text(item.base_text or "–", item.language, _("base wrote"), small=True)
            show_text(item.tuned_text or "–", item.language, _("tuned wrote"), small=True)
