"""Try it: a typed sentence, base beside tuned."""

import streamlit as st

from core.evaluation.trying import LONGEST, Answer, try_text
from core.records import Project, Run
from core.training.data import SIDES
from pages.shared.feedback import reported_errors
from pages.shared.pickers import language_label
from pages.shared.texts import show_text
from pages.shared.values import Naming, task_words, value_words
from pages.shared.words import _, percent
from pages.shared.workspace import get_workspace


def draw_try(run: Run, project: Project) -> None:
    """The form and the two answers."""
    with st.form("try-it"):
        text = st.text_area(_("A sentence in any of the project's languages"), max_chars=LONGEST)
        language = ""
        direction = SIDES[1]
        if run.kind == "rewriting":
            language = st.selectbox(_("Its language"), project.languages, format_func=language_label) or ""
            direction = st.segmented_control(_("Make it"), SIDES, default=direction, format_func=_) or direction
        sent = st.form_submit_button(_("Ask both models"), type="primary")
    if not sent:
        return
    with reported_errors(), st.spinner(_("Asking. The first time the models are loaded, which takes some seconds.")):
        answers = try_text(get_workspace(), run, text, language=language, direction=direction)
        for column, system in zip(st.columns(2), ("base", "tuned"), strict=True):
            with column:
                st.header(_("Base") if system == "base" else _("Tuned"))
                for answer in answers:
                    if answer.system == system:
                        _answer(answer, language or None, value_words(project))


def _answer(answer: Answer, language: str | None, named: Naming) -> None:
    if answer.share is None:
        show_text(answer.value or "–", language)
    else:
        st.markdown(f"{task_words(answer.task)}: **{named(answer.value)}** ({percent(answer.share)})")
