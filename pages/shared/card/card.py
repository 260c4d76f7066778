"""The annotation card: a components.v2 widget that holds the next segments in the browser.

It speaks to the REST API on the same origin (leases, labels, languages), so a key press never reruns the page. This
file gives it its words and schemes; what each script does stands at its top.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.records import Account, Project, Scheme, Worklist
from pages.shared.card.words import card_words
from pages.shared.words import interface_language

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

HERE = Path(__file__).resolve().parent
SCRIPTS = (
    "storage",
    "outbox",
    "queue",
    "counting",
    "history",
    "keymap",
    "keys",
    "elements",
    "questions",
    "languages",
    "panels",
    "helping",
    "standing",
    "deciding",
    "showing",
    "card",
)
STYLES = ("card", "scripts", "questions", "panels", "screens")
AHEAD = 6
"""So many segments wait in the browser behind the one on show."""


def annotation_card(project: Project, account: Account, worklist: Worklist, schemes: Sequence[Scheme]) -> int | None:
    """Draw the card; gives the number of segments tagged when the worklist has just come to its end, else None."""
    versions = ",".join(f"{scheme.id}{scheme.version}" for scheme in schemes)
    data = {
        "identity": f"{project.id}/{worklist.id}/{account.id}/{versions}/{interface_language()}",
        "api": "/api",
        "project": project.id,
        "account": account.id,
        "worklist": worklist.id,
        "schemes": [asdict(scheme) for scheme in schemes],
        "languages": list(project.languages),
        "words": card_words(),
        "ahead": AHEAD,
    }
    result = _component()(key=f"card-{worklist.id}", data=data, on_ended_change=lambda: None)
    ended = result.ended
    return None if ended is None else int(ended)


@cache
def _component() -> "ComponentRenderer":
    script = "\n".join(_part(f"{name}.js") for name in SCRIPTS)
    styles = "\n".join(_part(f"{name}.css") for name in STYLES)
    return st.components.v2.component(
        "isogloss.card", html=_part("card.html"), css=styles, js=script, isolate_styles=True
    )


def _part(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
