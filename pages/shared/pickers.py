"""Pickers that several pages use: languages by name, autonym or tag, and who gets some work, and how many."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.languages import autonym, choices, is_tag, name, standard_tag
from core.records import Project
from core.tagging.worklists import MOST_PEOPLE
from pages.shared.words import _, interface_language
from pages.shared.workspace import get_workspace


def language_label(tag: str) -> str:
    """`sw` as “Swahili · Kiswahili · sw”."""
    if not is_tag(tag):
        return tag
    own, english = autonym(tag), name(tag, interface_language())
    return f"{english} · {tag}" if own == english else f"{english} · {own} · {tag}"


def languages_picker(label: str, chosen: Sequence[str], key: str, help_text: str = "") -> list[str]:
    """Several languages, searched by name, autonym or tag; a tag that is not listed may be typed."""
    options = list(dict.fromkeys([*chosen, *choices()]))
    picked = st.multiselect(
        label,
        options,
        default=list(chosen),
        format_func=language_label,
        key=key,
        accept_new_options=True,
        help=help_text or _("Type a name in English, the language's own name, or a tag such as pt-BR."),
    )
    return [standard_tag(tag) for tag in picked]


def language_picker(label: str, key: str, chosen: str | None = None) -> str | None:
    """One language, or none."""
    options = list(choices())
    index = options.index(chosen) if chosen in options else None
    return st.selectbox(label, options, index=index, format_func=language_label, key=key)


def overlap_picker(place: DeltaGenerator, key: str, overlap: int = 1) -> int:
    """How many people label each segment."""
    return int(
        place.number_input(
            _("People per segment"),
            1,
            MOST_PEOPLE,
            overlap,
            help=_("So many people label each segment, and none of them sees what the others said."),
            key=f"overlap-{key}",
        )
    )


def assignee_picker(project: Project, place: DeltaGenerator, key: str) -> str | None:
    """Whom the work goes to; None is everybody."""
    members = {member.account_id: member.name for member in get_workspace().ledger.members.list(project.id)}
    return place.selectbox(
        _("For whom"),
        [None, *members],
        format_func=lambda account: members[account] if account else _("everybody"),
        key=f"assignee-{key}",
    )
