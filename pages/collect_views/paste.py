"""Type or paste: each line or each paragraph becomes a segment, at once."""

import uuid

import streamlit as st

from core.collection.paste import Unit, add_text
from core.records import Project
from pages.shared.feedback import flash, reported_errors
from pages.shared.pickers import language_label
from pages.shared.words import _, many, mark
from pages.shared.workspace import current_account, get_workspace

UNITS: dict[Unit, str] = {"line": mark("each line"), "paragraph": mark("each paragraph"), "whole": mark("all of it")}


def draw_paste(project: Project) -> None:
    """The form."""
    key = st.session_state.setdefault("paste-key", uuid.uuid4().hex)
    with st.form("paste"):
        text = st.text_area(_("Text"), height=220, key=f"text-{key}")
        left, middle, right = st.columns(3)
        unit = left.selectbox(_("A segment is"), list(UNITS), format_func=lambda name: _(UNITS[name]))
        languages: list[str | None] = [None, *project.languages]
        language = middle.selectbox(
            _("Its language"), languages, format_func=lambda tag: language_label(tag) if tag else _("unknown")
        )
        name = right.text_input(_("Name of this source"), placeholder=_("Field notes, May"))
        if st.form_submit_button(_("Add this text"), type="primary"):
            with reported_errors():
                report = add_text(
                    get_workspace(),
                    project.id,
                    current_account().id,
                    text,
                    unit=unit,
                    declared_language=language,
                    name=name,
                    key=key,
                )
                st.session_state["paste-key"] = uuid.uuid4().hex
                added = many(report.added, "{n} segment added", "{n} segments added")
                flash(added + ", " + _("{n} were there already.").format(n=report.present))
                st.rerun()
