"""The annotation card: a components.v2 widget that holds the next segments in the browser.

It speaks to the REST API on the same origin (leases, labels), so a key press never reruns the page. This file gives it
its words and schemes; card.js holds the state, queue.js the leases, outbox.js what is not yet acknowledged.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import streamlit as st

from core.records import Account, Project, Scheme, Worklist
from pages.shared.pickers import language_label
from pages.shared.words import _

HERE = Path(__file__).resolve().parent


def card_words() -> dict[str, str]:
    """The card's texts in the language of the interface."""
    return {
        "tag": _("Tag · Isogloss"),
        "loading": _("Fetching segments."),
        "offline": _("The server cannot be reached. What you chose is kept here and sent as soon as it is back."),
        "ended": _("Nothing is left here. You tagged {n} segments in this sitting."),
        "no_language": _("language unknown"),
        "done_here": _("{n} done"),
        "left": _("{n} left"),
        "next": _("Next"),
        "skip": _("Skip"),
        "language": _("Other language"),
        "language_label": _("The language this segment is in (tag or name)"),
        "note": _("Note"),
        "note_label": _("A note on this segment"),
        "undo": _("Undo"),
        "keys": _("Keys"),
        "save": _("Save"),
        "cancel": _("Close"),
        "go_on": _("Go on by itself when all is answered"),
        "key_value": _("choose a value; the same key again clears it"),
        "key_question": _("the question above or below"),
        "chosen": _("Chosen: {value}."),
        "cleared": _("Cleared: {value}."),
        "skipped": _("Skipped."),
        "undone": _("Taken back."),
        "nothing_to_undo": _("There is nothing to take back."),
        "refused": _("A label was not accepted: {reason}"),
        "saving": _("Saving"),
        "saved": _("Saved {time}"),
        "not_saved": _("Not saved, {n} waiting. They are kept in this browser and sent again."),
        "signed_out": _(
            "You are signed out; {n} choices wait. Sign in again in another tab, then come back: do not reload."
        ),
    }


def annotation_card(project: Project, account: Account, worklist: Worklist, schemes: Sequence[Scheme]) -> int | None:
    """Draw the card; gives the number of segments tagged when the worklist has just come to its end, else None."""
    data = {
        "identity": f"{project.id}/{worklist.id}/{account.id}/" + ",".join(f"{s.id}{s.version}" for s in schemes),
        "api": "/api",
        "project": project.id,
        "account": account.id,
        "worklist": worklist.id,
        "schemes": [asdict(scheme) for scheme in schemes],
        "languages": [(tag, language_label(tag)) for tag in project.languages],
        "words": card_words(),
        "ahead": 6,
    }
    result = _component()(key=f"card-{worklist.id}", data=data, on_ended_change=lambda: None)
    return result.ended


@cache
def _component() -> "st.components.v2.types.ComponentRenderer":
    script = "\n".join(_part(name) for name in ("outbox.js", "queue.js", "drawing.js", "card.js"))
    return st.components.v2.component(
        "isogloss.card", html=_part("card.html"), css=_part("card.css"), js=script, isolate_styles=True
    )


def _part(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")
