"""Where text comes from, asked once an import: language, kind, licence, consent."""

from dataclasses import dataclass

import streamlit as st

from core.records import Origin, Project
from pages.shared.pickers import language_label
from pages.shared.words import _, mark

ORIGINS = {
    Origin.CORPUS: mark("a corpus or files"),
    Origin.WEB: mark("the web"),
    Origin.EXPERT: mark("written by us"),
    Origin.MACHINE: mark("made by a machine"),
}


@dataclass(frozen=True)
class Provenance:
    """The answers."""

    language: str | None
    origin: Origin
    licence: str
    consent: str


def ask_provenance(project: Project, key: str) -> Provenance:
    """The four questions; all but the kind may stay open."""
    first, second, third, fourth = st.columns(4)
    languages: list[str | None] = [None, *project.languages]
    language = first.selectbox(
        _("Language of the text"),
        languages,
        format_func=lambda tag: language_label(tag) if tag else _("as the file says, or unknown"),
        key=f"{key}-language",
    )
    origin = second.selectbox(_("It is"), list(ORIGINS), format_func=lambda kind: _(ORIGINS[kind]), key=f"{key}-origin")
    licence = third.text_input(_("Licence"), placeholder="CC-BY-4.0", key=f"{key}-licence")
    consent = fourth.text_input(_("Consent of the speakers"), key=f"{key}-consent")
    return Provenance(language, origin, licence, consent)
