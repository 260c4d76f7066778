"""The card that asks “is this Yoruba?”: a components.v2 widget with the next segments in the browser.

It shares its outbox, its language search and its looks with the annotation card; `check.js` is its own.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.records import Account, Project
from pages.shared.words import _, interface_language

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "card"
SCRIPTS = tuple(SHARED / f"{name}.js" for name in ("storage", "outbox", "keys", "elements", "languages"))
STYLES = tuple(SHARED / f"{name}.css" for name in ("card", "questions", "panels", "screens"))


def check_card(project: Project, account: Account, tag: str, name: str) -> None:
    """Draw the card for one language; after answers were saved it reruns the fragment that it stands in."""
    data = {
        "identity": f"{project.id}/{account.id}/{tag}/{interface_language()}",
        "api": "/api",
        "project": project.id,
        "account": account.id,
        "language": tag,
        "languages": list(project.languages),
        "words": _card_words(name),
    }
    _component()(key=f"check-{project.id}-{tag}", data=data, on_answered_change=lambda: None)


@cache
def _component() -> "ComponentRenderer":
    script = "\n".join(path.read_text(encoding="utf-8") for path in (*SCRIPTS, HERE / "check.js"))
    styles = "\n".join(path.read_text(encoding="utf-8") for path in (*STYLES, HERE / "check.css"))
    html = (HERE / "check.html").read_text(encoding="utf-8")
    return st.components.v2.component("isogloss.check", html=html, css=styles, js=script, isolate_styles=True)


def _card_words(name: str) -> dict[str, str]:
    return {
        "question": _("Is this {language}?").format(language=name),
        "yes": _("Yes"),
        "no": _("No"),
        "unsure": _("Not sure"),
        "other": _("No, it is …"),
        "undo": _("Undo"),
        "undone": _("Taken back"),
        "nothing_to_undo": _("There is nothing to take back."),
        "done": _("{n} answered in this sitting"),
        "saving": _("Saving"),
        "saved": _("Saved"),
        "not_saved": _("Not saved, {n} waiting"),
        "kept": _(
            "The server cannot be reached. Your answers are kept in this browser and sent as soon as it is back."
        ),
        "refused": _("{n} answers were not accepted and are kept here: {reason}"),
        "give_up": _("Give them up"),
        "loading": _("Fetching segments."),
        "ended": _("There is nothing left to ask about in this language."),
        "unreachable": _("The server cannot be reached. This page goes on by itself as soon as it is back."),
        "language_label": _("The language this segment is in"),
        "language_hint": _("Name, own name or tag, such as pt-BR"),
        "loading_languages": _("Fetching the list of languages."),
        "language_offline": _("This tag cannot be checked without the server. Choose from the list, or try again."),
    }
